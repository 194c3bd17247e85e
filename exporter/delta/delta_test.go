package delta

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

// TestFreshRows: of each lead, as many rows are fresh as are not among those that are known, whatever
// leads share a print; and what is kept are the chosen rows, and the missed ones of an unproved export.
func TestFreshRows(t *testing.T) {
	t.Parallel()
	prints := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Print {
		return Print{rapid.Uint64Range(0, 6).Draw(t, "lead"), rapid.Uint64Range(0, 2).Draw(t, "row")}
	}))
	rapid.Check(t, func(t *rapid.T) {
		known, now, proved := prints.Draw(t, "known"), prints.Draw(t, "now"), rapid.Bool().Draw(t, "proved")
		Sort(known)
		left, want := slices.Clone(known), Counts{}
		var keep, kept []Print
		fresh := map[Print]int{}
		var gone []uint64
		c := NewComparison(&Since{
			Known: All(known), Keep: func(p Print) error { kept = append(kept, p); return nil },
			Gone: func(who uint64) { gone = append(gone, who) },
		}, 0)
		there, chosen := map[uint64]bool{}, map[uint64]bool{}
		var rows []Row
		for i, p := range now {
			row := Row{Print: p, Number: uint32(i), Chosen: rapid.Bool().Draw(t, "chosen")}
			rows = append(rows, row)
			there[p.Lead], chosen[p.Lead] = true, chosen[p.Lead] || row.Chosen
			if !row.Chosen {
				continue
			}
			keep = append(keep, p)
			if at := slices.Index(left, p); at >= 0 {
				left = slices.Delete(left, at, at+1)
				want.Unchanged++
			} else {
				fresh[p]++
			}
		}
		seen := map[uint64]bool{}
		for _, p := range known {
			if !there[p.Lead] && !proved {
				keep = append(keep, p)
			}
			if first := !seen[p.Lead]; first && !there[p.Lead] && proved {
				want.Deleted++
			} else if first && there[p.Lead] && !chosen[p.Lead] {
				want.Left++
			}
			seen[p.Lead] = true
		}
		if err := c.Add(rows); err != nil {
			t.Fatal(err)
		}
		got, err := c.Fresh(proved, func(row int) { fresh[rows[row].Print]-- })
		if err != nil {
			t.Fatal(err)
		}
		for p, n := range fresh {
			if n != 0 {
				t.Errorf("%v: %d rows too few", p, n)
			}
		}
		if got.Unchanged != want.Unchanged || got.Deleted != want.Deleted || got.Left != want.Left || got.New+got.Changed+got.Unchanged != len(keep)-missed(known, there, proved) {
			t.Errorf("%+v, want %+v", got, want)
		}
		if Sort(keep); !slices.Equal(kept, keep) || len(gone) != want.Deleted {
			t.Errorf("kept %v, want %v; gone %v", kept, keep, gone)
		}
	})
}

func missed(known []Print, there map[uint64]bool, proved bool) (n int) {
	for _, p := range known {
		if !proved && !there[p.Lead] {
			n++
		}
	}
	return n
}

// TestBrokenKnown: an error of what is known, or of who keeps it, ends a comparison.
func TestBrokenKnown(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	c := NewComparison(&Since{Known: func(yield func(Print, error) bool) { yield(Print{}, broken) }}, 0)
	if _, err := c.Fresh(true, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
	c = NewComparison(&Since{Known: All([]Print{{1, 1}}), Keep: func(Print) error { return broken }}, 0)
	if _, err := c.Fresh(false, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestPrints(t *testing.T) {
	t.Parallel()
	row := func(change func(r *lead.Row)) lead.Row {
		r := lead.Row{Dynamic: []lead.Cell{{Column: "attributes.a", Value: "1"}, {Column: "extra.b", Value: "2"}}}
		r.Base[lead.ID], r.Base[lead.UUID], r.Base[lead.Name], r.Base[lead.LastSeenAt] = "i", "u", "Ann", "noon"
		change(&r)
		return r
	}
	same := row(func(*lead.Row) {})
	for _, tt := range []struct {
		name    string
		columns []string
		change  func(r *lead.Row)
		changed bool
	}{
		{"a name", nil, func(r *lead.Row) { r.Base[lead.Name] = "Bob" }, true},
		{"a column that is not written", []string{"name"}, func(r *lead.Row) { r.Base[lead.LastSeenAt] = "one" }, false},
		{"a column that is written", []string{"name", "lastSeenAt"}, func(r *lead.Row) { r.Base[lead.LastSeenAt] = "one" }, true},
		{"a text that moves on", nil, func(r *lead.Row) { r.Base[lead.Name], r.Base[lead.Email] = "", "Ann" }, true},
		{"the order of cells", nil, func(r *lead.Row) { slices.Reverse(r.Dynamic) }, false},
		{"an empty cell", nil, func(r *lead.Row) { r.Dynamic = append(r.Dynamic, lead.Cell{Column: "attributes.c"}) }, false},
		{"an attribute", []string{"attributes.*"}, func(r *lead.Row) { r.Dynamic[0].Value = "2" }, true},
		{"an attribute by name", []string{"attributes.a"}, func(r *lead.Row) { r.Dynamic[0].Value = "2" }, true},
		{"another one", []string{"attributes.a"}, func(r *lead.Row) { r.Dynamic[1].Value = "3" }, false},
		{"no attribute", []string{"attributes.*"}, func(r *lead.Row) { r.Dynamic[1].Value = "3" }, false},
		{"the name of an attribute", nil, func(r *lead.Row) { r.Dynamic[0].Column = "attributes.z" }, true},
	} {
		p, other := NewPrinter(Key{1}, tt.columns), row(tt.change)
		a, b := p.Row(&same), p.Row(&other)
		if a.Lead != b.Lead || (a.Row != b.Row) != tt.changed {
			t.Errorf("%s: %v and %v", tt.name, a, b)
		}
		if a == NewPrinter(Key{2}, tt.columns).Row(&same) {
			t.Error("the key does not matter")
		}
	}
	p := NewPrinter(Key{1}, nil)
	for name, change := range map[string]func(r *lead.Row){
		"another _id": func(r *lead.Row) { r.Base[lead.ID] = "j" },
		"no _id":      func(r *lead.Row) { r.Base[lead.ID] = "" },
		"neither":     func(r *lead.Row) { r.Base[lead.ID], r.Base[lead.UUID] = "", "" },
	} {
		if other := row(change); p.Row(&other).Lead == p.Row(&same).Lead {
			t.Errorf("%s: it is the same lead", name)
		}
	}
}

// TestMark: a mark holds what was written to it, in 16 bytes a lead, and no byte of it can change unseen.
func TestMark(t *testing.T) {
	t.Parallel()
	prints := []Print{{1, 2}, {1, 3}, {1 << 63, 0}}
	var out bytes.Buffer
	w := NewMarkWriter(&out)
	for _, p := range prints {
		if err := w.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close([]byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	text := out.Bytes()
	m, err := ReadMark(bytes.NewReader(text), int64(len(text)))
	if err != nil || string(m.Text) != `{"a":1}` || m.Count() != 3 || len(text) != 3*16+len(m.Text)+36 {
		t.Fatalf("%+v, %v, %d bytes", m, err, len(text))
	}
	var got []Print
	for p, err := range m.Prints() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	if !slices.Equal(got, prints) {
		t.Errorf("%v, want %v", got, prints)
	}
	for i := range text {
		bad := bytes.Clone(text)
		bad[i] ^= 1
		if _, err := ReadMark(bytes.NewReader(bad), int64(len(bad))); err == nil {
			t.Errorf("byte %d is another one, and nothing is said", i)
		}
		if _, err := ReadMark(bytes.NewReader(text[:i]), int64(i)); err == nil {
			t.Errorf("only %d bytes are left, and nothing is said", i)
		}
	}
}
