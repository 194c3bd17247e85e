package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer/check"
)

// TestPreview: what it brings to take what is proposed is told in the same round, and the one command has all of it.
func TestPreview(t *testing.T) {
	t.Parallel()
	text := "Email,Ask,Country,Stage\na@x.in,98765 43210,IN,New\nb@x.in,+91 98765 43211,IN,Odd\n,+91 98765 43212,IN,New\nd@x.in,n.v.t.,IN,Won\ne@x.in,,IN,Won\nf@x.in,,IN,Won\n"
	r := checked(t, text, options(t), nil)
	if r.Ready() != 5 || r.Preview == nil || r.Preview.Ready() != 5 || r.Harms != nil || r.Ahead() != r.Preview {
		t.Fatalf("%d ready, %+v", r.Ready(), r.Preview)
	}
	notes, refused := r.Brings()
	var codes []string
	for _, f := range append(notes, refused...) {
		codes = append(codes, f.Code+" "+f.Column)
	}
	if diff := cmp.Diff([]string{"phone-no-country Ask", "status-left-out Stage", "phone-no-digits Ask"}, codes); diff != "" {
		t.Error(diff)
	}
	with := options(t)
	flags := r.Fixes()
	for i := 0; i < len(flags); i += 2 {
		flag{flags[i][2:], flags[i+1]}.followAlso(t, &with)
	}
	if !slices.Contains(flags, "Country=dialCode") {
		t.Errorf("%q", flags)
	}
	if r = checked(t, text, with, nil); r.Ready() != 6 || r.Preview != nil || r.Countryless.Count != 0 {
		t.Errorf("%q: %d ready, %+v", flags, r.Ready(), findings(r))
	}
}

// TestHarmful: a column with cells for which rows could not be sent is offered with the flag for such cells, if fewer rows
// were ready without it: the command makes no row fail.
func TestHarmful(t *testing.T) {
	t.Parallel()
	for text, also := range map[string][]string{
		"Email,Ask\na@x.in,+91 98765 43210\nb@x.in,+91 98765 43211\nc@x.in,+91 98765 43212 / +91 22 2345 6789\n":                      {"--on-several", "first"},
		"Email,Ask\na@x.in,+91 98765 43210\nb@x.in,+91 98765 43211\nd@x.in,+91 98765 43213\ne@x.in,+91 98765 43214\nc@x.in,ask Ann\n": {"--on-bad-contact", "drop"},
		"Email,Ask\na@x.in,+91 98765 43210\n,+91 98765 43211\nc@x.in,+91 98765 43212 / +91 22 2345 6789\n":                            nil, // as many as before
		"Email,Ask\na@x.in,+91 98765 43210\n,098765-43211\nd@x.in,098765-43213\nc@x.in,+91 98765 43212 / +91 22 2345 6789\n":          nil, // with a country
		"Email,Mobile phone,Work phone\na@x.in,+91 98765 43210,\nb@x.in,,(022) 2345 6789 ext 12\nc@x.in,,022 2345 6788\n":             {"--on-several", "first"},
	} {
		r := checked(t, text, options(t), nil)
		flags := r.Fixes()
		if len(flags) < 2 || r.Harms != nil || !slices.Equal(flags[2:], also) && len(flags[2:])+len(also) > 0 {
			t.Errorf("%q: %q, %+v", text, flags, r.Harms)
		}
		for _, one := range also {
			if all := strings.Join(r.Decisions(), "\n"); strings.Contains(all, one) {
				t.Errorf("%q: left to a person, too: %q", text, all)
			}
		}
		with := options(t)
		for i := 0; i < len(flags); i += 2 {
			flag{flags[i][2:], flags[i+1]}.followAlso(t, &with)
		}
		if next := checked(t, text, with, nil); next.Ready() < r.Ready() && also != nil {
			t.Errorf("%q: %d of %d ready", text, next.Ready(), r.Ready())
		}
	}
}

// TestSlipOrWord: a header that has the word for its field is not called misspelled.
func TestSlipOrWord(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"emial": "looks like a misspelled", "Kontakt-E-Mail": "has a word for email in its name"} {
		_, err := check.Read(t.Context(), input(header+",Plan\na@x.com,x\n"), options(t))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", header, err)
		}
	}
}
