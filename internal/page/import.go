package page

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Import is what the page of an import, a plan, a restore or an undo is made of.
type Import struct {
	Summary *importer.Summary     // nil for an undo
	Undo    *importer.UndoSummary // nil for any other
	Planned *importer.Planned     // of a plan that waits for an answer; then there is no other summary, and no Results
	Done    int                   // rows of it that an earlier run has done
	Rows    *check.Result         // as far as they came: checked, then planned
	Results io.Reader             // results.csv
	Bot     string                // to which the leads belong, for people
	Pace    []Sample
	Made    time.Time
	Next    func(importer.Way) string // the command that goes on so; nil where none does
	Words   func(string) string       // says what is said of flags in words of a page where they cannot be typed; nil leaves it
	Search  string                    // the address that searches all rows, of a page that is served; "" for none
}

// Write writes the page.
func (i *Import) Write(ctx context.Context, w io.Writer) error {
	v, err := i.view(ctx)
	if err != nil {
		return err
	}
	return write(w, "import.html", v.Headline, i.Made, v)
}

// WriteBody writes what a page of another frame shows.
func (i *Import) WriteBody(ctx context.Context, w io.Writer) error {
	v, err := i.view(ctx)
	if err != nil {
		return err
	}
	return writeBody(w, "import.html", v)
}

func (i *Import) view(ctx context.Context) (*importView, error) {
	v := &importView{Facts: []string{i.Bot}, Pace: paceCharts(i.Pace), words: i.Words}
	switch {
	case i.Undo != nil:
		v.ofUndo(i.Undo)
	case i.Planned != nil:
		v.ofPlanned(i.Planned, i.Done)
	default:
		v.ofImport(i)
	}
	v.ofRows(i)
	v.next(i)
	return v, v.ofChanges(ctx, i)
}

// importView is the page as its template sees it.
type importView struct {
	Headline, Error, OutcomeTitle string
	Facts, Notes                  []string
	Figures                       []Figure
	Bar                           []Part
	Steps                         []step
	Read                          []string // how the file was read
	Columns                       []columnLine
	LeftOut                       []string // columns that go nowhere
	Fields                        []Share
	Causes                        []Cause
	Pace                          []Chart
	Changes                       changes
	words                         func(string) string
}

// columnLine is what a column is imported as, with the first values that it holds.
type columnLine struct {
	Header, Goes string
	Values       []string
}

// step is what can be done next, and the command that does it.
type step struct{ Text, Command string }

func (v *importView) ofImport(i *Import) {
	s := i.Summary
	v.Error = s.Error
	took := "in " + screen.Seconds(time.Duration(s.Seconds*float64(time.Second)))
	v.Facts = append(v.Facts, screen.Count(s.Rows, "row"), took, screen.Count(s.Requests, "request"))
	if s.Plan != nil {
		v.Headline, v.OutcomeTitle = "Plan for "+s.Input, "What would happen: nothing was sent"
		v.planned(s.Plan.Sums, i.Rows)
	} else {
		v.Headline, v.OutcomeTitle = "Import of "+s.Input, "What happened"
		v.sent(s, i.Rows)
	}
	if s.Command == "backup restore" {
		v.Headline = "Restore of " + s.Input
	}
	if s.Throttled > 0 {
		v.Notes = append(v.Notes, "The server asked to slow down "+screen.CountOf(s.Throttled, "time", "times")+"; every such request was sent again.")
	}
	if r := s.ReadBack; r != nil && s.Finished {
		as := "all as sent"
		if r.Differing > 0 {
			as = screen.Thousands(r.Differing) + " not as sent"
		}
		v.Notes = append(v.Notes, screen.CountOf(r.Rows, "row was", "rows were")+" read back, "+as+".")
	}
	if s.Finished && s.Rejects != "" {
		v.Notes = append(v.Notes, "The rows that need your attention are in "+s.Rejects+": fix them there, and import that file.")
	}
	v.failures(s.Failures, &sheet.Sheets{Read: s.Sheets})
}

// sent takes what became of the rows.
func (v *importView) sent(s *importer.Summary, rows *check.Result) {
	v.Figures = []Figure{
		{"upserted", "sent", s.Upserted, "good"}, {"created", "created", s.Created, "good"}, {"updated", "updated", s.Updated, "changed"},
		{"unchanged", "unchanged", s.Unchanged, "same"}, {"skipped", skipped(rows), s.Skipped, "same"},
		{"rejected", "rejected", s.Rejected, "bad"}, {"failed", "failed", s.Failed, "bad"},
		{"notAttempted", "not attempted", s.NotAttempted, "same"},
	}
	v.Bar = bar(v.Figures)
	v.dropZeros()
	v.noDelete(s.Created)
}

// ofPlanned takes a plan that waits for an answer.
func (v *importView) ofPlanned(p *importer.Planned, done int) {
	v.Headline, v.OutcomeTitle = "Plan", "What would happen: nothing is sent yet"
	if done > 0 {
		v.OutcomeTitle = fmt.Sprintf("The whole plan of %s, of which an earlier run finished %s", screen.Count(p.Total(), "row"), screen.Thousands(done))
	}
	v.Facts = append(v.Facts, screen.Count(p.Total(), "row"))
	v.planned(plan.SumsOf(&p.Tally), p.Result)
	if p.Undo {
		v.Headline = "Plan of the undo"
	}
	if !p.Proof.Verified && p.Proof.Reason != "" {
		v.Notes = append(v.Notes, "Not all of the bot's leads could be verified: "+p.Proof.Reason)
	}
	v.Notes = append(v.Notes, Losing(p)...)
}

// Losing says how many leads lose tags, and how many notes, as a plan has it.
func Losing(p *importer.Planned) (notes []string) {
	for _, l := range []struct {
		n    int
		what string
	}{{p.LosingTags, "tags"}, {p.LosingNotes, "notes"}} {
		if l.n > 0 && !p.Undo {
			notes = append(notes, screen.CountOf(l.n, "lead loses ", "leads lose ")+l.what+": those of the file replace them.")
		}
	}
	return notes
}

// planned takes how many rows would do what.
func (v *importView) planned(n plan.Sums, rows *check.Result) {
	v.Figures = []Figure{
		{"plan.created", "would be created", n.Created, "good"}, {"plan.updated", "would be updated", n.Updated, "changed"},
		{"plan.unchanged", "unchanged", n.Unchanged, "same"}, {"plan.skipped", skipped(rows), n.Skipped, "same"},
		{"plan.rejected", "rejected", n.Rejected, "bad"},
	}
	v.Bar = bar(v.Figures)
	v.dropZeros()
	v.noDelete(n.Created)
}

// skipped says why rows are skipped: by what is wrong, or by a filter that does not choose their leads.
func skipped(rows *check.Result) string {
	switch rows.Filtered() {
	case 0:
		return "skipped"
	case rows.Tally[row.Skipped]:
		return "not chosen"
	}
	return "skipped or not chosen"
}

func (v *importView) noDelete(created int) {
	if created > 0 {
		v.Notes = append(v.Notes, "New leads stay: Convertalk offers no way to delete them from here. An undo restores changed leads only.")
	}
}

// next takes what can be done after the run.
func (v *importView) next(i *Import) {
	if i.Next == nil || i.Planned != nil {
		return
	}
	add := func(text string, way importer.Way) { v.Steps = append(v.Steps, step{text, i.Next(way)}) }
	switch s := i.Summary; {
	case s == nil && i.Undo.End == importer.EndedStopped:
		add("The undo was stopped. Resume it with:", importer.ToResume)
	case s == nil:
	case s.End == importer.EndedStopped:
		add("The run was stopped. Resume it with:", importer.ToResume)
	case s.Finished && s.CanBeUndone && s.Updated > 0:
		add("Undo it with:", importer.ToUndo)
	}
}

// said collects what a run says of its input, as sentences for a page.
type said struct{ lines []string }

func (s *said) Say(format string, args ...any) {
	s.lines = append(s.lines, strings.TrimPrefix(strings.TrimSpace(screen.Message(format, args...)), "note: "))
}

func (s *said) Warn(format string, args ...any) { s.Say(format, args...) }

func (v *importView) ofUndo(s *importer.UndoSummary) {
	v.Headline, v.OutcomeTitle, v.Error = "Undo of "+s.Of, "What happened, in fields", s.Error
	v.Facts = append(v.Facts, screen.Count(s.Leads, "lead"), screen.Count(s.Requests, "request"))
	fields := []Figure{
		{"restored", "fields restored", s.Restored, "good"}, {"kept", "kept, because they changed later", s.Kept, "same"},
		{"cannot", "did not come back", s.Cannot, "bad"}, {"notYet", "not restored yet", s.NotYet, "bad"},
	}
	v.Bar = bar(fields)
	v.Figures = append(fields,
		Figure{"created", "leads created by the import stay", s.Created, "same"},
		Figure{"perhapsCreated", "leads perhaps created by the import", s.PerhapsCreated, "same"},
		Figure{"notSent", "rows the import did not send", s.NotSent, "same"},
		Figure{"unchanged", "leads already as before", s.Unchanged, "same"}, Figure{"failed", "leads failed", s.Failed, "bad"})
	v.dropZeros()
	v.failures(s.Failures, new(sheet.Sheets))
}

// dropZeros leaves out what did not occur, unless nothing did.
func (v *importView) dropZeros() {
	var kept []Figure
	for _, f := range v.Figures {
		if f.Value > 0 {
			kept = append(kept, f)
		}
	}
	if kept == nil {
		kept = v.Figures[:min(len(v.Figures), 3)]
	}
	v.Figures = kept
}

func (v *importView) failures(all []row.Finding, sheets *sheet.Sheets) {
	for i := range all {
		v.Causes = append(v.Causes, CauseOf(&all[i], sheets, "failed", "bad", v.words))
	}
}

// ofRows takes what the check and the plan know.
func (v *importView) ofRows(i *Import) {
	r := i.Rows
	if i.Undo == nil {
		read := new(said)
		summary.Reading(read, &r.Source.Reading)
		summary.Sheets(read, &r.Sheets)
		summary.Notes(read, r.Notes, &r.Source.Reading)
		for _, line := range read.lines {
			if v.words != nil {
				line = v.words(line)
			}
			v.Read = append(v.Read, line)
		}
	}
	for _, c := range r.Mapping.Columns() {
		switch {
		case c.Header == "" || c.Use == columns.Ignored && !c.Secret:
		case c.Use == columns.LeftOut || c.Secret:
			v.LeftOut = append(v.LeftOut, c.Header)
		default:
			line := columnLine{Header: c.Header, Goes: InWords(c.Field)}
			for _, value := range r.Examples[c.Header] {
				line.Values = append(line.Values, screen.Clip(value, maxCell))
			}
			v.Columns = append(v.Columns, line)
		}
	}
	for _, f := range r.Fields() {
		v.Fields = append(v.Fields, Share{Label: InWords(f.Field), Value: f.Rows})
	}
	v.Fields = shares(v.Fields)
	v.Causes = append(v.Causes, CausesOf(r, i.Words)...)
}

// InWords is what people call a field: "first name" for firstName, the key of a custom attribute.
func InWords(field string) string {
	if key, is := strings.CutPrefix(field, lead.AttributePrefix); is {
		return key + " (custom attribute)"
	}
	var b strings.Builder
	for _, r := range field {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Replace(b.String(), " id", " ID", 1)
}
