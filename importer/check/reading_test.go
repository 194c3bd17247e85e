package check_test

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/sheet"
)

// opened counts how often an input is open.
type opened struct {
	io.Reader
	open *int
}

func (o opened) Close() error {
	*o.open--
	return nil
}

// TestNothingStaysOpen, whatever is wrong with the file.
func TestNothingStaysOpen(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		f    sheet.Format
		as   sheet.Compression
	}{
		"empty":           {"", sheet.CSV, sheet.None},
		"no gzip":         {"uuid\nx\n", sheet.CSV, sheet.Gzip},
		"no zstd":         {"uuid\nx\n", sheet.CSV, sheet.Zstd},
		"no workbook":     {"uuid\nx\n", sheet.XLSX, sheet.None},
		"a name twice":    {"uuid,uuid\nx,y\n", sheet.CSV, sheet.None},
		"a slip":          {"emial\nx\n", sheet.CSV, sheet.None},
		"an open quote":   {"uuid\n\"x\n", sheet.CSV, sheet.None},
		"cut gzip":        {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x2a\x2d", sheet.CSV, sheet.Gzip},
		"broken JSON":     {"{\n", sheet.JSONL, sheet.None},
		"nothing in JSON": {"\n", sheet.JSONL, sheet.None},
	} {
		open := new(int)
		in := source.Input{Name: "leads", Format: tc.f, Compression: tc.as, Open: func() (io.ReadCloser, error) {
			*open++
			return opened{strings.NewReader(tc.text), open}, nil
		}}
		s, err := source.Examine(t.Context(), in)
		if err == nil {
			_, err = check.Run(t.Context(), s, options(t))
		}
		if *open != 0 {
			t.Errorf("%s: %d files are open after %v", name, *open, err)
		}
		if err == nil && name != "an open quote" && name != "broken JSON" {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestAgainstAnother: an input that changed between the two looks is refused.
func TestAgainstAnother(t *testing.T) {
	t.Parallel()
	text := "uuid,name\n" + uuid(1) + ",Ann\n"
	in := input("")
	in.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	s, err := source.Examine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	r, err := check.Run(t.Context(), s, o)
	if err != nil || !r.NeedsLive() {
		t.Fatal(err)
	}
	temp, err := o.Temp()
	if err != nil {
		t.Fatal(err)
	}
	text += uuid(2) + ",Bob\n"
	if _, err := r.Against(t.Context(), r.NewLive(temp)); !errors.Is(err, source.ErrChanged) {
		t.Error(err)
	}
}

// TestUnreadable: an input that cannot be opened, or read to its end, is an error of that cause.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk fails")
	for name, open := range map[string]func() (io.ReadCloser, error){
		"gone": func() (io.ReadCloser, error) { return nil, os.ErrNotExist },
		"half": func() (io.ReadCloser, error) {
			return io.NopCloser(io.MultiReader(strings.NewReader("uuid,name\n"+uuid(1)+",A\n"), failing{broken})), nil
		},
	} {
		in := input("")
		in.Open = open
		want := broken
		if name == "gone" {
			want = os.ErrNotExist
		}
		s, err := source.Examine(t.Context(), in)
		if err == nil {
			_, err = check.Run(t.Context(), s, options(t))
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := in.Fingerprint(t.Context()); !errors.Is(err, want) {
			t.Errorf("%s: fingerprint: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
