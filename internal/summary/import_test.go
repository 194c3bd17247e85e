package summary

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// words says import things into a talk.
func words(change func(*Import)) (*Import, *talk) {
	var said talk
	im := &Import{
		Talk: &said, Bot: "acme (bot bot-1 at example.org)",
		Connected: func(words ...string) string { return "leadferry " + strings.Join(words, " ") },
		Again:     func(rejects string) string { return "leadferry import " + rejects },
		Next:      func(way importer.Way) string { return fmt.Sprint("leadferry way ", way) },
	}
	if change != nil {
		change(im)
	}
	return im, &said
}

// checked checks fourRows, against live leads unless they are nil.
func checked(t *testing.T, leads []lead.Row) *check.Result {
	t.Helper()
	dir := t.TempDir()
	o := check.Options{
		BotID: "bot-1", Matching: true, Temp: func() (row.TempFile, error) { return os.CreateTemp(dir, "") },
		Rules: check.Rules{IDFrom: []live.Field{live.Email}},
	}
	s, err := source.Examine(t.Context(), source.Input{Name: "leads.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(fourRows)), nil }})
	if err != nil {
		t.Fatal(err)
	}
	r, err := check.Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	if leads == nil {
		return r
	}
	temp, err := o.Temp()
	if err != nil {
		t.Fatal(err)
	}
	l := r.NewLive(temp)
	if err = l.Add(leads); err == nil {
		r, err = r.Against(t.Context(), l)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const fourRows = "uuid,Full Name,email,City,Shoe size,_note\n" +
	"7e88d192-9b20-4035-9b68-d4ac3d58a34f,Ann,,,,\n,Bob,bob@example.org,Berlin,43,x\n,,,,,\n,Cid,c@d,,,\n,Dan,ann@example.org,,,\n"

// TestShowInput: how the file was read and what every column means.
func TestShowInput(t *testing.T) {
	t.Parallel()
	im, said := words(func(im *Import) { im.Open = true })
	r := checked(t, nil)
	r.Notes = []string{"a sheet is hidden"}
	im.Show(&importer.Checked{Result: r})
	want := []string{
		"leads.csv: 4 rows, 6 columns, 1 blank row skipped", "  read as UTF-8, delimiter comma", "  note: a sheet is hidden",
		"  column     goes to                        sample values\n" +
			"  uuid       uuid                           7e88d192-9b20-4035-9b68-d4ac3d58a34f\n" +
			"  Full Name  name                           Ann · Bob · Cid\n" +
			"  email      email                          bob@example.org · c@d · ann@example.org\n" +
			"  Shoe size  attributes.Shoe size (custom)  43",
		"  _note: ignored",
		"  Left out, as no import can set these fields in Convertalk: City", "      keep it as a custom attribute with --map City=attributes.City",
	}
	if !slices.Equal(*said, want) {
		t.Errorf("%s", strings.Join(*said, "\n"))
	}
	im, said = words(nil)
	Reading(im, &dialect.Reading{Dialect: dialect.Dialect{Encoding: "windows-1252", Delimiter: ';'}, OldMac: true, Foreign: 1200, Letters: "é"})
	want = []string{
		"  read as windows-1252, delimiter semicolon, lines end as on an old Mac",
	}
	if !slices.Equal(*said, want) {
		t.Errorf("%s", strings.Join(*said, "\n"))
	}
}

// TestShowSurvey: what would be sent, with the problems of the others.
func TestShowSurvey(t *testing.T) {
	t.Parallel()
	live := []lead.Row{{Base: lead.Base{lead.UUID: "u", lead.Email: "ann@example.org"}}}
	for name, test := range map[string]struct {
		change func(*Import)
		leads  []lead.Row
		want   []string
	}{
		"offline": {nil, nil, []string{
			"3 rows are ready (1 matched by uuid, 2 matched by e-mail or phone when you import).",
			"  Whether the bot already has the 2 people whose rows have no uuid is seen when you import (or with import --dry-run)"}},
		"blind": {func(im *Import) { im.Blind = true }, nil, []string{
			"3 rows are ready (1 matched by uuid, 2 with a uuid made from e-mail or phone).",
			"  note: 2 rows could duplicate a lead that the bot knows by another uuid (--blind)"}},
		"live": {nil, live, []string{
			"3 rows are ready (1 matched by uuid, 1 matched by e-mail or phone, 1 new).", "  Compared with the 1 lead or chat in the bot"}},
	} {
		im, said := words(test.change)
		im.Show(&importer.Survey{Result: checked(t, test.leads)})
		finding := []string{(*said)[0], (*said)[1]}
		if !strings.HasPrefix(finding[0], "  1 row cannot be sent: ") || !strings.HasSuffix(finding[0], `: "c@d"`) || finding[1] != `      column C "email", row 5` {
			t.Errorf("%s: %q", name, finding)
		}
		if got := (*said)[3:]; !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

// TestShowDecisive: who may be someone else is said last, above the question, and marked in the change. A new
// lead shows what it gets, as far as its line has room, and what a filter leaves out is only counted.
func TestShowDecisive(t *testing.T) {
	t.Parallel()
	r := checked(t, []lead.Row{})
	b := row.NewBatch(temp(t), row.NewLeads())
	filtered := row.Filtered()
	for i, one := range []row.Row{
		{Outcome: row.Updated, Name: "Emily Smith", Changes: []row.Change{
			{Field: "name", Old: "Jo Example", New: "Emily Smith"}, {Field: "email", Old: "jo@example.org", New: "jo@example.com"},
		}},
		{Outcome: row.Updated, Name: "Jo", Changes: []row.Change{{Field: "name", Old: "Jo", New: "Jo Example"}}},
		{Outcome: row.Created, Name: "Ann", Changes: []row.Change{
			{Field: "uuid", New: "u"}, {Field: "name", New: "Ann"}, {Field: "email", New: "ann@example.org"}, {Field: "notes", New: strings.Repeat("n", 190)},
		}},
		{Outcome: row.Skipped, Problems: []row.Problem{filtered}},
	} {
		one.Number = i + 2
		if err := b.Add(&one); err != nil {
			t.Fatal(err)
		}
	}
	r.Batch = b
	r.Warnings = []row.Finding{{Problem: row.Problem{Code: row.CodeAnotherPerson, Text: "matched"}, Count: 1, Ranges: []row.Range{{2, 2}}}}
	im, said := words(func(im *Import) { im.Open, im.Width = true, 60 })
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Verified: true}, File: "plan.csv"})
	want := []string{
		"  ~ Emily Smith, row 2: name \"Jo Example\" -> \"Emily Smith\" (someone else?), email \"jo@example.org\" -> \"jo@example.com\"",
		"  ~ Jo, row 3: name \"Jo\" -> \"Jo Example\"",
		"  full list of changes: plan.csv",
		"  look at 1 row: matched", "      row 2",
		"  New leads cannot be deleted again: the API cannot delete leads. undo restores changed leads only.",
	}
	if got := (*said)[max(0, len(*said)-len(want)):]; !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(*said, "\n"))
	}
	text := strings.Join(*said, "\n")
	if !strings.Contains(text, "  + Ann, row 4: email \"ann@example.org\", notes \"nnn") || strings.Contains(text, strings.Repeat("n", 80)) {
		t.Errorf("the new lead: %s", text)
	}
	if strings.Contains(text, "skipped") || !strings.Contains(text, "  - 1 left out by the filter") {
		t.Errorf("the filter: %s", text)
	}
}

// TestShowPlan: what would happen, in a few lines whose values are masked.
func TestShowPlan(t *testing.T) {
	t.Parallel()
	r := checked(t, []lead.Row{})
	b := row.NewBatch(temp(t), row.NewLeads())
	change := func(field, old, new string) row.Change { return row.Change{Field: field, Old: old, New: new} }
	var many []row.Change
	for i := range 8 {
		many = append(many, change(fmt.Sprint("attributes.", i), "", "x"))
	}
	var problems []row.Problem
	for _, code := range "abcdefgh" {
		problems = append(problems, row.Problem{Code: string(code), Text: "bad " + string(code)})
	}
	for i, one := range []row.Row{
		{Outcome: row.Updated, Name: "Zoë Clark", Changes: []row.Change{change("status", "OPEN", "CLOSED"), change("name", "Zoë Clark", "")}},
		{Outcome: row.Updated, Changes: many}, {Outcome: row.Created, Cells: lead.Row{Base: lead.Base{lead.Email: "new@example.org"}}}, {Outcome: row.Unchanged},
		{Outcome: row.Rejected, Problems: problems},
	} {
		one.Number = i + 2
		if err := b.Add(&one); err != nil {
			t.Fatal(err)
		}
	}
	r.Batch = b
	r.Nameless = check.Nameless{Rows: 1, Text: "no new lead gets a name", Fix: "say which"}
	im, said := words(nil)
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Reason: "it moves"}, File: "plan.csv"})
	want := []string{
		"  1 row cannot be sent: bad c", "      row 6", "  1 row cannot be sent: bad d", "      row 6", "  1 row cannot be sent: bad e", "      row 6",
		"  1 row cannot be sent: bad f", "      row 6", "  1 row cannot be sent: bad g", "      row 6", "  1 row cannot be sent: bad h", "      row 6",
		"  and 2 more causes; see all with: leadferry check leads.csv", "  That is 1 row in all; a row can have several problems.",
		"Plan for acme (bot bot-1 at example.org), 0 leads and chats:", "  note: not all of the bot's leads could be verified: it moves",
		"  + 1 to create", "  ~ 2 to update", "  = 1 unchanged", "  ! 1 not sent",
		"  fields that change: attributes.0 1, attributes.1 1, attributes.2 1, attributes.3 1, attributes.4 1, attributes.5 1, and 4 more fields",
		"  1 field will be emptied", `  ~ row 2: status "OPEN" -> "CLOSED", name "Zo* *****" -> ""`,
		`  ~ row 3: attributes.0 "" -> "x", attributes.1 "" -> "x", attributes.2 "" -> "x", attributes.3 "" -> "x", attributes.4 "" -> "x", attributes.5 "" -> "x", and 2 more fields`,
		"  full list of changes: plan.csv", "  note: no new lead gets a name", "      fix: say which",
		"  New leads cannot be deleted again: the API cannot delete leads. undo restores changed leads only.",
	}
	if !slices.Equal(*said, want) {
		t.Errorf("%s", strings.Join(*said, "\n"))
	}
	im, said = words(func(im *Import) { im.Open = true })
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Verified: true}})
	if !slices.Contains(*said, `  ~ Zoë Clark, row 2: status "OPEN" -> "CLOSED", name "Zoë Clark" -> ""`) {
		t.Errorf("on a terminal: %s", strings.Join(*said, "\n"))
	}
	if !slices.Contains(*said, "  + new@example.org, row 4") {
		t.Errorf("the new lead is not named: %s", strings.Join(*said, "\n"))
	}
	for range 1200 {
		if err := b.Add(&row.Row{Outcome: row.Updated, Changes: many}); err != nil {
			t.Fatal(err)
		}
	}
	im, said = words(nil)
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Verified: true}})
	if !slices.Contains(*said, "  ~ and 1,192 more leads") {
		t.Errorf("of many: %s", strings.Join(*said, "\n"))
	}
	for _, p := range []row.Problem{row.Filtered(), row.Filtered(), row.NothingToWrite()} {
		if err := b.Add(&row.Row{Number: b.Total() + 2, Outcome: row.Skipped, Problems: []row.Problem{p}}); err != nil {
			t.Fatal(err)
		}
	}
	im, said = words(nil)
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Verified: true}})
	if !slices.Contains(*said, "  !     2 not sent") || !slices.Contains(*said, "  -     2 left out by the filter") {
		t.Errorf("with a filter: %s", strings.Join(*said, "\n"))
	}
	r.Batch = row.NewBatch(temp(t), row.NewLeads())
	im, said = words(nil)
	im.Show(&importer.Planned{Result: r, Proof: listing.Result{Verified: true}, File: "plan.csv"})
	if text := strings.Join(*said, "\n"); strings.Contains(text, "plan.csv") || strings.Contains(text, "more lead") {
		t.Errorf("of nothing: %s", text)
	}
}

func temp(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestShowOthers: the short events.
func TestShowOthers(t *testing.T) {
	t.Parallel()
	im, said := words(nil)
	im.Show(&importer.Resumed{Done: 1200, Rows: 2000})
	im.Show(importer.NoUndo{})
	im.Show(&importer.FirstRows{Verification: &send.Verification{Rows: 1}})
	want := []string{
		"Resuming the import: 1,200 of 2,000 rows done before",
		"  This import cannot be undone.", "The first row was sent and verified.",
	}
	if !slices.Equal(*said, want) {
		t.Errorf("%s", strings.Join(*said, "\n"))
	}
}

// TestImportEnds: the verdict, the sum and what to do next.
func TestImportEnds(t *testing.T) {
	t.Parallel()
	failure := row.Finding{Problem: row.Problem{Code: "refused", Text: "no", Fix: "mend"}, Count: 1, Ranges: []row.Range{{3, 3}}}
	for name, test := range map[string]struct {
		s    importer.Summary
		err  error
		want string
	}{
		"all": {importer.Summary{End: importer.EndedSent, Rows: 3, Created: 1, Updated: 2, Seconds: 2.5, Report: "r", Finished: true, CanBeUndone: true}, nil,
			"Import finished in 3 s. All rows imported.|  3 rows = 1 created + 2 updated|  report: r|" +
				"  note: if someone edited the same field of a lead while this ran, the file's value replaced it|  undo it with: leadferry undo r"},
		"failed": {importer.Summary{End: importer.EndedSent, Rows: 2, Upserted: 1, Failed: 1, Report: "r", Rejects: "a.rejected.xlsx", Finished: true, Failures: []row.Finding{failure}}, nil,
			"  1 row failed: no|      row 3|      fix: mend|!Import finished in 0 s. 1 row needs your attention.|!  2 rows = 1 upserted + 1 failed|!  report: r|!  next: fix the rows in a.rejected.xlsx, then run: leadferry import a.rejected.xlsx"},
		"stopped": {importer.Summary{End: importer.EndedStopped, Rows: 2, Upserted: 1, NotAttempted: 1, Report: "r", Error: "x"}, context.Canceled,
			"!Import stopped after 0 s.|!  2 rows = 1 upserted + 1 not attempted|!  report: r"},
		"nothing": {importer.Summary{End: importer.EndedUnsent, Rows: 1, Unchanged: 1, Report: "r", Finished: true}, nil,
			"Nothing to send: the bot already has all of this.|  1 row = 1 unchanged|  report: r"},
		"guard": {importer.Summary{End: importer.EndedUnsent, Rows: 1}, context.Canceled, ""},
		"planned": {importer.Summary{End: importer.EndedPlanned, Plan: &importer.PlanSummary{File: "r/plan.jsonl", Sums: plan.Sums{Created: 1}}}, nil,
			"Nothing was sent.|  to look at the changes, open: r/report.html|  next: apply this plan with: leadferry import --plan-file r/plan.jsonl"},
		"verified": {importer.Summary{End: importer.EndedSent, Rows: 2, Unchanged: 2, Report: "r", ReadBack: &send.Verification{Rows: 2}, Finished: true}, nil,
			"Nothing to send: the bot already has all of this.|  2 rows = 2 unchanged|  Verified: 2 rows read back, all as sent.|  report: r"},
		"no rows": {importer.Summary{End: importer.EndedUnsent, Report: "r", Finished: true}, nil, ""}, // the survey has said it
		"filtered": {importer.Summary{End: importer.EndedSent, Rows: 3, Updated: 1, Skipped: 2, Report: "r", Finished: true}, nil,
			"Import finished in 0 s. 1 row imported, 2 skipped.|  3 rows = 1 updated + 2 skipped|  report: r"},
		"all filtered": {importer.Summary{End: importer.EndedUnsent, Rows: 2, Skipped: 2, Finished: true}, nil,
			"Nothing to send: all rows were skipped.|  2 rows = 2 skipped"},
		"others filtered": {importer.Summary{End: importer.EndedUnsent, Rows: 2, Skipped: 1, Unchanged: 1, Finished: true}, nil,
			"Nothing to send: 1 row was skipped, and the bot already has the others.|  2 rows = 1 unchanged + 1 skipped"},
	} {
		im, said := words(nil)
		im.End(&test.s, test.err)
		if got := strings.Join(*said, "|"); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
	im, said := words(func(im *Import) { im.Restore = true })
	im.End(&importer.Summary{End: importer.EndedPlanned, Input: "snap", Plan: &importer.PlanSummary{Sums: plan.Sums{Updated: 1}}}, nil)
	if got := (*said)[2]; got != "  next: restore with: "+im.Next(importer.ToSend) {
		t.Error(got)
	}
}

// TestUndoEnds: what was restored and what was not.
func TestUndoEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		s    importer.UndoSummary
		want string
	}{
		"done": {importer.UndoSummary{End: importer.EndedSent, Restored: 2, Report: "r", Verified: &send.Verification{}},
			"Undo finished in 0 s.|  2 fields restored|  report: r"},
		"partial": {importer.UndoSummary{End: importer.EndedSent, Restored: 1, Kept: 1, Created: 2, Failed: 1, ExitCode: 3, Report: "r", Verified: &send.Verification{}},
			"!Undo finished in 0 s.|!  1 field restored, 1 kept because they changed since|!  2 leads created by the import stay: the API cannot delete leads|" +
				"!  1 lead failed: see above; a value that the API refuses can only be set on the platform|!  report: r"},
		"nothing": {importer.UndoSummary{End: importer.EndedUnsent, Report: "r"},
			"Nothing to undo.|  0 fields restored|  report: r"},
		"shown": {importer.UndoSummary{End: importer.EndedPlanned, ToUpdate: 1, Of: "o"}, "Nothing was sent.|  next: undo it with: leadferry way 6"},
		"stopped": {importer.UndoSummary{End: importer.EndedStopped, Seconds: 61, Restored: 67, NotYet: 93, PerhapsCreated: 1, NotSent: 2, ExitCode: 130},
			"!Undo stopped after 61 s.|!  67 fields restored, 93 not yet|" +
				"!  1 lead that the import may have made stays: the import was stopped just then; look on the platform|" +
				"  2 rows of the import were not sent: nothing to undo"},
	} {
		im, said := words(nil)
		im.Undone(&test.s)
		if got := strings.Join(*said, "|"); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// TestRanges: row numbers as people write them, and an end.
func TestRanges(t *testing.T) {
	t.Parallel()
	f := row.Finding{Count: 1218, Ranges: []row.Range{{2, 2}, {1000, 2210}}}
	if got := Rows(&f, new(sheet.Sheets)); got != "rows 2, 1,000-2,210 and 6 more" {
		t.Error(got)
	}
}

// TestRefused: where somebody sits before the screen, values of bad rows are shown. Of the columns of a refused header
// it is told where they go, and which are not clear.
func TestRefused(t *testing.T) {
	t.Parallel()
	rows := []row.Finding{{Problem: row.Problem{Code: "x", Text: "too few digits"}, Count: 1, Ranges: []row.Range{{2, 2}}, Samples: []string{"1234567"}}}
	mapping, err := columns.Map([]string{"E-Mail", "Phone", "Mobile", "Secret", ""}, []string{"Secret=-"})
	if err == nil {
		t.Fatal("two columns are the phone")
	}
	var columnsOf talk
	Refused(&columnsOf, &check.Refusal{Mapping: mapping, Examples: map[string][]string{"Mobile": {"+49 171 1234567"}}}, true, 0)
	if text := strings.Join(columnsOf, "\n"); !strings.Contains(text, "  Phone   phone\n  Mobile  (not clear)  +49 171 1234567") || strings.Contains(text, "Secret") {
		t.Errorf("%q", text)
	}
	for _, open := range []bool{false, true} {
		var said talk
		Refused(&said, &check.Refusal{Rows: rows}, open, 0)
		if text := strings.Join(said, "\n"); strings.Contains(text, "1234567") != open || !strings.Contains(text, "1 row with another problem: too few digits") {
			t.Errorf("open %v: %s", open, text)
		}
	}
}
