package dialect

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// No row is kept in memory without end. Here most of it has been read already.
func TestRecordsTooLong(t *testing.T) {
	for _, tt := range []struct {
		records Records
		want    string
	}{
		{Records{state: quoted, quoteLine: 7}, "line 7: the quote opened here is not closed within 32 MiB"},
		{Records{state: plain, First: 8}, "line 8: the row is longer than 32 MiB"},
	} {
		r := tt.records
		r.in, r.size = bufio.NewReader(strings.NewReader("xxx")), maxRecord-2
		if _, err := io.ReadAll(&r); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// FuzzRecords holds records against encoding/csv alone: the same rows and the same bad rows,
// whatever the text, and every line folded as encoding/csv does it.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"a,b\r\n\"c\r\n\",d\n", "a\"b,c\n\"d\"e\n", "\n\n\"a\n\n\"\"\",\n", "\"a\r\r\n\"", "a\r", "\"a\"\r\nb",
		"\xff,\"\x00\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := &Records{in: bufio.NewReader(strings.NewReader(text)), Delimiter: ','}
		ours := csv.NewReader(src)
		theirs := csv.NewReader(strings.NewReader(text))
		ours.FieldsPerRecord, theirs.FieldsPerRecord = -1, -1
		for {
			got, err := ours.Read()
			want, wantErr := theirs.Read()
			if src.err != nil && src.err != io.EOF {
				return // refused: stricter than encoding/csv
			}
			if (err == nil) != (wantErr == nil) || (err == io.EOF) != (wantErr == io.EOF) {
				t.Fatalf("%q: error %v, encoding/csv says %v", text, err, wantErr)
			}
			if err == io.EOF {
				return
			}
			checkRecord(t, src, theirs, got, want, err, wantErr)
		}
	})
}

func checkRecord(t *testing.T, src *Records, theirs *csv.Reader, got, want []string, err, wantErr error) {
	t.Helper()
	if err != nil {
		var a, b *csv.ParseError
		if !errors.As(err, &a) || !errors.As(wantErr, &b) || !errors.Is(a.Err, b.Err) || b.StartLine != src.First {
			t.Fatalf("error %v at line %d, encoding/csv says %v", err, src.First, wantErr)
		}
		return
	}
	for i, cell := range got {
		got[i] = strings.ReplaceAll(cell, "\r\n", "\n")
	}
	if line, _ := theirs.FieldPos(0); !slices.Equal(got, want) || line != src.First || len(got) != src.Cells {
		t.Fatalf("line %d: %d cells %q, encoding/csv says line %d: %q", src.First, src.Cells, got, line, want)
	}
}
