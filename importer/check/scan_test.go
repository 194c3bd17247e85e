package check_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/leadferry/leadferry/importer/check"
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

// counted is an input whose files are counted while they are open.
func counted(text []byte, f sheet.Format, c sheet.Compression) (in check.Input, open *int) {
	open = new(int)
	return check.Input{Name: "leads", Format: f, Compression: c, Open: func() (io.ReadCloser, error) {
		*open++
		return opened{bytes.NewReader(text), open}, nil
	}}, open
}

func packed(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestScan: the rows that are not blank, the number of the others, and the fingerprint of the file as
// it is; and every file is closed.
func TestScan(t *testing.T) {
	t.Parallel()
	const text = "uuid,name\nu1,Ann\n,\n,\nu2,Bob\n"
	for name, tc := range map[string]struct {
		text []byte
		as   sheet.Compression
	}{
		"plain": {[]byte(text), sheet.None}, "gzip": {packed(t, text), sheet.Gzip},
	} {
		in, open := counted(tc.text, sheet.CSV, tc.as)
		s, err := check.Examine(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		scan, err := s.Scan(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int
		for r, err := range scan.Filled() {
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, r.Number)
		}
		if !slices.Equal(numbers, []int{2, 5}) || scan.Blank != 2 {
			t.Errorf("%s: rows %v, %d blank", name, numbers, scan.Blank)
		}
		print, err := scan.Fingerprint()
		sum := sha256.Sum256(tc.text)
		if err != nil || print != (check.Fingerprint{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(tc.text))}) {
			t.Errorf("%s: %+v, %v", name, print, err)
		}
		if err := scan.Close(); err != nil || *open != 0 {
			t.Errorf("%s: %v, %d files are open", name, err, *open)
		}
		if whole, err := in.Fingerprint(t.Context()); err != nil || whole != print || *open != 0 {
			t.Errorf("%s: %+v, %v, %d files are open", name, whole, err, *open)
		}
	}
}

// TestScanLeavesNothingOpen, whatever is wrong with the file.
func TestScanLeavesNothingOpen(t *testing.T) {
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
		"cut gzip":        {string(packed(t, strings.Repeat("uuid,name\n", 9)))[:20], sheet.CSV, sheet.Gzip},
		"broken JSON":     {"{\n", sheet.JSONL, sheet.None},
		"nothing in JSON": {"\n", sheet.JSONL, sheet.None},
	} {
		in, open := counted([]byte(tc.text), tc.f, tc.as)
		s, err := check.Examine(t.Context(), in)
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

// TestScanStops: reading ends with the context's cause, in the middle of a file.
func TestScanStops(t *testing.T) {
	t.Parallel()
	reason := errors.New("enough")
	in, open := counted([]byte("uuid\n"+strings.Repeat("x\n", 200_000)), sheet.CSV, sheet.None)
	s, err := check.Examine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	scan, err := s.Scan(ctx)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range scan.Filled() {
		if err != nil {
			if !errors.Is(err, reason) {
				t.Error(err)
			}
			break
		}
		if n++; n == 1000 {
			cancel(reason)
		}
	}
	if n >= 2000 {
		t.Errorf("%d rows were read", n)
	}
	if _, err := scan.Fingerprint(); !errors.Is(err, reason) {
		t.Error(err)
	}
	if err := scan.Close(); err != nil || *open != 0 {
		t.Errorf("%v, %d files are open", err, *open)
	}
}

// TestAgainstAnother: an input that changed between the two looks is refused.
func TestAgainstAnother(t *testing.T) {
	t.Parallel()
	text := "uuid,name\n" + uuid(1) + ",Ann\n"
	in := input("")
	in.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	s, err := check.Examine(t.Context(), in)
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
	if _, err := r.Against(t.Context(), r.NewLive(temp)); !errors.Is(err, check.ErrChanged) {
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
		s, err := check.Examine(t.Context(), in)
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
