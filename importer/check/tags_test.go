package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// tagged is a live lead with those tags.
func tagged(id int, tags string) lead.Row {
	return lead.Row{Base: lead.Base{lead.UUID: uuid(id), lead.Name: "Ann", lead.Tags: tags}}
}

// quoted is a CSV cell.
func quoted(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }

// TestTagModes: what the tags of one row do to those of its lead.
func TestTagModes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mode      check.TagMode
		had, cell string
		want      string // the cell that is sent; "-" if the row loses it, "!" if all tags are removed
		outcome   row.Outcome
	}{
		{check.ReplaceTags, "a, b", "c", "c", row.Upserted},
		{"", "a, b", "c", "c", row.Upserted},
		{check.ReplaceTags, "a, b", "a, b", "a, b", row.Unchanged},
		{check.AddTags, "a, b", "c", "a, b, c", row.Upserted},
		{check.AddTags, "a, b", "b", "-", row.Unchanged},
		{check.AddTags, "a, b", "b, c", "a, b, c", row.Upserted},
		{check.AddTags, "", "c", "c", row.Upserted},
		{check.AddTags, "a", "", "-", row.Skipped},
		{check.RemoveTags, "a, b", "b", "a", row.Upserted},
		{check.RemoveTags, "a, b, a", "a", "b", row.Upserted},
		{check.RemoveTags, "a, b", "c", "-", row.Unchanged},
		{check.RemoveTags, "a", "a", "!", row.Upserted},
		{check.RemoveTags, "", "a", "-", row.Unchanged},
	} {
		name := fmt.Sprintf("%s %q to %q", tc.mode, tc.cell, tc.had)
		o := options(t)
		o.Tags = tc.mode
		r := rows(t, checked(t, "uuid,tags\n"+uuid(1)+","+quoted(tc.cell)+"\n", o, []lead.Row{tagged(1, tc.had)}))[0]
		got := r.Cells.Base[lead.Tags]
		switch {
		case r.Untagged:
			got = "!"
		case got == "":
			got = "-"
		}
		if got != tc.want || r.Outcome != tc.outcome {
			t.Errorf("%s: %q, %v %v, want %q, %v", name, got, r.Outcome, r.Problems, tc.want, tc.outcome)
		}
		if clears := slices.Contains(r.Lead().Clear, "tags"); clears != (tc.want == "!") {
			t.Errorf("%s: clears %v", name, r.Lead().Clear)
		}
	}
}

// TestTagsWithoutLiveLeads: until the live leads are known the cell stays what the file says.
func TestTagsWithoutLiveLeads(t *testing.T) {
	t.Parallel()
	for _, mode := range []check.TagMode{check.AddTags, check.RemoveTags} {
		o := options(t)
		o.Tags = mode
		r := checked(t, "uuid,tags\n"+uuid(1)+`,"b, a"`+"\n", o, nil)
		if !r.NeedsLive() || rows(t, r)[0].Cells.Base[lead.Tags] != "b, a" {
			t.Errorf("%s: %+v", mode, rows(t, r))
		}
	}
}

// TestTagsOfSeveralRows: rows of one lead add to what the rows before left, whatever the sets; an
// oracle with sets says what that is. Rows that are not sent leave nothing.
func TestTagsOfSeveralRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		set := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3, rapid.ID)
		mode := rapid.SampledFrom([]check.TagMode{check.AddTags, check.RemoveTags}).Draw(rt, "mode")
		had := set.Draw(rt, "had")
		now := slices.Clone(had)
		text := "uuid,email,tags\n"
		var want []string // after each row
		for range rapid.IntRange(1, 5).Draw(rt, "rows") {
			given, bad := set.Draw(rt, "given"), rapid.Bool().Draw(rt, "bad")
			email := ""
			if bad {
				email = "no address"
			}
			text += uuid(1) + "," + email + "," + quoted(lead.FormatTags(given)) + "\n"
			for _, tag := range given {
				switch i := slices.Index(now, tag); {
				case bad:
				case mode == check.AddTags && i < 0:
					now = append(now, tag)
				case mode == check.RemoveTags && i >= 0:
					now = slices.Delete(slices.Clone(now), i, i+1)
				}
			}
			want = append(want, lead.FormatTags(now))
		}
		o := options(t)
		o.Tags = mode
		last := lead.FormatTags(had)
		for i, r := range rows(t, checked(t, text, o, []lead.Row{tagged(1, last)})) {
			if r.Outcome == row.Rejected {
				continue
			}
			if r.Untagged || r.Cells.Base[lead.Tags] != "" {
				last = r.Cells.Base[lead.Tags]
			}
			if last != want[i] {
				rt.Fatalf("row %d leaves %q, want %q\n%s", i+2, last, want[i], text)
			}
		}
	})
}

// TestTagsOfDuplicates: only where all rows of a lead are sent do they build on each other.
func TestTagsOfDuplicates(t *testing.T) {
	t.Parallel()
	for mode, want := range map[check.Duplicates]string{"": "a, b, c", check.ApplyAll: "a, b, c", check.ApplyLast: "a, c"} {
		o := options(t)
		o.Tags, o.Duplicates = check.AddTags, mode
		all := rows(t, checked(t, "uuid,tags\n"+uuid(1)+",b\n"+uuid(1)+",c\n", o, []lead.Row{tagged(1, "a")}))
		if got := all[1].Cells.Base[lead.Tags]; got != want || !all[1].IsReady() {
			t.Errorf("%q: %q, want %q", mode, got, want)
		}
	}
}
