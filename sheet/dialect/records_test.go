package dialect

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// No row is kept in memory without end.
func TestRecordsTooLong(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a\n\"b\n" + strings.Repeat("x", MaxRecord), "line 2: the quote opened here is not closed within 32 MiB"},
		{"a\n\"b\n" + strings.Repeat("x\n", MaxRecord/2), "line 2: the quote opened here is not closed within 32 MiB"},
		{"a\nb\n" + strings.Repeat("x", MaxRecord+1), "line 3: the row is longer than 32 MiB"},
	} {
		r := Records{in: Lines{in: bufio.NewReaderSize(strings.NewReader(tt.text), bufferSize)}, Delimiter: ','}
		_, err := r.Next()
		for err == nil {
			_, err = r.Next()
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// FuzzRecords holds records against encoding/csv: the same rows and the same bad rows, whatever the
// text, but for CRLF in a cell, of which encoding/csv keeps the LF only, and the Ctrl-Z that ends a file of DOS.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"a,b\r\n\"c\r\n\",d\n", "a\"b,c\n\"d\"e\n", "\n\n\"a\n\n\"\"\",\n", "\"a\r\r\n\"", "a\r", "\"a\"\r\nb",
		"\xff,\"\x00\"\n", "a,\n", ",", "\"\"", "\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ours := &Records{in: Lines{in: bufio.NewReader(strings.NewReader(text))}, Delimiter: ','}
		theirs := csv.NewReader(strings.NewReader(strings.TrimRight(text, "\x1a")))
		theirs.FieldsPerRecord = -1
		for {
			got, err := ours.Next()
			want, wantErr := theirs.Read()
			bad, isBad := errors.AsType[*RowError](err)
			if err != nil && !errors.Is(err, io.EOF) && !isBad {
				return // refused: stricter than encoding/csv
			}
			if (err == nil) != (wantErr == nil) || (errors.Is(err, io.EOF)) != (errors.Is(wantErr, io.EOF)) {
				t.Fatalf("%q: error %v, encoding/csv says %v", text, err, wantErr)
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if isBad {
				checkBadQuote(t, ours, bad, wantErr)
				continue
			}
			for i, cell := range got {
				got[i] = strings.ReplaceAll(cell, "\r\n", "\n")
			}
			if line, _ := theirs.FieldPos(0); !slices.Equal(got, want) || line != ours.First {
				t.Fatalf("line %d: %q, encoding/csv says line %d: %q", ours.First, got, line, want)
			}
		}
	})
}

func checkBadQuote(t *testing.T, ours *Records, bad *RowError, wantErr error) {
	t.Helper()
	parse, ok := errors.AsType[*csv.ParseError](wantErr)
	if !ok || parse.StartLine != ours.First || parse.Line != ours.Last ||
		errors.Is(parse.Err, csv.ErrBareQuote) != strings.HasPrefix(bad.Text, "a ") ||
		!strings.Contains(bad.Detail, fmt.Sprintf("at character %d ", utf8.RuneCount(ours.Text[:min(parse.Column, len(ours.Text))]))) {
		t.Fatalf("error %v at line %d, encoding/csv says %v", bad, ours.First, wantErr)
	}
}
