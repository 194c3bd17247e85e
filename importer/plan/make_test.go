package plan_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// cells are the cells of a lead, each "column=cell".
func cells(uuid string, all ...string) lead.Row {
	r := lead.Row{Base: lead.Base{lead.UUID: uuid}}
	for _, one := range all {
		name, cell, _ := strings.Cut(one, "=")
		if c, ok := lead.ColumnOf(name); ok {
			r.Base[c] = cell
		} else {
			r.Dynamic = append(r.Dynamic, lead.Cell{Column: name, Value: cell})
		}
	}
	return r
}

// given is a checked row that is ready to be sent.
func given(uuid string, all ...string) row.Row {
	return row.Row{Outcome: row.Upserted, Origin: row.Own, Cells: cells(uuid, all...)}
}

// among are live leads.
func among(tb testing.TB, all ...lead.Row) *live.Leads {
	tb.Helper()
	l := live.New(temp(tb), nil, func(uuid.UUID, uuid.UUID) bool { return true })
	if err := l.Add(all); err != nil {
		tb.Fatal(err)
	}
	return l
}

// made plans rows among live leads.
func made(tb testing.TB, o plan.Options, header []string, leads *live.Leads, rows ...row.Row) *row.Batch {
	tb.Helper()
	m, err := columns.Map(header, nil)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := plan.Make(tb.Context(), &check.Result{Batch: batch(tb, rows...), Mapping: m, Live: leads}, temp(tb), o)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// onlyOpen chooses open leads.
func onlyOpen(tb testing.TB) filter.Filter {
	tb.Helper()
	c, err := filter.New("status", "=", "OPEN", time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	return filter.Filter{c}
}

// TestMake: what a row becomes among the live leads.
func TestMake(t *testing.T) {
	t.Parallel()
	ann := cells("u", "name=Ann", "status=OPEN", "email=ann@example.org", "attributes.plan=pro", "attributes.city=Pune")
	odd := cells("o", "name=Odd", "extra.profile.userDetails.attributes=[[1]]")
	same := given("u", "name=Ann")
	same.Outcome, same.Same = row.Unchanged, true
	second := given("u", "name=B")
	second.Second = true
	untagged := given("v")
	untagged.Untagged = true
	open := plan.Options{Filter: onlyOpen(t)}
	skipped := row.Row{Outcome: row.Skipped, Problems: []row.Problem{{Code: "duplicate"}}}
	for name, tc := range map[string]struct {
		o    plan.Options
		rows []row.Row
		want string
	}{
		"a change":              {rows: []row.Row{given("u", "name=Ann B")}, want: "updated name:Ann>Ann B"},
		"only what differs":     {rows: []row.Row{given("u", "name=Ann", "status=CLOSED")}, want: "updated status:OPEN>CLOSED"},
		"nothing differs":       {rows: []row.Row{given("u", "name=Ann", "status=OPEN")}, want: "unchanged"},
		"found to be the same":  {rows: []row.Row{same}, want: "unchanged"},
		"blank":                 {rows: []row.Row{given("u")}, want: "skipped/nothing-to-write"},
		"new":                   {rows: []row.Row{given("n", "name=New")}, want: "created name:>New"},
		"an attribute":          {rows: []row.Row{given("u", "attributes.plan=free")}, want: "updated attributes.plan:pro>free"},
		"a new attribute":       {rows: []row.Row{given("u", "attributes.age=7")}, want: "updated attributes.age:>7"},
		"the last tag":          {rows: []row.Row{untagged}, want: "updated tags:vip>"},
		"others stay":           {rows: []row.Row{skipped, {Outcome: row.Rejected, Problems: []row.Problem{{Code: "bad"}}}}, want: "skipped/duplicate; rejected/bad"},
		"not proved, but there": {o: plan.Options{Unverified: true}, rows: []row.Row{given("u", "name=B")}, want: "updated name:Ann>B"},
		"not proved":            {o: plan.Options{Unverified: true}, rows: []row.Row{given("n", "name=New")}, want: "skipped/unverified"},
		"known by the second":   {rows: []row.Row{second}, want: "updated name:Ann>B"},
		"that is not proved":    {o: plan.Options{Unverified: true}, rows: []row.Row{second}, want: "skipped/unverified"},
		"odd attributes":        {rows: []row.Row{given("o", "attributes.plan=pro")}, want: "rejected/odd-attributes"},
		"beside odd attributes": {rows: []row.Row{given("o", "name=Even")}, want: "updated name:Odd>Even"},
		"chosen":                {o: open, rows: []row.Row{given("u", "name=Ann B")}, want: "updated name:Ann>Ann B"},
		"not chosen":            {o: open, rows: []row.Row{given("o", "name=B")}, want: "skipped/filtered"},
		"not chosen, the same":  {o: open, rows: []row.Row{{Outcome: row.Unchanged, Origin: row.Own, Cells: cells("o", "name=Odd")}}, want: "skipped/filtered"},
		"not there to choose":   {o: open, rows: []row.Row{given("n", "status=OPEN")}, want: "skipped/filtered"},
		"chosen at first": {
			o: open, rows: []row.Row{given("u", "status=CLOSED"), given("u", "name=A")},
			want: "updated status:OPEN>CLOSED; updated name:Ann>A",
		},
		"one after the other": {
			rows: []row.Row{given("u", "status=CLOSED"), given("v", "name=V"), given("u", "status=OPEN", "name=A")},
			want: "updated status:OPEN>CLOSED; updated name:>V; updated name:Ann>A status:CLOSED>OPEN",
		},
		"the second changes nothing": {
			rows: []row.Row{given("u", "status=CLOSED"), given("u", "status=CLOSED")},
			want: "updated status:OPEN>CLOSED; unchanged",
		},
		"new, then changed": {
			rows: []row.Row{given("n", "name=New"), given("n", "name=Newer", "status=OPEN")},
			want: "created name:>New; updated name:New>Newer status:>OPEN",
		},
	} {
		b := made(t, tc.o, []string{"uuid", "name"}, among(t, ann, odd, cells("v", "tags=vip")), tc.rows...)
		if got := said(t, b); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

// TestMakeBlanks: with that option a blank cell clears the field of its column, if the API can, and
// unless the check dropped the cell.
func TestMakeBlanks(t *testing.T) {
	t.Parallel()
	all := cells("u", "name=Ann", "status=OPEN", "agentId=a1", "email=ann@example.org", "phone=1", "notes=n", "attributes.plan=pro", "attributes.city=Pune")
	kept := given("u")
	kept.Cells.Base[lead.Email] = "ann@example.org"
	kept.Drop(lead.Email)
	for header, want := range map[string]string{
		"uuid,name":                       "updated name:Ann>",
		"uuid,status,agentId":             "skipped/nothing-to-write",
		"uuid,email,phone":                "updated email:ann@example.org> phone:1>",
		"uuid,First Name,Last Name":       "updated name:Ann>",
		"uuid,attributes.plan":            "updated attributes.plan:pro>",
		"uuid,attributes.other,tags":      "skipped/nothing-to-write",
		"uuid,notes,attributes.city,city": "updated notes:n> attributes.city:Pune>",
	} {
		got := said(t, made(t, plan.Options{Blanks: true}, strings.Split(header, ","), among(t, all), given("u")))
		if got != want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
	if got := said(t, made(t, plan.Options{Blanks: true}, []string{"uuid", "email", "phone"}, among(t, all), kept)); got != "updated phone:1>" {
		t.Error(got)
	}
	if got := said(t, made(t, plan.Options{}, []string{"uuid", "email"}, among(t, all), given("u"))); got != "skipped/nothing-to-write" {
		t.Error(got)
	}
}

// TestMakeSends: a planned row sends only what it changes; of attributes all that the lead has.
func TestMakeSends(t *testing.T) {
	t.Parallel()
	ann := cells("U", "name=Ann", "status=OPEN", "attributes.plan=pro", "attributes.city=Pune")
	b := made(t, plan.Options{}, []string{"uuid"}, among(t, ann), given("U", "name=Ann", "status=CLOSED", "attributes.plan=free"))
	for r, err := range b.Rows.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		l := r.Lead()
		if l.UUID != "U" || l.Name != "" || l.Status != "CLOSED" || r.Name != "Ann" {
			t.Errorf("%+v of %q", l, r.Name)
		}
		if got := fmt.Sprint(l.Attributes); got != "[{plan free} {city Pune}]" {
			t.Errorf("attributes %s", got)
		}
	}
	if b.Fields()[0].Rows != 1 || len(b.Samples) != 1 || b.Samples[0].Row != 2 {
		t.Errorf("%+v", b.Totals)
	}
}

// TestMakeStops: the context and a broken file end it.
func TestMakeStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rows := make([]row.Row, 3000)
	for i := range rows {
		rows[i] = given(fmt.Sprint("u", i), "name=x")
	}
	m, err := columns.Map([]string{"uuid"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checked := &check.Result{Batch: batch(t, rows...), Mapping: m, Live: among(t)}
	if _, err := plan.Make(ctx, checked, temp(t), plan.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := plan.Confirm(ctx, checked.Batch, temp(t), plan.Confirmation{Live: checked.Live}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := plan.Write(ctx, plan.Header{}, checked.Batch, new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := plan.WriteTable(ctx, checked.Batch, new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, err := plan.Load(ctx, bytes.NewReader(file(t, checked.Batch)), temp(t)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestTable: a line for every change, and one for a row without; formulas are guarded.
func TestTable(t *testing.T) {
	t.Parallel()
	twice := planned("u", row.Updated, "status:OPEN>CLOSED", "name:=A>-B")
	twice.Name = "=A"
	b := batch(t, twice, planned("v", row.Unchanged), row.Row{Outcome: row.Rejected, Problems: []row.Problem{{Code: "bad"}}}, planned("w", row.Created, "name:>a,b"))
	var out bytes.Buffer
	if err := plan.WriteTable(t.Context(), b, &out); err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	w := csv.NewWriter(&want)
	w.WriteAll([][]string{
		{"row", "uuid", "name", "outcome", "field", "earlier", "new"},
		{"2", "u", "'=A", "updated", "status", "OPEN", "CLOSED"},
		{"2", "u", "'=A", "updated", "name", "'=A", "'-B"},
		{"3", "v", "", "unchanged", "", "", ""},
		{"4", "", "", "rejected", "", "", ""},
		{"5", "w", "", "created", "name", "", "a,b"},
	})
	if out.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want.String())
	}
}

// model is the oracle of the properties: leads as maps of fields.
type model map[string]map[string]string

func (m model) apply(uuid string, changes []row.Change) {
	if m[uuid] == nil {
		m[uuid] = map[string]string{}
	}
	for _, c := range changes {
		m[uuid][c.Field] = c.New
	}
}

func (m model) live(tb testing.TB) *live.Leads {
	tb.Helper()
	var all []lead.Row
	for uuid, fields := range m {
		r := cells(uuid)
		for field, value := range fields {
			c := row.Change{Field: field, New: value}
			c.Apply(&r)
		}
		all = append(all, r)
	}
	return among(tb, all...)
}

func (m model) clone() model {
	out := model{}
	for uuid, fields := range m {
		for field, value := range fields {
			out.apply(uuid, []row.Change{{Field: field, New: value}})
		}
	}
	return out
}

// TestPlanAndBack: whatever the rows and the leads, a plan that is written, loaded and confirmed at
// once still holds; what it does leaves every filled cell in its lead; its undo, confirmed and done,
// brings every lead that was there back as it was, and leads that were made stay.
func TestPlanAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.SampledFrom([]string{"", "a", "b", "c"})
		before := model{}
		for _, uuid := range []string{"u", "v"} {
			for _, field := range []string{"name", "status", "attributes.x"} {
				before.apply(uuid, []row.Change{{Field: field, New: value.Draw(rt, uuid+" "+field)}})
			}
		}
		var rows []row.Row
		for range rapid.IntRange(1, 6).Draw(rt, "rows") {
			uuid := rapid.SampledFrom([]string{"u", "v", "w"}).Draw(rt, "uuid")
			r := given(uuid, "name="+value.Draw(rt, "name"), "status="+value.Draw(rt, "status"))
			if x := value.Draw(rt, "x"); x != "" {
				r.Cells.Dynamic = []lead.Cell{{Column: "attributes.x", Value: x}}
			}
			if r.IsBlank() { // the check skips such a row
				r.Cells.Base[lead.Name] = "a"
			}
			r.New = uuid == "w"
			rows = append(rows, r)
		}
		b := made(t, plan.Options{}, []string{"uuid", "name"}, before.live(t), rows...)
		text := file(t, b)
		loaded, _, err := plan.Load(t.Context(), bytes.NewReader(text), temp(t))
		if err != nil {
			rt.Fatal(err)
		}
		held, err := plan.Confirm(t.Context(), loaded, temp(t), plan.Confirmation{Live: before.live(t)})
		if err != nil || held.Tally[row.Skipped] > b.Tally[row.Skipped] {
			rt.Fatalf("%v, planned %s, confirmed %s", err, said(t, b), said(t, held))
		}
		after := before.clone()
		for r, err := range held.Rows.All(t.Context()) {
			if err != nil {
				rt.Fatal(err)
			}
			after.apply(r.UUID(), r.Changes)
		}
		last := rows[len(rows)-1]
		for _, c := range last.Differences(nil, nil) {
			if got := after[last.UUID()][c.Field]; got != c.New {
				rt.Fatalf("%s of the last row is %q, want %q", c.Field, got, c.New)
			}
		}
		all := func(int) (results.Reach, error) { return results.Sent, nil }
		undo, _, err := plan.Undo(t.Context(), bytes.NewReader(text), all, temp(t), temp(t))
		if err != nil {
			rt.Fatal(err)
		}
		back, err := plan.Confirm(t.Context(), undo, temp(t), plan.Confirmation{Live: after.live(t), Undo: true})
		if err != nil || back.Kept > 0 {
			rt.Fatalf("%v, kept: %s", err, said(t, back))
		}
		for r, err := range back.Rows.All(t.Context()) {
			if err != nil {
				rt.Fatal(err)
			}
			after.apply(r.UUID(), r.Changes)
		}
		for _, uuid := range []string{"u", "v"} {
			for field, want := range before[uuid] {
				if got := after[uuid][field]; got != want {
					rt.Fatalf("%s of %s is %q, was %q; planned %s, undone %s", field, uuid, got, want, said(t, b), said(t, back))
				}
			}
		}
	})
}
