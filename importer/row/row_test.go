package row

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

func temp(t interface{ Fatal(...any) }, dir string) *os.File {
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// anyRow generates rows of every kind.
func anyRow() *rapid.Generator[Row] {
	return rapid.Custom(func(t *rapid.T) Row {
		text := rapid.String()
		number := rapid.IntRange(0, 1<<40)
		r := Row{
			Number: number.Draw(t, "number"), Line: number.Draw(t, "line"), Later: number.Draw(t, "later"),
			Origin: rapid.SampledFrom([]Origin{Unidentified, Own, Matched, Derived}).Draw(t, "origin"), Outcome: Outcome(rapid.IntRange(0, int(Failed)).Draw(t, "outcome")),
			New: rapid.Bool().Draw(t, "new"), Same: rapid.Bool().Draw(t, "same"), Untagged: rapid.Bool().Draw(t, "untagged"),
			Kept: Set(rapid.Uint32().Draw(t, "kept")), Name: text.Draw(t, "name"), Left: text.Draw(t, "left"),
		}
		for _, c := range append(slices.Collect(slices.Values(fieldsOf())), lead.UUID) {
			r.Cells.Base[c] = text.Draw(t, c.String())
		}
		for range rapid.IntRange(0, 3).Draw(t, "cells") {
			r.Cells.Dynamic = append(r.Cells.Dynamic, lead.Cell{Column: text.Draw(t, "column"), Value: text.Draw(t, "value")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "problems") {
			r.Problems = append(r.Problems, Problem{text.Draw(t, "code"), text.Draw(t, "column"), text.Draw(t, "letter"), text.Draw(t, "value"), text.Draw(t, "text"), text.Draw(t, "fix"), text.Draw(t, "ways"), text.Draw(t, "cell")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			r.Changes = append(r.Changes, Change{text.Draw(t, "field"), text.Draw(t, "old"), text.Draw(t, "new"), rapid.SliceOfN(text, 0, 2).Draw(t, "also")})
		}
		return r
	})
}

func fieldsOf() []lead.Column {
	all := Fields()
	return all[:]
}

// TestFileKeepsRows: what is read is what was added, in its order and at its position, whatever the
// rows hold.
func TestFileKeepsRows(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(anyRow(), 0, 5).Draw(t, "rows")
		file := temp(t, dir)
		defer file.Close()
		f := NewFile(file)
		var places []int64
		for round := range 2 { // the second time after a reset
			if err := f.Reset(); err != nil {
				t.Fatal(err)
			}
			for i := range rows {
				place, err := f.Add(&rows[i])
				if err != nil {
					t.Fatal(err)
				}
				if round == 0 {
					places = append(places, place)
				}
			}
		}
		i := 0
		for r, err := range f.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rows[i], *r, cmpopts.EquateEmpty()); diff != "" {
				t.Fatal(diff)
			}
			i++
		}
		if i != len(rows) {
			t.Fatalf("%d rows of %d", i, len(rows))
		}
		for i, place := range places {
			if r, err := f.Read(place); err != nil || !cmp.Equal(rows[i], *r, cmpopts.EquateEmpty()) {
				t.Fatalf("row %d: %+v, %v", i, r, err)
			}
		}
	})
}

// TestDamagedRows: no bytes make the parser panic, and a row that is cut is an error.
func TestDamagedRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var r Row
		_ = r.parse(string(rapid.SliceOf(rapid.Byte()).Draw(t, "text")))
		whole := anyRow().Draw(t, "row")
		text := string(whole.append(nil))
		if err := r.parse(text[:rapid.IntRange(0, len(text)-1).Draw(t, "cut")]); !errors.Is(err, errDamaged) {
			t.Fatal(err)
		}
	})
}

// TestAllEndsWithTheContext: reading many rows ends with the context's cause.
func TestAllEndsWithTheContext(t *testing.T) {
	t.Parallel()
	f := NewFile(temp(t, t.TempDir()))
	for i := range 3000 {
		if _, err := f.Add(&Row{Number: i}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	n := 0
	for _, err := range f.All(ctx) {
		if n++; err != nil && !errors.Is(err, reason) {
			t.Fatal(err)
		}
	}
	if n > 1024 {
		t.Errorf("%d rows were read", n)
	}
}

// TestOutcomes: outcomes are their names, both ways.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	for o := range outcomes {
		text, err := json.Marshal(o)
		var back Outcome
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if err != nil || back != o {
			t.Errorf("%s: %v, %v", text, err, back)
		}
	}
	var o Outcome
	if err := o.UnmarshalText([]byte("gone")); err == nil {
		t.Error("an unknown outcome is read")
	}
	tally := Tally{Upserted: 1, Created: 2, Updated: 4, Unchanged: 8, Skipped: 16, Rejected: 32, Failed: 64, NotAttempted: 128}
	if tally.Stored() != 7 || tally.Done() != 127 {
		t.Error(tally.Stored(), tally.Done())
	}
}

// TestKey: case does not matter, and another shape is a key of its own.
func TestKey(t *testing.T) {
	t.Parallel()
	const id = "7e88d192-9b20-4035-9b68-d4ac3d58a34f"
	if Key(id) != Key(strings.ToUpper(id)) || Key(id).String() != id {
		t.Error("case matters")
	}
	if Key("{"+id+"}") == Key(id) || Key("ann") == Key("bob") {
		t.Error("another shape")
	}
}

// TestDifferences: what a row changes in a lead, and the lead after that.
func TestDifferences(t *testing.T) {
	t.Parallel()
	ann := lead.Row{Base: lead.Base{lead.Name: "Ann", lead.Email: "a@x", lead.Tags: "red"}, Dynamic: []lead.Cell{{Column: "attributes.plan", Value: "pro"}}}
	for name, tc := range map[string]struct {
		row    Row
		blanks []string
		want   string // field:old>new
	}{
		"blank":         {Row{}, nil, ""},
		"one":           {Row{Cells: lead.Row{Base: lead.Base{lead.Name: "Bob"}}}, nil, "name:Ann>Bob"},
		"equal":         {Row{Cells: lead.Row{Base: lead.Base{lead.Name: "Ann"}}}, nil, ""},
		"attribute":     {Row{Cells: lead.Row{Dynamic: []lead.Cell{{Column: "attributes.plan", Value: "free"}}}}, nil, "attributes.plan:pro>free"},
		"new attribute": {Row{Cells: lead.Row{Dynamic: []lead.Cell{{Column: "attributes.x", Value: "1"}}}}, nil, "attributes.x:>1"},
		"untagged":      {Row{Untagged: true}, nil, "tags:red>"},
		"cleared":       {Row{}, []string{"name", "attributes.plan", "attributes.y"}, "name:Ann> attributes.plan:pro>"},
		"kept":          {Row{Kept: Set(0).with(lead.Name)}, []string{"name"}, ""},
	} {
		var got []string
		lead := ann
		lead.Dynamic = slices.Clone(ann.Dynamic)
		for _, c := range tc.row.Differences(&ann, tc.blanks) {
			got = append(got, c.Field+":"+c.Old+">"+c.New)
			c.Apply(&lead)
			if Value(&lead, c.Field) != c.New {
				t.Errorf("%s: %+v is not applied", name, c)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %s", name, got, tc.want)
		}
	}
}

// TestLead: a planned row is reduced to what changes, all attributes go along, and fields that become
// empty are cleared.
func TestLead(t *testing.T) {
	t.Parallel()
	old := lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{{Column: "attributes.a", Value: "1"}, {Column: "extra.x", Value: "2"}}}
	r := Row{Cells: lead.Row{Base: lead.Base{lead.UUID: "u", lead.Status: "OPEN"}}, Outcome: Updated, Changes: []Change{{Field: "name", Old: "Ann"}, {Field: "attributes.b", New: "3"}}}
	r.Compose(&old)
	want := lead.Lead{UUID: "u", Attributes: []lead.Attribute{{Key: "a", Value: "1"}, {Key: "b", Value: "3"}}, Clear: []string{"name"}}
	if diff := cmp.Diff(want, r.Lead(), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if w := r.Written(); len(w) != 2 {
		t.Error(w)
	}
	r = Row{Outcome: Upserted, Untagged: true, Cells: lead.Row{Base: lead.Base{lead.Name: "Bob"}}}
	if l := r.Lead(); !slices.Equal(l.Clear, []string{"tags"}) || r.IsBlank() || len(r.Written()) != 1 {
		t.Errorf("%+v, %v", l, r.Written())
	}
	odd := lead.Row{Dynamic: []lead.Cell{{Column: "extra.profile.userDetails.attributes", Value: "[]"}}}
	changes := []Change{{Field: "attributes.a"}}
	if OddAttributes(changes, &odd) == nil || OddAttributes(changes, &old) != nil || OddAttributes(changes, nil) != nil || OddAttributes([]Change{{Field: "name"}}, &odd) != nil {
		t.Error("odd attributes")
	}
}

// TestExplain: all problems in one line, the later row, and an end.
func TestExplain(t *testing.T) {
	t.Parallel()
	r := Row{Outcome: Rejected, Later: 9, Problems: []Problem{{Code: "a", Column: "Name", Value: "x", Text: "bad", Fix: "fix it"}, {Text: "worse", Value: "2 rows"}}}
	what, fix := r.Explain()
	if what != `Name: bad ("x"); worse (2 rows)` || !strings.HasPrefix(fix, "fix it; but row 9 is the same lead") || r.Code() != "a" {
		t.Errorf("%q, %q", what, fix)
	}
	r = Row{Outcome: Rejected, Problems: slices.Repeat([]Problem{{Text: "bad"}}, 60)}
	if what, fix = r.Explain(); !strings.HasSuffix(what, "bad; and 10 more problems") || fix != "" {
		t.Errorf("%q, %q", what, fix)
	}
	r = Row{Outcome: Unchanged}
	if what, _ = r.Explain(); what != "the lead already has these values" || r.Code() != "unchanged" {
		t.Errorf("%q", what)
	}
}

// TestShown: what a screen shows gives no address or phone away.
func TestShown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		p    Problem
		want string
	}{
		{Problem{Column: "email", Value: "ann@example.org"}, `"an*@*******.***"`},
		{Problem{Column: "phone", Value: "+49 151"}, `"+49 ***"`},
		{Problem{Column: "status", Code: "status", Value: "opne"}, `"opne"`},
		{Problem{Column: "status", Code: "status", Value: `\N`}, `"\N"`},
		{Problem{Column: "status", Code: "status", Value: "a\"b\\"}, `"a\"b\\"`},
		{Problem{Value: "2 rows"}, "2 rows"},
		{Problem{Column: "name", Value: strings.Repeat("é", 50)}, `"éé` + strings.Repeat("*", 38) + `..."`},
	} {
		if got := tc.p.Masked(); got != tc.want {
			t.Errorf("%+v: %s, want %s", tc.p, got, tc.want)
		}
	}
}

// TestFindings: rows are grouped by cause and column, with ranges, samples and bounds on memory.
func TestFindings(t *testing.T) {
	t.Parallel()
	var f Findings
	for _, n := range []int{2, 3, 3, 4, 7} {
		f.Add(n, &Problem{Code: "a", Column: "x", Value: strings.Repeat("!", n)})
	}
	f.Add(5, &Problem{Code: "a", Column: "y"})
	all := f.All()
	if len(all) != 2 || all[1].Count != 4 || !slices.Equal(all[1].Ranges, []Range{{2, 4}, {7, 7}}) || len(all[1].Samples) != 3 {
		t.Errorf("%+v", all)
	}
	for i := range 1000 {
		f.Add(2*i+2, &Problem{Code: "many"})
		f.Add(2*i+2, &Problem{Code: strings.Repeat("c", i)})
	}
	all = f.All()
	if last := all[len(all)-1]; len(all) > maxFindings+1 || last.Count != 1000 || len(last.Ranges) != maxRanges {
		t.Errorf("%d findings, the last: %d rows, %d ranges", len(all), last.Count, len(last.Ranges))
	}
}

// TestBatch: a batch counts what its rows come to.
func TestBatch(t *testing.T) {
	t.Parallel()
	leads := NewLeads()
	dir := t.TempDir()
	b := NewBatch(temp(t, dir), leads)
	for i, r := range []Row{
		{Outcome: Updated, Origin: Own, Changes: []Change{{Field: "name", Old: "x"}, {Field: "email", New: "y"}}},
		{Outcome: Updated, Origin: Matched, Changes: []Change{{Field: "name", New: "z"}}, Problems: []Problem{{Code: CodeKept}}},
		{Outcome: Created, Origin: Derived, New: true},
		{Outcome: Rejected, Problems: []Problem{{Code: "bad"}}},
		{Outcome: Skipped, Problems: []Problem{{Code: CodeConflict}}},
		{Outcome: Skipped, Problems: []Problem{{Code: "duplicate"}}},
		{Outcome: Unchanged, Origin: Own},
	} {
		r.Number = i + 2
		if err := b.Add(&r); err != nil {
			t.Fatal(err)
		}
	}
	if b.Total() != 7 || b.Ready() != 3 || b.Own != 1 || b.Matched != 1 || b.Derived != 1 || b.New != 1 || b.Cleared != 1 || b.Kept != 1 || b.Conflicts() != 1 {
		t.Errorf("%+v", b.Totals)
	}
	if f := b.Fields(); !slices.Equal(f, []FieldCount{{"name", 2}, {"email", 1}}) || len(b.Samples) != 2 {
		t.Errorf("%+v, %+v", f, b.Samples)
	}
	out, err := b.Map(t.Context(), temp(t, dir), func(r *Row) error {
		r.Outcome = Upserted
		return nil
	})
	if err != nil || out.Ready() != 7 || b.Ready() != 3 || out.Leads != leads {
		t.Errorf("%v, %+v", err, out.Totals)
	}
	reason := errors.New("enough")
	if _, err := b.Map(t.Context(), temp(t, dir), func(*Row) error { return reason }); !errors.Is(err, reason) {
		t.Error(err)
	}
}

// TestLeads: rows of one lead are found, whatever the spelling of its uuid, and names that clash.
func TestLeads(t *testing.T) {
	t.Parallel()
	const id = "7e88d192-9b20-4035-9b68-d4ac3d58a34f"
	l := NewLeads()
	rows := []Row{
		{Number: 2, Cells: lead.Row{Base: lead.Base{lead.UUID: id, lead.Name: "Ann"}}},
		{Number: 3, Cells: lead.Row{Base: lead.Base{lead.UUID: "other"}}},
		{Number: 5, Cells: lead.Row{Base: lead.Base{lead.UUID: strings.ToUpper(id), lead.Name: "ANN"}}},
	}
	l.Add(&rows[0])
	if l.IsShared(&rows[0]) || !l.Has(rows[0].Key()) || l.Has(rows[1].Key()) {
		t.Error("of one row")
	}
	l.Add(&rows[1])
	l.Add(&rows[2])
	if g := l.Of(&rows[0]); !l.IsShared(&rows[2]) || l.IsShared(&rows[1]) || g.First != 2 || g.Last != 5 || g.Count != 2 || g.Clash() {
		t.Errorf("%+v", g)
	}
	if l.Later(&rows[0]) != 5 || l.Later(&rows[2]) != 0 || l.Later(&Row{}) != 0 {
		t.Error("later rows")
	}
	rows[2].Cells.Base[lead.Name] = "Bob"
	l.Add(&rows[2])
	if g := l.Of(&rows[0]); !g.Clash() {
		t.Error("Ann and Bob do not clash")
	}
}

// TestIdentities: any uuids get numbers in the order in which they come, and keep them.
func TestIdentities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, numbers := NewLeads(), map[uuid.UUID]uint32{}
		distinct := rapid.IntRange(1, 1500).Draw(t, "distinct")
		for range 2 * distinct {
			n := rapid.IntRange(0, distinct).Draw(t, "id")
			id := uuid.UUID{0: byte(n >> 8), 15: byte(n)}
			want, known := numbers[id]
			if n, ok := l.Number(id); ok != known || ok && n != want {
				t.Fatalf("%v: number %d, %v; want %d, %v", id, n, ok, want, known)
			}
			if !known {
				want = uint32(len(numbers))
				numbers[id] = want
			}
			if n := l.Note(id); n != want || l.ID(n) != id || l.Known() != len(numbers) {
				t.Fatalf("%v: number %d of %d, want %d", id, n, l.Known(), want)
			}
		}
	})
}
