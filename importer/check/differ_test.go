package check_test

import (
	"testing"

	"github.com/leadferry/leadferry/importer/check"
)

// TestDiffering: of several columns of a field it is counted in how many rows a further one holds something else.
func TestDiffering(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]int{
		"a@b.co,A@b.co,+49 171 2345671,0171 2345671\n":                                        0,
		"a@b.co,,,0171 2345671\n":                                                             0,
		"a@b.co,c@b.co,,\nb@b.co,b@b.co,,\nd@b.co,e@b.co,,\n":                                 2,
		"a@b.co,,+49 171 2345671,+49 171 2345672\nb@b.co,no mail,+49 171 2345673,no number\n": 1,
	} {
		o := options(t)
		o.Assignments = []string{"one,two=email", "three,four=phone"}
		r := checked(t, "one,two,three,four\n"+cells, o, nil)
		var d check.Differing
		for _, one := range r.Differing {
			d = one
		}
		if d.Rows != want || want > 0 && (d.First != 2 || d.Column.Header != "two" && d.Column.Header != "four") {
			t.Errorf("%q: %+v", cells, r.Differing)
		}
	}
}
