package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
)

// TestSides: of calls and messages it is told that they are no list of people, and neither side is proposed as the phone.
// Several phones of people are no sides.
func TestSides(t *testing.T) {
	t.Parallel()
	for text, own := range map[string]string{
		"From,To,Body\n+12025550188,+13128471093,a\n+13128471093,+12025550188,b\n+12025550188,+14698023317,c\n":          "+12025550188",
		"Caller,Callee,Body\n+12025550188,+13128471093,a\n+1 202 555 0188,+17276419950,b\n+12025550188,+14698023317,c\n": "+12025550188",
		"Number A,Number B\n+4930123456,+4915112345678\n+4915112345679,+4930123456\n+4930123456,+4915112345680\n":        "+4930123456",
		"Von,An\n+4930123456,+4915112345678\n+4930123456,+4915112345679\n+4930123456,+4915112345680\n":                   "+4930123456",
		"Switchboard,Direct line\n+4930123456,+4915112345678\n+4930123456,+4915112345679\n+4930123456,+4915112345680\n":  "",
		"Line 1,Line 2\n+4930123456,+4915112345678\n+4930123457,+4915112345679\n+4930123458,+4915112345680\n":            "",
		"Line 1,Line 2\n+4930123456,+4930123456\n+4930123457,+4930123457\n+4930123458,+4930123458\n":                     "",
		"From,To\n+12025550188,+13128471093\n+13128471093,+12025550188\n":                                                "",
	} {
		var said []row.Finding
		r, err := check.Read(t.Context(), input(text), options(t))
		if err == nil {
			said = slices.DeleteFunc(slices.Clone(r.Warnings), func(f row.Finding) bool { return f.Code != "two-sides" })
		}
		switch {
		case own == "" && len(said) > 0:
			t.Errorf("%q: %+v", text, said)
		case own != "" && (len(said) != 1 || said[0].Count != 3 || !strings.Contains(said[0].Text, own) || !strings.Contains(said[0].Fix, "=IF(A2=")):
			t.Errorf("%q: %v, %+v", text, err, said)
		case own != "" && slices.ContainsFunc(r.Proposals, func(p propose.Proposal) bool { return p.Field == "phone" }):
			t.Errorf("%q: %+v", text, r.Proposals)
		}
	}
}

// TestNoMailbox: an address that programs write for none, and that several rows have, is proposed as --null, unless rows
// would then have nothing that they are known by. People without names who share one have different phones.
func TestNoMailbox(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		null  string
		ready int
	}{
		"email,phone\nvoid@x.com,+49 171 2345671\nVoid@x.com,+49 171 2345672\n":            {"void@x.com", 0},
		"email,phone\nno-reply@x.com,+49 171 2345671\nann@x.com,+49 171 2345672\n":         {"", 2},
		"email,phone\nno-reply@x.com,+49 171 2345671\nno-reply@x.com,\n":                   {"", 2},
		"email,phone\nann@x.com,+49 171 2345671\nann@x.com,+49 171 2345672\n":              {"", 0},
		"email,phone\nann@x.com,+49 171 2345671\nann@x.com,0049 171 2345671\n":             {"", 2},
		"email,phone,name\nann@x.com,+49 171 2345671,Ann\nann@x.com,+49 171 2345672,Ann\n": {"", 2},
	} {
		r := checked(t, text, options(t), nil)
		if r.None != want.null || r.Ready() != want.ready {
			t.Errorf("%q: %q, %d rows are ready; %+v", text, r.None, r.Ready(), r.Rejections.All())
		}
		if want.null == "" {
			continue
		}
		o := options(t)
		o.Null = []string{r.None}
		if r := checked(t, text, o, nil); r.Ready() != r.Total() {
			t.Errorf("%q with it: %+v", text, r.Rejections.All())
		}
	}
}
