package dialect

import (
	"bufio"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// readAll reads a text as it was found to be written.
func readAll(t *testing.T, text string, usual byte, d Dialect) (rows [][]string) {
	t.Helper()
	records, err := NewRecords(bufio.NewReaderSize(strings.NewReader(text), bufferSize), usual, d)
	for err == nil {
		var cells []string
		if cells, err = records.Next(); err == nil {
			rows = append(rows, slices.Clone(cells))
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return rows
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	const own = "uuid\tid\tname\n"
	for _, tt := range []struct {
		name, text string
		usual      byte
		want       Quotes
		note       string // how the last one begins
	}{
		{"quotes around cells", "a\tb\n1\t\"x\ny\"\n", '\t', "", ""},
		{"inches", "a\tb\n1\t12\" pipe\n", '\t', TextQuotes, "no cell stands in quotes"},
		{"a nickname", "a\tb\n\"Joe\" Low\t1\n", '\t', TextQuotes, "no cell stands in quotes"},
		{"never closed", "a\tb\n1\t\"x\n2\ty\n", '\t', TextQuotes, "no cell stands in quotes"},
		{"in a .csv with tabs", "a\tb\n1\t12\" pipe\n", ',', TextQuotes, "no cell stands in quotes"},
		{"one cell in quotes", "a\tb\n\"1\"\t12\" pipe\n", '\t', "", "rows with quotes that do not stand around a whole cell: 1, the first is row 2; if"},
		{"one cell in quotes behind a blank", "a\tb\n \"1\"\t12\" pipe\n", '\t', "", "rows with quotes that do not stand around a whole cell: 1"},
		{"commas", "a,b\n1,12\" pipe\n", ',', "", "rows with quotes that do not stand around a whole cell: 1"},
		{"a row has fewer cells", "a\tb\n1\t12\" pipe\n2\n", '\t', "", ""},
		{"a database's, without quotes", "a\tb\n1\t\\N\nx\\ny\tz\n", '\t', Escaped, `rows with a backslash before a letter such as \n: 1, the first is row 3; they are read`},
		{"the same of an export of ours", own + "1\t2\t\\N\n", '\t', "", ""},
		{"a damaged export of ours", "uuid\tname\n1\t12\" pipe\n", '\t', "", "rows with quotes that do not stand around a whole cell: 1"},
		{"letters alone prove nothing", "a\tb\nx\\ny\tz\n", '\t', "", `rows with a backslash before a letter such as \n: 1, the first is row 2; a backslash means itself; if`},
		{"but beside quotes", "a\tb\nx\\ny\t5\"\n", '\t', Escaped, "rows with"},
		{"a path is not escaped", "a\tb\nC:\\new\t\\N\n", '\t', "", "rows with"},
		{"an escape of no database", "a\tb\nx\\d\t\\N\n", '\t', "", ""},
		{"a backslash ends a cell", "a\tb\nx\\\t\\N\n", '\t', "", ""},
		{"a backslash joins lines", "a\tb\nx\ty\\\nz\n", '\t', Escaped, "rows with"},
		{"a backslash before nothing", "a\tb\nx\ty\\\n1\t2\n", '\t', "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found, err := Examine(tt.usual, Dialect{}, Head{}, opener(tt.text))
			note := ""
			if notes := found.Notes(); len(notes) > 0 {
				note = notes[len(notes)-1]
			}
			if err != nil || found.Quotes != tt.want || !strings.HasPrefix(note, tt.note) || tt.note == "" && note != "" {
				t.Errorf("%v, quotes %q, note %q", err, found.Quotes, note)
			}
		})
	}
}

func TestQuotesRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]string{
		"a\tb\n\"1\"\t\"x\n2\ty\n":                 {{"--quotes", "text"}},
		"a,b\n\"1\",\"x\n2,y\n":                    {{"--quotes", "text"}},
		"a\tb\tc\n1\t2\t\"x\n3\t4\ty\"\n5\t6\tz\n": {{"--quotes", "text"}, {"--quotes", "enclose"}},
	} {
		_, err := Examine('\t', Dialect{}, Head{}, opener(text))
		u, is := errors.AsType[*Undecided](err)
		if !is {
			t.Fatalf("%q: %v", text, err)
		}
		var flags [][]string
		for _, w := range u.Ways {
			flags = append(flags, w.Flags())
			found, err := Examine('\t', w.Dialect, Head{}, opener(text))
			if err != nil || found.Quotes != w.Dialect.Quotes {
				t.Errorf("%q with %v: %v, %q", text, w.Flags(), err, found.Quotes)
			}
			readAll(t, text, '\t', found.Dialect)
		}
		if !reflect.DeepEqual(flags, want) {
			t.Errorf("%q: %v", text, flags)
		}
	}
}

// TestDatabases: what databases write, as their manuals say it, is read as what they hold.
func TestDatabases(t *testing.T) {
	writers := map[string]*strings.Replacer{
		"mysql --batch": strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\x00", "\\0"),
		"INTO OUTFILE":  strings.NewReplacer("\\", "\\\\", "\t", "\\\t", "\n", "\\\n", "\x00", "\\0"),
		"PostgreSQL":    strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\b", "\\b", "\f", "\\f", "\v", "\\v"),
	}
	rapid.Check(t, func(t *rapid.T) {
		writer := writers[rapid.SampledFrom([]string{"mysql --batch", "INTO OUTFILE", "PostgreSQL"}).Draw(t, "writer")]
		cell := rapid.Custom(func(t *rapid.T) string {
			text := rapid.StringOfN(rapid.SampledFrom([]rune("ab\"\\\t\nNnté")), 0, 6, -1).Draw(t, "text")
			for _, part := range append(strings.FieldsFunc(text, func(r rune) bool { return r == '\t' || r == '\n' }), text) {
				if isEnclosed([]byte(part)) {
					return "no text in quotes"
				}
			}
			return text
		})
		var text strings.Builder
		want := [][]string{{"k", "x", "y"}, {"0", "open", `"never`}}
		for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
			want = append(want, []string{string(rune('1' + i)), cell.Draw(t, "x"), cell.Draw(t, "y")})
		}
		want = append(want, []string{"9", "", `its" end`})
		for _, row := range want {
			for i, value := range row {
				if i > 0 {
					text.WriteByte('\t')
				}
				if row[0] == "9" && value == "" {
					text.WriteString(null)
				}
				text.WriteString(writer.Replace(value))
			}
			text.WriteByte('\n')
		}
		found, err := Examine('\t', Dialect{}, Head{}, opener(text.String()))
		if err != nil || found.Quotes != Escaped {
			t.Fatalf("%v: %q in %q", err, found.Quotes, text.String())
		}
		records, err := NewRecords(bufio.NewReader(strings.NewReader(text.String())), '\t', found.Dialect)
		for _, row := range want {
			var got []string
			if err == nil {
				got, err = records.Next()
			}
			if err != nil || !slices.Equal(got, row) {
				t.Fatalf("%v: %q, want %q, in %q", err, got, row, text.String())
			}
		}
	})
}
