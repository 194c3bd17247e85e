package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

func temp(tb testing.TB) *os.File {
	tb.Helper()
	f, err := os.CreateTemp(tb.TempDir(), "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// batch is a batch of those rows, numbered from 2.
func batch(tb testing.TB, rows ...row.Row) *row.Batch {
	tb.Helper()
	b := row.NewBatch(temp(tb), row.NewLeads())
	for i := range rows {
		rows[i].Number, rows[i].Line = i+2, i+2
		if rows[i].UUID() != "" {
			b.Leads.Add(&rows[i])
		}
		if err := b.Add(&rows[i]); err != nil {
			tb.Fatal(err)
		}
	}
	return b
}

// planned is a row that changes fields, each "field:old>new".
func planned(uuid string, o row.Outcome, changes ...string) row.Row {
	r := row.Row{Outcome: o, Origin: row.Own, New: o == row.Created, Cells: lead.Row{Base: lead.Base{lead.UUID: uuid}}}
	for _, c := range changes {
		field, values, _ := strings.Cut(c, ":")
		old, is, _ := strings.Cut(values, ">")
		r.Changes = append(r.Changes, row.Change{Field: field, Old: old, New: is})
	}
	return r
}

// leads are live leads, each "uuid status name".
func leads(tb testing.TB, all ...string) *live.Leads {
	tb.Helper()
	l := live.New(temp(tb), nil, func(uuid.UUID, uuid.UUID) bool { return true })
	for _, one := range all {
		parts := strings.SplitN(one, " ", 3)
		if err := l.Add([]lead.Row{{Base: lead.Base{lead.UUID: parts[0], lead.Status: parts[1], lead.Name: parts[2]}}}); err != nil {
			tb.Fatal(err)
		}
	}
	return l
}

// said is what becomes of every row: outcome, code of a problem and changes.
func said(tb testing.TB, b *row.Batch) string {
	tb.Helper()
	var all []string
	for r, err := range b.Rows.All(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		text := r.Outcome.String()
		if len(r.Problems) > 0 {
			text += "/" + r.Problems[0].Code
		}
		for _, c := range r.Changes {
			text += " " + c.Field + ":" + c.Old + ">" + c.New
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// TestConfirm: which rows of a plan still hold.
func TestConfirm(t *testing.T) {
	t.Parallel()
	close := planned("u", row.Updated, "status:OPEN>CLOSED")
	for name, tc := range map[string]struct {
		rows []row.Row
		live []string
		want string
	}{
		"as planned":       {[]row.Row{close}, []string{"u OPEN Ann"}, "updated status:OPEN>CLOSED"},
		"done already":     {[]row.Row{close}, []string{"u CLOSED Ann"}, "unchanged"},
		"changed since":    {[]row.Row{close}, []string{"u REVIEW Ann"}, "skipped/conflict"},
		"gone":             {[]row.Row{close}, nil, "skipped/gone"},
		"one field done":   {[]row.Row{planned("u", row.Updated, "status:OPEN>CLOSED", "name:Ann>Bob")}, []string{"u CLOSED Ann"}, "updated name:Ann>Bob"},
		"new":              {[]row.Row{planned("u", row.Created, "name:>Ann")}, nil, "created name:>Ann"},
		"new, but there":   {[]row.Row{planned("u", row.Created, "name:>Ann", "status:>OPEN")}, []string{"u  Ann"}, "updated status:>OPEN"},
		"chain, at start":  {[]row.Row{close, planned("u", row.Updated, "status:CLOSED>REVIEW")}, []string{"u OPEN Ann"}, "updated status:OPEN>CLOSED; updated status:CLOSED>REVIEW"},
		"chain, half way":  {[]row.Row{close, planned("u", row.Updated, "status:CLOSED>REVIEW")}, []string{"u CLOSED Ann"}, "updated status:OPEN>CLOSED; updated status:CLOSED>REVIEW"},
		"chain, at end":    {[]row.Row{close, planned("u", row.Updated, "status:CLOSED>REVIEW")}, []string{"u REVIEW Ann"}, "unchanged; unchanged"},
		"chain, there and": {[]row.Row{close, planned("u", row.Updated, "status:CLOSED>OPEN")}, []string{"u OPEN Ann"}, "updated status:OPEN>CLOSED; updated status:CLOSED>OPEN"},
		"others stay":      {[]row.Row{{Outcome: row.Rejected, Problems: []row.Problem{{Code: "bad"}}}, planned("v", row.Unchanged)}, nil, "rejected/bad; unchanged"},
	} {
		b, err := plan.Confirm(t.Context(), batch(t, slices.Clone(tc.rows)...), temp(t), plan.Confirmation{Live: leads(t, tc.live...)})
		if err != nil {
			t.Fatal(err)
		}
		if got := said(t, b); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

// TestConfirmFilter: what is not chosen any more is not sent; in a run that is resumed, the run itself may
// have changed what the filter asks for.
func TestConfirmFilter(t *testing.T) {
	t.Parallel()
	rows := []row.Row{planned("u", row.Updated, "name:Ann>Bob"), planned("v", row.Updated, "name:Zoe>Eva")}
	for name, with := range map[string]plan.Confirmation{
		"updated name:Ann>Bob; skipped/filtered":     {},
		"updated name:Ann>Bob; updated name:Zoe>Eva": {Done: func(int) bool { return false }},
	} {
		with.Live, with.Filter = leads(t, "u OPEN Ann", "v CLOSED Zoe"), onlyOpen(t)
		b, err := plan.Confirm(t.Context(), batch(t, slices.Clone(rows)...), temp(t), with)
		if err != nil {
			t.Fatal(err)
		}
		if got := said(t, b); got != name {
			t.Errorf("%s, want %s", got, name)
		}
	}
}

// TestConfirmResumed: a row that may have been sent is sent again, even if the lead has it already;
// one with an outcome is left alone.
func TestConfirmResumed(t *testing.T) {
	t.Parallel()
	b, err := plan.Confirm(t.Context(), batch(t, planned("u", row.Updated, "status:OPEN>CLOSED"), planned("v", row.Updated, "status:OPEN>CLOSED")), temp(t),
		plan.Confirmation{Live: leads(t, "u CLOSED Ann", "v REVIEW Bob"), Done: func(n int) bool { return n == 3 }})
	if err != nil || said(t, b) != "updated status:OPEN>CLOSED; updated status:OPEN>CLOSED" {
		t.Errorf("%v, %s", err, said(t, b))
	}
}

// TestConfirmUndo: fields that are not as the import left them are kept.
func TestConfirmUndo(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"u CLOSED Bob": "updated status:CLOSED>OPEN name:Bob>Ann", "u OPEN Bob": "updated name:Bob>Ann", "u OPEN Ann": "unchanged",
		"u REVIEW Bob": "updated/kept name:Bob>Ann", "u REVIEW Cid": "skipped/kept", "u HALF Bob": "updated status:CLOSED>OPEN name:Bob>Ann",
	} {
		r := planned("u", row.Updated, "status:CLOSED>OPEN", "name:Bob>Ann")
		r.Changes[0].Also = []string{"HALF"}
		b, err := plan.Confirm(t.Context(), batch(t, r), temp(t), plan.Confirmation{Live: leads(t, now), Undo: true})
		if err != nil || said(t, b) != want {
			t.Errorf("%s: %v, %s, want %s", now, err, said(t, b), want)
		}
	}
}

// file writes a plan.
func file(tb testing.TB, b *row.Batch) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := plan.Write(tb.Context(), plan.Header{Input: "leads.csv"}, b, &out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestFile: what is loaded is what was written, with the sums in the header.
func TestFile(t *testing.T) {
	t.Parallel()
	bad := row.Row{Outcome: row.Rejected, Later: 4, Problems: []row.Problem{{Code: "bad", Text: "it is bad"}}}
	b := batch(t, planned("u", row.Updated, "status:OPEN>CLOSED"), planned("v", row.Created, "name:>Ann"), bad)
	text := file(t, b)
	again, h, err := plan.Load(t.Context(), bytes.NewReader(text), temp(t))
	if err != nil || said(t, again) != said(t, b) || h.Rows != 3 || h.Updated != 1 || h.Created != 1 || h.Rejected != 1 || h.Input != "leads.csv" {
		t.Errorf("%v, %+v, %s", err, h, said(t, again))
	}
	if again.New != 1 || !bytes.Equal(file(t, again), text) {
		t.Errorf("%+v\n%s", again.Totals, file(t, again))
	}
	if h, err := plan.ReadHeader(bytes.NewReader(text)); err != nil || h.Rows != 3 {
		t.Error(err)
	}
}

// TestDamagedFiles: a plan that is not as it was written is refused.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	text := string(file(t, batch(t, planned("u", row.Updated, "status:OPEN>CLOSED"), planned("v", row.Unchanged))))
	lines := strings.SplitAfter(text, "\n")
	for name, damaged := range map[string]string{
		"empty": "", "no plan": "uuid,name\n", "newer": strings.Replace(text, `"version":1`, `"version":2`, 1), "changed": strings.Replace(text, "CLOSED", "REVIEW", 1),
		"cut": text[:len(text)/2], "without its end": strings.Join(lines[:3], ""), "a row less": lines[0] + lines[2] + lines[3], "no outcome": strings.Replace(text, `"updated"`, `"gone"`, 1),
		"no line": strings.Replace(text, `{"row"`, `"row"`, 1),
	} {
		if _, _, err := plan.Load(t.Context(), strings.NewReader(damaged), temp(t)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestUndo: rows of one lead become one, from what they made last back to what was first.
func TestUndo(t *testing.T) {
	t.Parallel()
	text := file(t, batch(t,
		planned("u", row.Updated, "status:OPEN>CLOSED", "name:Ann>Bob"), planned("v", row.Created, "name:>Cid"), planned("w", row.Updated, "name:X>Y"),
		planned("u", row.Updated, "status:CLOSED>REVIEW"), planned("w", row.Updated, "name:Y>X"), planned("x", row.Updated, "name:A>B"), planned("y", row.Unchanged)))
	sent := func(number int) (results.Reach, error) {
		if number == 7 { // x
			return results.NotSent, nil
		}
		return results.Sent, nil
	}
	b, h, err := plan.Undo(t.Context(), bytes.NewReader(text), sent, temp(t), temp(t))
	want := "skipped/created-lead; updated status:REVIEW>OPEN name:Bob>Ann; updated name:X>X"
	if err != nil || said(t, b) != want || h.NotSent != 1 || h.Input != "leads.csv" {
		t.Errorf("%v, %s, want %s; %d were not sent", err, said(t, b), want, h.NotSent)
	}
	for r, err := range b.Rows.All(t.Context()) {
		if err == nil && r.UUID() == "u" && fmt.Sprint(r.Changes[0].Also) != "[CLOSED]" {
			t.Errorf("%+v", r.Changes)
		}
	}
	broken := errors.New("the journal fails")
	if _, _, err := plan.Undo(t.Context(), bytes.NewReader(text), func(int) (results.Reach, error) { return results.NotSent, broken }, temp(t), temp(t)); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, _, err := plan.Undo(t.Context(), bytes.NewReader(text[:len(text)-9]), sent, temp(t), temp(t)); err == nil {
		t.Error("half a plan is undone")
	}
}
