package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// readError reads all rows and returns the error that ends the reading.
func readError(in io.Reader, f Format) error {
	r, err := NewReader(in, f, ReaderOptions{})
	if err != nil {
		return err
	}
	for _, rowErr := range r.Rows() {
		err = rowErr
	}
	return err
}

func TestReadersReturnReadErrors(t *testing.T) {
	broken := errors.New("cable torn")
	for _, f := range formats {
		for _, text := range []string{"", "uu", "uuid\n", "uuid\n\"a", "uuid\na\"b"} {
			err := readError(io.MultiReader(strings.NewReader(text), failing{broken}), f)
			if !errors.Is(err, broken) {
				t.Errorf("%v, %q: %v", f, text, err)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestRowsStops(t *testing.T) {
	for f, text := range map[Format]string{CSV: "uuid\n1\n2\n3\n", JSONL: "{\"uuid\":\"1\"}\n{\"uuid\":\"2\"}\n"} {
		r, err := NewReader(strings.NewReader(text), f, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for row := range r.Rows() {
			if row.Base[lead.UUID] != "1" {
				t.Errorf("%v: row %q after the loop was left", f, row.Base[lead.UUID])
			}
			break
		}
	}
}

func TestIsBlank(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		format Format
		text   string
		want   bool
	}{
		{CSV, "uuid,attributes.a,\n,,\n", true},
		{CSV, "uuid,attributes.a,\n\"\",,\"\"\n", true},
		{CSV, "uuid,attributes.a,\n,x,\n", false},
		{CSV, "uuid,attributes.a,\nx,,\n", false},
		{CSV, "uuid,attributes.a,\n, ,\u00a0\n", true},
		{CSV, "uuid,attributes.a\n\" \",\n", false}, // as we write a blank
		{CSV, "Mail,Name\n\" \",\n", true},
		{CSV, "uuid,name\n,,,\n", true},
		{CSV, "uuid,attributes.a,\n,,x\n", false},
		{CSV, "uuid,attributes.a,\n,\n", true},
		{TSV, "uuid\tid\n\t\n", true},
		{JSONL, "{}", true},
		{JSONL, `{"uuid":"","x":null}`, true},
		{JSONL, `{"_id":""}`, true},
		{JSONL, `{"x":0}`, false},
		{JSONL, "[]", false},
	} {
		if rows := read(t, tt.format, ReaderOptions{}, tt.text); len(rows) != 1 || rows[0].IsBlank() != tt.want {
			t.Errorf("%v %q: %+v is blank: %v", tt.format, tt.text, rows, !tt.want)
		}
	}
}

// FuzzReader: no text makes a reader panic, every row of it comes once and in its place, and every
// row taken is UTF-8 text and comes back from what it is written as.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{"uuid,name,x\n1,2,3\n", "uuid\n\"\"\n'=1\n", "{\"uuid\":\"1\",\"x\":[1,{}]}\n", "a\tb\n\t\n",
		"\ufeffa,,\n,,\n", "\n,\r\na,\"b\n\"\r\n\r\n1\n\xff,\"2\r\n\"\n3\"4,5\n", "a\tb\n\"1\"2\t3\n4\t5\t6\n7\t\xc3\n",
		"_id,profile\n1,{}\n", "x\n\x1a", "a,b\n1,2\nA,B\n", "{\"x\":1}\n\x1a",
		"{\"_id\":\"1\",\"x\":1,\"x\":{\"y\":[]}}\n\n{\"uuid\":\"2\"}\n", "{\"x\":1,\"x\":2}\n{\"x\":\"\xff\"}\r\n",
		`{"uuid":"1","uuid":"2","profile":{"notes":[{"title":"a"}],"userDetails":{"tags":["b"],"attributes":[{"key":"c\u0000","value":"d"}]}}}`,
		`{"_id":1,"x":"\ud83d"}`} {
		for _, format := range formats {
			f.Add(uint8(format), seed)
		}
	}
	f.Fuzz(func(t *testing.T, n uint8, text string) {
		format := Format(n % 3)
		if !isPlain(text) {
			t.Skip("encoding/csv alone cannot say what stands in it")
		}
		r, err := NewReader(strings.NewReader(text), format, ReaderOptions{})
		if err != nil {
			return
		}
		var rows []lead.Row
		columns := lead.BaseColumns()
		want, line, number := wantLines(format, text), 0, 0
		if want == nil && format != JSONL {
			t.Skip("the header stands in it once more, which is passed over")
		}
		for row, err := range r.Rows() {
			if err != nil {
				want = want[:0]
				break
			}
			if row.Number <= number || row.Number > row.Line || len(want) == 0 || row.Line != want[0] {
				t.Fatalf("row %d on line %d comes after row %d on line %d; the next lines are %v", row.Number, row.Line, number, line, want)
			}
			want, line, number = want[1:], row.Line, row.Number
			if row.Err != nil {
				continue
			}
			checkText(t, &row)
			rows = append(rows, row.Row)
			for _, cell := range row.Dynamic {
				if !slices.Contains(columns, cell.Column) {
					columns = append(columns, cell.Column)
				}
			}
		}
		if len(want) > 0 {
			t.Fatalf("the rows on lines %v did not come", want)
		}
		if len(rows) > 0 && !slices.Contains(columns, "") { // JSON may have a member without a name, a file's header not
			checkRewrite(t, format, rows, columns)
		}
	})
}

// isPlain reports whether encoding/csv alone can read a text: UTF-8, no line that names the
// delimiter, no carriage return without a line feed.
func isPlain(text string) bool {
	start := strings.TrimPrefix(text, "\ufeff")
	return !strings.HasPrefix(strings.ToLower(start), "sep=") && !strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") &&
		!strings.Contains(text[:min(4, len(text))], "\x00") && !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "\xfe\xff")
}

// wantLines returns the lines on which the rows of a file begin, nil if a row of a table is the header once more.
func wantLines(format Format, text string) (lines []int) {
	lines = []int{}
	text = strings.TrimRight(strings.TrimPrefix(text, "\ufeff"), "\x1a") // the end of a file of DOS
	if format == JSONL {
		for i, line := range strings.Split(text, "\n") {
			if strings.Trim(line, " \t\r") != "" {
				lines = append(lines, i+1)
			}
		}
		return lines
	}
	parser := csv.NewReader(strings.NewReader(text))
	parser.FieldsPerRecord = -1
	if format == TSV {
		parser.Comma = '\t'
	}
	bare := strings.NewReplacer("_", "", "-", "")
	fold := func(cell string) string {
		return strings.ToLower(bare.Replace(strings.Join(strings.Fields(cell), "")))
	}
	var header []string
	for {
		record, err := parser.Read()
		if err == io.EOF {
			return lines
		}
		var line int
		if parseErr, ok := errors.AsType[*csv.ParseError](err); ok {
			line = parseErr.StartLine
		} else {
			line, _ = parser.FieldPos(0)
		}
		if header == nil {
			if strings.TrimSpace(strings.Join(record, "")) != "" {
				header = slices.Clone(record)
			}
			continue
		}
		same := 0
		for i, cell := range record[:min(len(record), len(header))] {
			if cell = fold(cell); cell != "" && cell == fold(header[i]) {
				same++
			}
		}
		if same > 1 {
			return nil
		}
		lines = append(lines, line)
	}
}

func checkText(t *testing.T, row *Row) {
	t.Helper()
	cells := row.Base
	for _, cell := range row.Dynamic {
		if !utf8.ValidString(cell.Column) || !utf8.ValidString(cell.Value) {
			t.Errorf("row %d: column %q holds %q", row.Number, cell.Column, cell.Value)
		}
	}
	if !utf8.ValidString(strings.Join(cells[:], ",")) || row.Cells != nil {
		t.Errorf("row %d: %q, %q", row.Number, cells, row.Cells)
	}
}

func checkRewrite(t *testing.T, f Format, rows []lead.Row, columns []string) {
	t.Helper()
	got := leads(t, read(t, f, ReaderOptions{}, write(t, f, WriterOptions{Columns: columns}, rows)))
	if diff := cmp.Diff(byColumn(rows, columns), byColumn(got, columns)); diff != "" {
		t.Fatal(diff)
	}
}

// byColumn lays the rows out as cells, so that the order of dynamic cells does not count.
func byColumn(rows []lead.Row, columns []string) (all [][]string) {
	for _, row := range rows {
		base := row.Base
		cells := append(make([]string, 0, len(columns)), base[:]...)
		for _, column := range columns[lead.BaseCount:] {
			i := slices.IndexFunc(row.Dynamic, func(c lead.Cell) bool { return c.Column == column })
			if i < 0 {
				cells = append(cells, "")
			} else {
				cells = append(cells, row.Dynamic[i].Value)
			}
		}
		all = append(all, cells)
	}
	return all
}

func BenchmarkRead(b *testing.B) {
	for _, f := range formats {
		b.Run("format="+f.String(), func(b *testing.B) {
			text := []byte(write(b, f, WriterOptions{Columns: sampleColumns()}, sampleRows(benchRows)))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if err := readError(bytes.NewReader(text), f); err != nil {
					b.Fatal(err)
				}
			}
			perRow(b)
		})
	}
}

// BenchmarkReadRecords reads the server's own records.
func BenchmarkReadRecords(b *testing.B) {
	line := `{"_id":"63d9ffa77a8d152facbe2f2f","uuid":"7e88d192-9b20-4035-9b68-d4ac3d58a34f","createdAt":"2023-02-01T05:59:03.533Z",` +
		`"isOnline":false,"lastMessage":{"at":"2023-02-01T06:00:20.000Z","by":"bot","text":"Welcome to Convertalk. I am here to help you."},` +
		`"lastSeenAt":"2023-02-01T06:00:21.000Z","profile":{"notes":[{"title":"Sample title","description":"Sample description",` +
		`"_id":"63db5c4abcbc3be2e95b20ae"}],"userDetails":{"name":"Sample name","picture":"my-picture","contact":{"email":"Sample email",` +
		`"phone":{"number":"Sample number","prefix":"91"}},"city":"Sample city","country":"Sample country","gender":"MALE",` +
		`"tags":["Sample tag"],"attributes":[{"key":"ID","value":"BP001"}]}},"status":"INPROGRESS","updatedAt":"2023-02-02T06:46:34.119Z",` +
		`"websiteVisits":1,"_agentAssigned":"631aa793bcfa100487d13d0d"}` + "\n"
	text := []byte(strings.Repeat(line, benchRows))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := readError(bytes.NewReader(text), Raw); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}
