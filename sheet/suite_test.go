package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// suiteCase is an input of a public suite, made anew after its description. Its cells are those that the
// suite says; what is refused must not be read at all.
type suiteCase struct {
	name, text string
	head       sheet.Head
	want       [][]string // the header and the rows, nil if it is refused
	refused    string     // a part of the reason
}

// TestPublicSuites reads what csv-spectrum, csv-test-suite, csvlint, CSV on the Web, Frictionless, PapaParse
// and the parsers of Go, Python and pandas are tested with.
func TestPublicSuites(t *testing.T) {
	t.Parallel()
	abc := []string{"a", "b", "c"}
	for _, c := range []suiteCase{
		{name: "spectrum comma_in_quotes", text: "first,last,address,city,zip\nJohn,Doe,120 any st.,\"Anytown, WW\",08123\n", want: [][]string{{"first", "last", "address", "city", "zip"}, {"John", "Doe", "120 any st.", "Anytown, WW", "08123"}}},
		{name: "spectrum empty", text: "a,b,c\n1,\"\",\"\"\n2,3,4\n", want: [][]string{abc, {"1", "", ""}, {"2", "3", "4"}}},
		{name: "spectrum empty_crlf", text: "a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", want: [][]string{abc, {"1", "", ""}, {"2", "3", "4"}}},
		{name: "spectrum escaped_quotes", text: "a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", want: [][]string{{"a", "b"}, {"1", `ha "ha" ha`}, {"3", "4"}}},
		{name: "spectrum json", text: "key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\"\n", want: [][]string{{"key", "val"}, {"1", `{"type": "Point", "coordinates": [102.0, 0.5]}`}}},
		{name: "spectrum newlines", text: "a,b,c\n1,2,3\n\"Once upon \na time\",5,6\n7,8,9\n", want: [][]string{abc, {"1", "2", "3"}, {"Once upon \na time", "5", "6"}, {"7", "8", "9"}}},
		{name: "spectrum newlines_crlf", text: "a,b,c\r\n1,2,3\r\n\"Once upon \r\na time\",5,6\r\n7,8,9\r\n", want: [][]string{abc, {"1", "2", "3"}, {"Once upon \r\na time", "5", "6"}, {"7", "8", "9"}}},
		{name: "spectrum quotes_and_newlines", text: "a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n3,4\n", want: [][]string{{"a", "b"}, {"1", "ha \n\"ha\" \nha"}, {"3", "4"}}},
		{name: "spectrum simple", text: "a,b,c\n1,2,3", want: [][]string{abc, {"1", "2", "3"}}},
		{name: "spectrum utf8", text: "a,b,c\n1,2,3\n4,5,ʤ\n", want: [][]string{abc, {"1", "2", "3"}, {"4", "5", "ʤ"}}},

		{name: "suite header-no-rows", text: "a,b,c\n", want: [][]string{abc}},
		{name: "suite leading-space", text: "a,b,c\n 1, 2, 3\n", want: [][]string{abc, {" 1", " 2", " 3"}}},
		{name: "suite trailing-space", text: "a,b,c\n1 ,2 ,3 \n", want: [][]string{abc, {"1 ", "2 ", "3 "}}},
		{name: "suite one-column", text: "a\n1\n4\n", want: [][]string{{"a"}, {"1"}, {"4"}}},
		{name: "suite quotes-empty", text: "a,b,c\n\"\",\"\",\"\"\n4,5,6\n", want: [][]string{abc, {"", "", ""}, {"4", "5", "6"}}},
		{name: "suite quotes-with-space", text: "a,b,c\n\"1 \",\" 2\",\" 3 \"\n", want: [][]string{abc, {"1 ", " 2", " 3 "}}},
		{name: "suite trailing-newline-one-field", text: "a\n1\n\n", want: [][]string{{"a"}, {"1"}}},
		{name: "suite bad-header-more-fields", text: "a,b\n1,2,3\n", refused: "more cells than the header"},
		{name: "suite bad-missing-quote", text: "a,b,c\n\"1,2,3\n4,5,6\n", refused: "never closed"},
		{name: "suite bad-quotes-with-unescaped-quote", text: "a,b\n\"1\"2\",3\n", refused: "text behind a closing quote"},
		{name: "suite bad-unescaped-quote", text: "a,b\n1\"2,3\n", refused: "a quote inside a cell"},

		{name: "rfc4180 no header", text: "aaa,bbb,ccc\r\nzzz,yyy,xxx", head: sheet.Head{Names: abc}, want: [][]string{abc, {"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}},
		{name: "csvw tree-ops", text: "GID,On Street,Species,Trim Cycle,Inventory Date\n1,ADDISON AV,Celtis australis,Large Tree Routine Prune,10/18/2010\n2,EMERSON ST,Liquidambar styraciflua,Large Tree Routine Prune,6/2/2010\n",
			want: [][]string{{"GID", "On Street", "Species", "Trim Cycle", "Inventory Date"}, {"1", "ADDISON AV", "Celtis australis", "Large Tree Routine Prune", "10/18/2010"}, {"2", "EMERSON ST", "Liquidambar styraciflua", "Large Tree Routine Prune", "6/2/2010"}}},
		{name: "csvw countries", text: "\"countryCode\",\"latitude\",\"longitude\",\"name\"\n\"AD\",\"42.546245\",\"1.601554\",\"Andorra\"\n", want: [][]string{{"countryCode", "latitude", "longitude", "name"}, {"AD", "42.546245", "1.601554", "Andorra"}}},
		{name: "csvw tab separated", text: "a\tb\tc\n1\t\t3\n", want: [][]string{abc, {"1", "", "3"}}},
		{name: "csvlint cr-line-endings", text: "\"a\",\"b\",\"c\"\r\"1\",\"2\",\"3\"\r\"3\",\"2\",\"1\"", want: [][]string{abc, {"1", "2", "3"}, {"3", "2", "1"}}},
		{name: "csvlint inconsistent-line-endings", text: "\"a\",\"b\",\"c\"\r\"1\",\"2\",\"3\"\n\"3\",\"2\",\"1\"", refused: "line feed stands among lines"},
		{name: "csvlint lf and crlf", text: "a,b,c\n1,2,3\r\n4,5,6\n", want: [][]string{abc, {"1", "2", "3"}, {"4", "5", "6"}}},
		{name: "csvlint title-row", text: "\"A title\"\n\"Name\",\"Email\"\n\"A\",\"a@example.com\"\n", refused: "is row 1 a title"},
		{name: "csvlint duplicate columns", text: "a,b,a\n1,2,3\n", refused: "the same name"},
		{name: "csvlint html", text: "<!DOCTYPE html><html><body>a,b</body></html>", refused: "web page"},
		{name: "csvlint ragged", text: "a,b,c\n1,2\n3,4,5\n", want: [][]string{abc, {"1", "2", ""}, {"3", "4", "5"}}},

		{name: "frictionless bom", text: "\ufeffid,name\n1,english\n2,中国人\n", want: [][]string{{"id", "name"}, {"1", "english"}, {"2", "中国人"}}},
		{name: "frictionless sep", text: "sep=;\nid;name\n1;a,b\n", want: [][]string{{"id", "name"}, {"1", "a,b"}}},
		{name: "frictionless pipe", text: "id|name\n1|english\n", want: [][]string{{"id", "name"}, {"1", "english"}}},
		{name: "papaparse quoted delimiters", text: "a;b;c\n1;\"2;2\";\"3\n3\"\n", want: [][]string{abc, {"1", "2;2", "3\n3"}}},
		{name: "papaparse misplaced quotes", text: "a,b,c\nA,B \"B\",C\n", refused: "a quote inside a cell"},
		{name: "papaparse quotes with blanks", text: "a,b,c\nA, \"B\" ,C\n", refused: "a blank stands before the quote"},
		{name: "papaparse only quotes", text: "a,b\n\"\"\"\",\"\"\"\"\"\"\n", want: [][]string{{"a", "b"}, {`"`, `""`}}},
		{name: "go BlankLine", text: "a,b,c\n\nd,e,f\n\n", want: [][]string{abc, {"d", "e", "f"}}},
		{name: "go CRLFInQuotedField", text: "a,b\nA,\"Hello\r\nHi\"\n", want: [][]string{{"a", "b"}, {"A", "Hello\r\nHi"}}},
		{name: "go BareCR", text: "a,b\n1\r,2\n", refused: "carriage return"},
		{name: "go QuotedTrailingCRCR", text: "a\n\"field\"\r\r", refused: "carriage return"},
		{name: "python quotes in the middle", text: "a,b\n\"x\"\"y\",z\n", want: [][]string{{"a", "b"}, {`x"y`, "z"}}},
		{name: "pandas index without a name", text: ",name,email\n0,A,a@example.com\n1,B,b@example.com\n", want: [][]string{{"", "name", "email"}, {"", "A", "a@example.com"}, {"", "B", "b@example.com"}}},
		{name: "null bytes", text: "a,b\n1,\x002\n", want: [][]string{{"a", "b"}, {"1", "\x002"}}},
	} {
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(c.text)), nil }
		found, err := sheet.Examine(sheet.CSV, sheet.Dialect{}, c.head, open)
		var got [][]string
		if err == nil {
			got, err = cellsOf(strings.NewReader(c.text), sheet.CSV, sheet.ReaderOptions{Dialect: found.Dialect, Head: c.head, RawCells: true})
		}
		switch {
		case c.refused != "":
			if err == nil || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%s: %q, %v; it should be refused: %s", c.name, got, err, c.refused)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		default:
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
}

// cellsOf returns the header and the cells of the rows.
func cellsOf(from io.Reader, f sheet.Format, o sheet.ReaderOptions) (all [][]string, err error) {
	in, err := sheet.NewReader(from, f, o)
	if err != nil {
		return nil, err
	}
	all = append(all, in.Header())
	for r, err := range in.Rows() {
		if err != nil {
			return all, err
		}
		if r.Err != nil {
			return all, fmt.Errorf("row %d: %w", r.Number, r.Err)
		}
		cells := make([]string, len(in.Header()))
		for i, name := range in.Header() {
			if c, ok := lead.ColumnOf(name); ok {
				cells[i] = r.Base[c]
			}
			for _, c := range r.Dynamic {
				if c.Column == name {
					cells[i] = c.Value
				}
			}
		}
		all = append(all, cells)
	}
	return all, nil
}

// TestWorkbooksOfOthers reads workbooks that openpyxl, XlsxWriter, excelize and LibreOffice wrote. Their cells
// are what those were told to write.
func TestWorkbooksOfOthers(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][][]string{
		"openpyxl.xlsx": {
			{"name", "email", "phone", "joined", "score", "member", "zip", "link"},
			{"Zoë Ærø", "zoe@example.com", "+4915123456789", "2024-02-29", "12.5", "TRUE", "01234", "site"},
			{"  padded  ", "", "", "2024-02-29T13:05:00", "-3", "FALSE", "80331", "a\nb"},
			{"'=SUM(1,2)", "x@example.com", "", "", "0", "", "", "tab\there"},
		},
		"xlsxwriter.xlsx": {
			{"name", "email", "phone", "date", "total", "note"},
			{"Bold and plain", "b@example.com", "+4915123456789", "2023-12-31", "2", ""},
			{"Ünï", "c@example.com", "00491701234567", "", "TRUE", "two\nlines"},
			{"123456789012345678", "", "01234", "", "0.3", ""},
		},
		"constant_memory.xlsx": {{"name", "email"}, {" Inline ", "i@example.com"}, {"<b>&amp;</b>", "j@example.com"}},
		"date1904.xlsx":        {{"name", "born"}, {"A", "2000-01-02"}},
		"excelize.xlsx": {
			{"name", "email", "phone", "when", "n", "ok"},
			{"Ångström", "a@example.com", "0049 151 1", "2021-07-01", "1000000", "TRUE"},
			{"Rich Text", "r@example.com", "", "", "-0.5", ""},
			{"", "m@example.com", "", "", "", ""},
		},
		"excelize_stream.xlsx": {{"name", "email", "n"}, {"Stream", "s@example.com", "42"}, {"Gap", "", "x"}},
		"libreoffice.xlsx": {
			{"name", "email", "phone", "joined", "amount"},
			{"Müller, Jörg", "j@example.com", "+49 151 1234567", "2024-02-29", "12.5"},
			{`quote "here"`, "q@example.com", "0151 2345678", "2024-03-01", "-7"},
			{"line\nbreak", "l@example.com", "", "", ""},
		},
	} {
		file, err := os.ReadFile(filepath.Join("testdata", "workbooks", name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := cellsOf(bytes.NewReader(file), sheet.XLSX, sheet.ReaderOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
