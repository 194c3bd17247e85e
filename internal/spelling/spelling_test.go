package spelling_test

import (
	"testing"

	"github.com/leadferry/leadferry/internal/spelling"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"email", "email", 0}, {"email", "", 5}, {"", "abc", 3}, {"emial", "email", 1}, {"emai", "email", 1}, {"eemail", "email", 1},
		{"enail", "email", 1}, {"phoen", "phone", 1}, {"pohen", "phone", 2}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
	} {
		if got := spelling.Distance(test.a, test.b); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
		if got := spelling.Distance(test.b, test.a); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.b, test.a, got, test.want)
		}
	}
}
