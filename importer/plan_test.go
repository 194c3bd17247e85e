package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// plan plans an input and returns the batch and the plan's file.
func plan(t *testing.T, o importer.Options, server *sandbox.Server, how importer.PlanOptions) (*importer.Batch, []byte) {
	t.Helper()
	b := check(t, o, server)
	before := len(server.Ledger())
	if err := b.Plan(t.Context(), temp(t), how); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := b.WritePlan(importer.PlanHeader{}, &file); err != nil {
		t.Fatal(err)
	}
	for _, e := range server.Ledger()[before:] {
		if e.Method == "PUT" {
			t.Fatal("planning sends")
		}
	}
	return b, file.Bytes()
}

// confirm loads a plan and looks at the platform again.
func confirm(t *testing.T, file []byte, o importer.Options, server *sandbox.Server, log *importer.Log) *importer.Batch {
	t.Helper()
	b, _, err := importer.LoadPlan(bytes.NewReader(file), o, temp(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Confirm(t.Context(), listing{server}, temp(t), temp(t), log); err != nil {
		t.Fatal(err)
	}
	if err := b.ReadHeader(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// rowsOf returns the live leads as rows, by uuid.
func rowsOf(t *testing.T, server *sandbox.Server) map[string]lead.Row {
	t.Helper()
	rows := map[string]lead.Row{}
	if err := (listing{server}).Walk(t.Context(), func(more []lead.Row) error {
		for _, r := range more {
			r.Base[lead.UpdatedAt], r.Base[lead.Kind] = "", "" // a chat that is written to becomes a lead, and stays one
			rows[r.Base[lead.UUID]] = r
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

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
		r := live[rng.IntN(len(live))]
		switch rng.IntN(6) {
		case 0: // unchanged
			w.Write([]string{r.Base[lead.UUID], r.Base[lead.Name], r.Base[lead.Email], r.Base[lead.Status], r.Base[lead.Tags], ""})
		case 1: // changed, several rows of one lead among them
			w.Write([]string{r.Base[lead.UUID], fmt.Sprintf("New %d", i), "", []string{"CLOSED", "OPEN"}[rng.IntN(2)], "", ""})
		case 2:
			w.Write([]string{r.Base[lead.UUID], "", "", "", "red, " + strconv.Itoa(i%3), "gold"})
		case 3: // new
			w.Write([]string{"", "Newcomer", fmt.Sprintf("new%d@example.org", i%40), "", "", ""})
		case 4: // rejected
			w.Write([]string{r.Base[lead.UUID], "", "no address", "", "", ""})
		case 5: // found by e-mail
			w.Write([]string{"", "By mail", r.Base[lead.Email], "", "", ""})
		}
	}
	w.Flush()
	return text.String()
}

// TestPlanPredicts: what a plan of mixed rows says is what happens, whether it is sent at once or from its file; undo brings everything
// back that can be, and a second undo finds nothing to do.
func TestPlanPredicts(t *testing.T) {
	for _, put := range []string{"replace", "merge"} {
		t.Run(put, func(t *testing.T) { planPredicts(t, put) })
	}
}

func planPredicts(t *testing.T, put string) {
	t.Helper()
	server, c := platform(t, sandbox.Options{Leads: 300, NonLeads: 50, Put: put}, ratelimit.Options{Workers: 8})
	o := options(mixed(t, server, 1000, 1))
	o.MaxErrors.Count = 1000
	before := rowsOf(t, server)
	_, file := plan(t, o, server, importer.PlanOptions{})
	b := confirm(t, file, o, server, nil)
	log, err := importer.NewLog(temp(t), importer.Header{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Open(t.Context(), log); err != nil {
		t.Fatal(err)
	}
	if err := b.Send(t.Context(), c, listing{server}, log, 0); err != nil {
		t.Fatal(err)
	}
	var results bytes.Buffer
	if _, _, err := b.WriteResults(log, &results); err != nil {
		t.Fatal(err)
	}
	compareOutcomes(t, file, results.String())
	var second bytes.Buffer
	if err := confirm(t, file, o, server, nil).WritePlan(importer.PlanHeader{}, &second); err != nil {
		t.Fatal(err)
	}
	now := rowsOf(t, server)
	for line := range bytes.Lines(second.Bytes()) {
		var r struct{ UUID, Outcome string }
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		// Of a lead that several rows bring back to what it was nobody can tell whether they were sent.
		if moved := fmt.Sprint(filled(before[r.UUID])) != fmt.Sprint(filled(now[r.UUID])); put == "replace" && (r.Outcome == "created" || r.Outcome == "updated" && moved) {
			t.Errorf("a plan that was carried out would change %s", line)
		}
	}

	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
	for round := range 2 {
		undo, _, err := importer.Undo(open, log, false, o, temp(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := undo.Confirm(t.Context(), listing{server}, temp(t), temp(t), nil); err != nil {
			t.Fatal(err)
		}
		if n := undo.Outlook(); n.Created > 0 || put == "replace" && n.Kept > 0 || round == 1 && n.Updated > 0 || round == 0 && n.Updated == 0 {
			t.Errorf("undo %d: %+v", round+1, n)
		}
		undoLog, err := importer.NewLog(temp(t), importer.Header{})
		if err != nil {
			t.Fatal(err)
		}
		if err := undo.Open(t.Context(), undoLog); err != nil {
			t.Fatal(err)
		}
		if err := undo.Send(t.Context(), c, listing{server}, undoLog, 0); err != nil {
			t.Fatal(err)
		}
		if v, err := undo.Verify(t.Context(), listing{server}, temp(t), undoLog); err != nil || put == "replace" && v.Differing > 0 {
			t.Errorf("undo %d: %+v, %v", round+1, v, err)
		}
	}
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

// filled leaves empty attributes out, and their order.
func filled(r lead.Row) lead.Row {
	r.Dynamic = slices.DeleteFunc(slices.Clone(r.Dynamic), func(c lead.Cell) bool { return c.Value == "" })
	slices.SortFunc(r.Dynamic, func(a, b lead.Cell) int { return strings.Compare(a.Column, b.Column) })
	return r
}

// compareOutcomes compares every row of a plan with the results.
func compareOutcomes(t *testing.T, file []byte, results string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(results)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	planned := bytes.Split(bytes.TrimSpace(file), []byte("\n"))
	planned = planned[1 : len(planned)-1]
	if len(planned) != len(lines)-1 {
		t.Fatalf("%d planned rows, %d results", len(planned), len(lines)-1)
	}
	count := map[string]int{}
	for i, cells := range lines[1:] {
		count[cells[3]]++
		if !bytes.Contains(planned[i], []byte(`"outcome":"`+cells[3]+`"`)) || !bytes.HasPrefix(planned[i], []byte(`{"row":`+cells[0]+`,`)) {
			t.Errorf("planned %s, became %s", planned[i], cells)
		}
	}
	if len(count) < 4 {
		t.Errorf("only %v", count)
	}
}

// carryOut plans an input, sends the plan with an upserter and returns the plan's file and the log.
func carryOut(t *testing.T, text string, server *sandbox.Server, u importer.Upserter) ([]byte, *importer.Log) {
	t.Helper()
	b, file := plan(t, options(text), server, importer.PlanOptions{})
	log, err := importer.NewLog(temp(t), importer.Header{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Open(t.Context(), log); err != nil {
		t.Fatal(err)
	}
	if err := b.Send(t.Context(), u, listing{server}, log, 0); err != nil {
		t.Fatal(err)
	}
	return file, log
}

// TestAttributesThatCannotBeSent: a list with a key twice is left alone, for what is sent would replace it.
func TestAttributesThatCannotBeSent(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(
		`{"uuid":"`+uuid(1)+`","profile":{"userDetails":{"name":"A","attributes":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}}}`,
		`{"uuid":"`+uuid(2)+`","profile":{"userDetails":{"name":"B","attributes":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}}}`,
	)}, ratelimit.Options{Workers: 8})
	file, _ := carryOut(t, "uuid,name,attributes.c\n"+uuid(1)+",New,x\n"+uuid(1)+",Newer,\n"+uuid(2)+",,x\n", server, c)
	if !bytes.Contains(file, []byte(`"code":"odd-attributes"`)) {
		t.Errorf("the plan is %s", file)
	}
	one, _ := server.Lookup(uuid(1))
	if !bytes.Contains(one, []byte(`{"key":"a","value":"1"},{"key":"a","value":"2"}`)) || !bytes.Contains(one, []byte("Newer")) {
		t.Errorf("%s", one)
	}
	if two := rowsOf(t, server)[uuid(2)]; len(two.Dynamic) < 3 {
		t.Errorf("%+v", two)
	}
}

// refusing refuses leads of one name.
type refusing struct {
	importer.Upserter
	name string
}

func (r refusing) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	if l.Name == r.name {
		return convertalk.Answer{Attempts: 1}, &convertalk.Error{Kind: convertalk.Refused, Status: 400}
	}
	return r.Upserter.Upsert(ctx, l)
}

// TestUndoOfAHalfSentLead: of several rows of one lead, what the last one that went through wrote is taken back.
func TestUndoOfAHalfSentLead(t *testing.T) {
	for _, unfinished := range []bool{false, true} {
		server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"name":"Before"}}}`)}, ratelimit.Options{Workers: 8})
		file, log := carryOut(t, "uuid,name\n"+uuid(1)+",First\n"+uuid(1)+",Second\n", server, refusing{c, "Second"})
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
		if unfinished { // the second row was never sent, and the journal says nothing of it
			var err error
			if log, err = importer.NewLog(temp(t), importer.Header{}); err != nil {
				t.Fatal(err)
			}
		}
		undo, _, err := importer.Undo(open, log, unfinished, options(""), temp(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := undo.Confirm(t.Context(), listing{server}, temp(t), temp(t), nil); err != nil {
			t.Fatal(err)
		}
		undoLog, err := importer.NewLog(temp(t), importer.Header{})
		if err == nil {
			err = errors.Join(undo.Open(t.Context(), undoLog), undo.Send(t.Context(), c, listing{server}, undoLog, 0))
		}
		if name := rowsOf(t, server)[uuid(1)].Base[lead.Name]; name != "Before" || err != nil {
			t.Errorf("unfinished %v: the name is %q, %v", unfinished, name, err)
		}
	}
}
