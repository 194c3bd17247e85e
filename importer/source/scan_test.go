package source_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

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

// counted is an input whose files are counted while they are open.
func counted(text []byte, f sheet.Format, c sheet.Compression) (in source.Input, open *int) {
	open = new(int)
	return source.Input{Name: "leads", Format: f, Compression: c, Open: func() (io.ReadCloser, error) {
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
		s, err := source.Examine(t.Context(), in)
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
		if err != nil || print != (source.Fingerprint{SHA256: hex.EncodeToString(sum[:]), Size: int64(len(tc.text))}) {
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

// TestScanStops: reading ends with the context's cause, in the middle of a file.
func TestScanStops(t *testing.T) {
	t.Parallel()
	reason := errors.New("enough")
	in, open := counted([]byte("uuid\n"+strings.Repeat("x\n", 200_000)), sheet.CSV, sheet.None)
	s, err := source.Examine(t.Context(), in)
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
