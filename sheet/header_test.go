package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestHeaderRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"BOM alone", "\ufeff", "the file is empty"},
		{"blank lines", "\n\r\n\n", "the file is empty"},
		{"blanks", "  \n\t\n \u00a0", "the file is empty"},
		{"blank rows of a spreadsheet", ",,\n,,\n", "the file is empty"},
		{"duplicate", "uuid,name,x,name\n", `columns B and D have the same name "name"`},
		{"bad quotes", "\n,\nuuid,na\"me\n", "line 3: the header cannot be read: a quote inside a cell"},
		{"Latin-1", "uuid,Pr\xe9nom\na,1\n", "the header is not UTF-8 (column B)"},
		{"NUL", "uuid,na\x00me\n", "control character (U+0000, in column B): this does not look like a text file"},
		{"UTF-16 without a mark or ASCII", "\x05\x09u\x00i\x00d\x00\n\x00", "this does not look like a text file"},
		{"no end of it", "a," + strings.Repeat("b", 4<<20) + "\n", "the names of the columns are longer than 4 MiB"},
		{"a binary file", "\x00\x01\xff\"\x80\n", "this does not look like a text file"},
		{"a binary file that looks like an old Mac's", "\x7fELF\r\x02\n", "control character (U+007F, in column A): this does not look like a text file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := NewReader(strings.NewReader(tt.text), CSV, ReaderOptions{}); err == nil || !strings.Contains(err.Error(), tt.want) || problem.Remedy(err) == "" {
				t.Errorf("got %v, want %q, with a fix", err, tt.want)
			}
		})
	}
}

func TestHeaderTakes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"letters of all kinds", "Prénom,नाम,😀\n", []string{"Prénom", "नाम", "😀"}},
		{"tabs and line breaks in quotes", "\"a\tb\",\"c\r\nd\"\n", []string{"a\tb", "c\r\nd"}},
		{"what a customer's own key may hold", "attributes.\x00,extra.\x01\n", []string{"attributes.\x00", "extra.\x01"}},
		{"blank rows above", "\n,,\n  \n\"\n\",\nuuid,,\n", []string{"uuid", "", ""}},
		{"longer than a buffer", strings.Repeat("x", bufferSize) + ",y", []string{strings.Repeat("x", bufferSize), "y"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := NewReader(strings.NewReader(tt.text), CSV, ReaderOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, r.Header()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAbove: rows above a header whose place is said are told, not those of a header in two rows.
func TestAbove(t *testing.T) {
	t.Parallel()
	const text = "Report\n\nMade on:,today\nName,Email\nA,a@example.com\n"
	r, err := NewReader(strings.NewReader(text), CSV, ReaderOptions{Head: Head{Row: 4}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`rows above the header, which are not read: 2, which begin with "Report", "Made on:"`}
	if diff := cmp.Diff(want, r.Notes()); diff != "" {
		t.Error(diff)
	}
}
