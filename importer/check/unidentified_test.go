package check_test

import (
	"strings"
	"testing"
)

// TestEmailElsewhere: a row without a contact names the column in which it has an e-mail, but for that of one's own people.
func TestEmailElsewhere(t *testing.T) {
	t.Parallel()
	const text = "Name,Email,Guest Email,Owner email\nAnn Lee,a@b.co,x@b.co,o@b.co\nBob Ray,,g@b.co,o@b.co\nCat Ray,,,o@b.co\n"
	of := func(row int) string {
		for _, f := range checked(t, text, options(t), nil).Rejections.All() {
			if f.Ranges[0][0] <= row && row <= f.Ranges[0][1] {
				return f.Fix
			}
		}
		return ""
	}
	if fix := of(4); strings.Contains(fix, "Owner") {
		t.Error(fix)
	}
	o := options(t)
	flagsOf(t, of(3))[0].follow(t, &o)
	if r := checked(t, text, o, nil); r.Ready() != 2 {
		t.Errorf("%q: %d rows are ready", of(3), r.Ready())
	}
}
