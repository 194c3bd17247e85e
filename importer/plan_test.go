package importer_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// mixed is an input of all kinds of rows over the leads of a platform.
func mixed(t *testing.T, server *sandbox.Server, rows int, seed uint64) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 5))
	var live []lead.Row
	for _, r := range rowsOf(t, server) {
		live = append(live, r)
	}
	slices.SortFunc(live, func(a, b lead.Row) int { return strings.Compare(a.Base[lead.UUID], b.Base[lead.UUID]) })
	var text strings.Builder
	w := csv.NewWriter(&text)
	w.Write([]string{"uuid", "name", "email", "status", "tags", "attributes.plan"})
	for i := range rows {
		r := &live[rng.IntN(len(live))].Base
		switch rng.IntN(6) {
		case 0: // unchanged
			w.Write([]string{r[lead.UUID], r[lead.Name], r[lead.Email], r[lead.Status], r[lead.Tags], ""})
		case 1: // changed, several rows of one lead among them
			w.Write([]string{r[lead.UUID], fmt.Sprintf("New %d", i), "", []string{"CLOSED", "OPEN"}[rng.IntN(2)], "", ""})
		case 2:
			w.Write([]string{r[lead.UUID], "", "", "", "red, " + strconv.Itoa(i%3), "gold"})
		case 3: // new
			w.Write([]string{"", "Newcomer", fmt.Sprintf("new%d@example.org", i%40), "", "", ""})
		case 4: // rejected
			w.Write([]string{r[lead.UUID], "", "no address", "", "", ""})
		case 5: // found by e-mail
			w.Write([]string{"", "By mail", r[lead.Email], "", "", ""})
		}
	}
	w.Flush()
	return text.String()
}

// TestPlanPredicts: what a plan of mixed rows says is what happens when it is applied; an undo brings
// everything back that can be, and a second undo finds nothing to do.
func TestPlanPredicts(t *testing.T) {
	for _, put := range []string{"replace", "merge"} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(put, seed), func(t *testing.T) {
				t.Parallel()
				planPredicts(t, put, seed)
			})
		}
	}
}

func planPredicts(t *testing.T, put string, seed uint64) {
	t.Helper()
	server, c := platform(t, sandbox.Options{Leads: 100, NonLeads: 20, Put: put, Seed: seed}, ratelimit.Options{Workers: 8})
	conn := connection(server, c)
	o := planning(t, mixed(t, server, 400, seed))
	o.PlanOnly = true
	before := rowsOf(t, server)
	planned := run(t.Context(), t, o, server, c)
	if n := len(server.Ledger()); n > 0 || planned.err != nil || planned.End != importer.EndedPlanned || planned.NotAttempted == 0 {
		t.Fatalf("planning sends %d requests: %v, %+v", n, planned.err, planned.Summary)
	}
	applied := apply(t, planned.folder, o, conn)
	comparePlan(t, planned.folder, applied.folder)
	tally := applied.talk.planned().Tally
	if applied.Created != tally[row.Created] || applied.Updated != tally[row.Updated] || applied.Created != planned.Plan.Created {
		t.Errorf("planned %+v, applied %+v", planned.Plan, applied.Summary)
	}
	again := apply(t, planned.folder, o, conn)
	if put == "replace" && again.Created > 0 {
		t.Errorf("applied again, it creates %d leads", again.Created)
	}
	undoTwice(t, applied.folder, conn, put == "replace")
	after := rowsOf(t, server)
	for uuid, was := range before {
		is := after[uuid]
		if put == "merge" {
			was.Base[lead.Tags], is.Base[lead.Tags] = "", ""
		}
		if fmt.Sprint(filled(was)) != fmt.Sprint(filled(is)) {
			t.Errorf("%s was\n%+v, is\n%+v", uuid, was, is)
		}
	}
}

func undoTwice(t *testing.T, of folder, conn importer.Connection, exact bool) {
	t.Helper()
	for round := range 2 {
		s := undo(t, of, false, conn)
		if exact && (s.Kept > 0 || s.Cannot > 0) || round == 1 && s.Restored > 0 || round == 0 && s.Restored == 0 || s.Created == 0 {
			t.Errorf("undo %d: %+v", round+1, s)
		}
	}
}

// filled leaves empty attributes out, and their order.
func filled(r lead.Row) lead.Row {
	r.Dynamic = slices.DeleteFunc(slices.Clone(r.Dynamic), func(c lead.Cell) bool { return c.Value == "" })
	slices.SortFunc(r.Dynamic, func(a, b lead.Cell) int { return strings.Compare(a.Column, b.Column) })
	return r
}

// comparePlan compares every row of a plan's table with the results.
func comparePlan(t *testing.T, planned, applied folder) {
	t.Helper()
	file, err := planned.Read(importer.TableFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	outcomes := map[int]row.Outcome{}
	for l, err := range sheet.ReadTable[plan.Line](file) {
		if err != nil {
			t.Fatal(err)
		}
		outcomes[l.Row] = l.Outcome
	}
	kinds := map[row.Outcome]int{}
	for _, r := range applied.results(t) {
		kinds[r.Outcome]++
		if outcomes[r.Row] != r.Outcome {
			t.Errorf("row %d was planned as %v, became %v", r.Row, outcomes[r.Row], r.Outcome)
		}
	}
	if len(kinds) < 4 {
		t.Errorf("only %v", kinds)
	}
}

// TestPlanTable: plan.csv has a line for each changed field, safe to open in a spreadsheet.
func TestPlanTable(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"name":"Ann"}},"status":"OPEN"}`)}, ratelimit.Options{Workers: 8})
	o := planning(t, "uuid,name,status,email\n"+uuid(1)+",'=1+1,CLOSED,\n"+uuid(1)+",,CLOSED,\n,Bob,,bob@example.org\n,Cid,,broken\n")
	o.PlanOnly = true
	d := run(t.Context(), t, o, server, c)
	bob := d.results(t)[2].UUID
	want := "row,uuid,name,outcome,field,earlier,new\n" +
		"2," + uuid(1) + ",'=1+1,updated,name,Ann,'=1+1\n2," + uuid(1) + ",'=1+1,updated,status,OPEN,CLOSED\n" +
		"3," + uuid(1) + ",'=1+1,unchanged,,,\n" +
		"4," + string(bob) + ",Bob,created,name,,Bob\n4," + string(bob) + ",Bob,created,email,,bob@example.org\n" +
		"5,,Cid,rejected,,,\n"
	if got := d.text(t, importer.TableFile); got != want {
		t.Errorf("plan.csv is\n%swant\n%s", got, want)
	}
}

// TestConflict: what changed after the plan was made is left alone, and a plan for another bot or of a
// changed input is refused.
func TestConflict(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","status":"OPEN"}`)}, ratelimit.Options{Workers: 8})
	conn := connection(server, c)
	o := planning(t, "uuid,status\n"+uuid(1)+",CLOSED\n")
	o.PlanOnly = true
	planned := run(t.Context(), t, o, server, c)
	run(t.Context(), t, options(t, "uuid,status\n"+uuid(1)+",REVIEW\n"), server, c)
	if d := apply(t, planned.folder, o, conn); d.outcomes[0] != "skipped/conflict" || d.ExitCode != 3 {
		t.Errorf("%v, exit code %d", d.outcomes, d.ExitCode)
	}
	other := conn
	other.BotID = "another"
	changed := options(t, "uuid,status\n"+uuid(1)+",ONHOLD\n")
	broken := o
	broken.Input.Open = func() (io.ReadCloser, error) { return nil, os.ErrPermission }
	p := importer.PlanSource{Header: planned.header(t), Open: func() (io.ReadCloser, error) { return planned.Read(importer.PlanFile) }}
	for text, f := range map[string]func() (*importer.Summary, error){
		"the plan is for bot": func() (*importer.Summary, error) {
			return importer.Apply(t.Context(), o, p, other, newFolder(t), &talk{})
		},
		"has changed since the plan was made": func() (*importer.Summary, error) {
			return importer.Apply(t.Context(), changed, p, conn, newFolder(t), &talk{})
		},
		"permission denied": func() (*importer.Summary, error) {
			return importer.Apply(t.Context(), broken, p, conn, newFolder(t), &talk{})
		},
	} {
		if s, err := f(); s != nil || err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v, %+v", text, err, s)
		}
	}
}

// TestBlankCellsClear: with a plan only, and undo fills them again.
func TestBlankCellsClear(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"name":"Ann","contact":{"email":"ann@example.org"}}},"status":"OPEN"}`)}, ratelimit.Options{Workers: 8})
	o := planning(t, "uuid,name,email,status\n"+uuid(1)+",,,\n")
	o.Rules.Blank = check.ClearBlank
	d := run(t.Context(), t, o, server, c)
	if r := rowsOf(t, server)[uuid(1)].Base; d.err != nil || r[lead.Name] != "" || r[lead.Email] != "" || r[lead.Status] != "OPEN" {
		t.Errorf("%v, %v", d.err, r)
	}
	if n := d.talk.planned().Cleared; n != 2 {
		t.Errorf("%d fields are said to be emptied", n)
	}
	s := undo(t, d.folder, false, connection(server, c))
	if r := rowsOf(t, server)[uuid(1)].Base; r[lead.Name] != "Ann" || r[lead.Email] != "ann@example.org" || s.Restored != 2 {
		t.Errorf("%v, %+v", r, s)
	}
}

// TestAttributesThatCannotBeSent: a list with a repeated key is left alone, for what is sent would
// replace it.
func TestAttributesThatCannotBeSent(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(
		`{"uuid":"`+uuid(1)+`","profile":{"userDetails":{"name":"A","attributes":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}}}`,
		`{"uuid":"`+uuid(2)+`","profile":{"userDetails":{"name":"B","attributes":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}}}`,
	)}, ratelimit.Options{Workers: 8})
	text := "uuid,name,attributes.c\n" + uuid(1) + ",New,x\n" + uuid(1) + ",Newer,\n" + uuid(2) + ",,x\n"
	d := run(t.Context(), t, planning(t, text), server, c)
	if want := []string{"rejected/odd-attributes", "updated", "updated"}; !slices.Equal(d.outcomes, want) {
		t.Errorf("%v", d.outcomes)
	}
	if !strings.Contains(d.text(t, importer.RejectsFile), "row 3 is the same lead and comes later") {
		t.Error("the rejects file does not warn of the later row")
	}
	one, _ := server.Lookup(uuid(1))
	if text := string(one); !strings.Contains(text, `{"key":"a","value":"1"},{"key":"a","value":"2"}`) || !strings.Contains(text, "Newer") {
		t.Errorf("%s", one)
	}
	if two := rowsOf(t, server)[uuid(2)]; len(two.Dynamic) < 3 {
		t.Errorf("%+v", two)
	}
}

// refusing refuses leads of one name.
type refusing struct {
	send.Upserter
	name string
}

func (r refusing) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	if l.Name == r.name {
		return convertalk.Answer{Attempts: 1}, refused()
	}
	return r.Upserter.Upsert(ctx, l)
}

// TestUndoOfAHalfSentLead: of several rows of one lead, what the last one that went through wrote is
// undone; also if the journal says only that the second row was on its way, since the run was killed.
func TestUndoOfAHalfSentLead(t *testing.T) {
	for _, unfinished := range []bool{false, true} {
		server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"name":"Before"}}}`)}, ratelimit.Options{Workers: 8})
		d := run(t.Context(), t, planning(t, "uuid,name\n"+uuid(1)+",First\n"+uuid(1)+",Second\n"), server, refusing{c, "Second"})
		if unfinished {
			journal := d.text(t, importer.JournalFile)
			end := strings.LastIndex(journal, `"code":"sending"`)
			end += strings.IndexByte(journal[end:], '\n') + 1
			if err := os.WriteFile(d.File(importer.JournalFile), []byte(journal[:end]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		undo(t, d.folder, unfinished, connection(server, c))
		if name := rowsOf(t, server)[uuid(1)].Base[lead.Name]; name != "Before" {
			t.Errorf("unfinished %v: the name is %q", unfinished, name)
		}
	}
}

// TestTagModes: tags of rows replace those of their leads, are added to them, or taken away, also by
// several rows of one lead; with a plan and without.
func TestTagModes(t *testing.T) {
	for _, tc := range []struct {
		mode check.TagMode
		rows []string
		want string // "-" for none
		sent int
	}{
		{check.ReplaceTags, []string{"new"}, "new", 1},
		{check.AddTags, []string{"new"}, "red, blue, new", 1},
		{check.AddTags, []string{"red"}, "red, blue", 0},
		{check.AddTags, []string{"one", "two"}, "red, blue, one, two", 2},
		{check.RemoveTags, []string{"red"}, "blue", 1},
		{check.RemoveTags, []string{"green"}, "red, blue", 0},
		{check.RemoveTags, []string{"red", "blue"}, "-", 2},
		{check.RemoveTags, []string{`"red, blue"`}, "-", 1},
	} {
		t.Run(fmt.Sprint(tc.mode, tc.rows), func(t *testing.T) {
			server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"tags":["red","blue"]}}}`)}, ratelimit.Options{Workers: 8})
			text := "uuid,tags\n"
			for _, cell := range tc.rows {
				text += uuid(1) + "," + cell + "\n"
			}
			o := planning(t, text)
			o.Rules.Tags = tc.mode
			run(t.Context(), t, o, server, c)
			if got := rowsOf(t, server)[uuid(1)].Base[lead.Tags]; got != strings.TrimPrefix(tc.want, "-") {
				t.Errorf("the tags are %q, want %q", got, tc.want)
			}
			if n := len(server.Ledger()); n != tc.sent {
				t.Errorf("%d requests, want %d", n, tc.sent)
			}
		})
	}
}
