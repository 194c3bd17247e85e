package sheet

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// readBook reads a workbook of testdata as lines of cells, the header first, and says what was wrong.
func readBook(t *testing.T, name string, o ReaderOptions) (lines []string, sheets Sheets, err error) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "workbooks", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in, err := NewReader(file, XLSX, o)
	if err != nil {
		return nil, Sheets{}, err
	}
	header := in.Header()
	lines = []string{strings.Join(header, "|")}
	for row, err := range in.Rows() {
		if err != nil {
			return lines, Sheets{}, err
		}
		cells := row.Cells
		if row.Err == nil {
			for _, name := range header {
				cells = append(cells, valueOf(&row.Row, name))
			}
		}
		line := strings.Join(cells, "|")
		if row.Err != nil {
			line += " " + row.Err.Error()
		}
		lines = append(lines, line)
	}
	return lines, in.Sheets(), nil
}

func valueOf(row *lead.Row, column string) string {
	if c, ok := lead.ColumnOf(column); ok {
		return row.Base[c]
	}
	for _, c := range row.Dynamic {
		if c.Column == column {
			return c.Value
		}
	}
	return ""
}

// Workbooks as people have them are read as they are seen.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		o      ReaderOptions
		want   []string
		sheets Sheets
	}{
		{"zip_format.xlsx", ReaderOptions{}, []string{"name|email|phone|zip|cust|frac2|ssn|thou|plus",
			"A|a@example.com|+919876543210|01234|C-0042|3.14159|123-45-6789|1234567|+44791112345"}, Sheets{Read: []string{"S"}}},
		{"phone_zero_format.xlsx", ReaderOptions{}, []string{"name|email|phone", "A|a@example.com|01712345678", "B|b@example.com|+4930123456"}, Sheets{Read: []string{"S"}}},
		{"elapsed.xlsx", ReaderOptions{}, []string{"name|email|phone|talk|talk2|time", "A|a@example.com|+919876543210|36:00:00|00:05:00|00:05:00"}, Sheets{Read: []string{"S"}}},
		{"inlinestr_with_v.xlsx", ReaderOptions{}, []string{"name|email|hours", "Ann|a@b.co|1."}, Sheets{Read: []string{"Leads"}}},
		{"err_cells.xlsx", ReaderOptions{}, []string{"name|email|phone|x",
			"A|a@example.com|+919876543210|#N/A column D: the cell holds an error, #N/A",
			"B|b@example.com|#REF!|y column C: the cell holds an error, #REF!",
			"C|#N/A|+919876543212|z column B: the cell holds an error, #N/A"}, Sheets{Read: []string{"S"}}},
		{"three_sheets.xlsx", ReaderOptions{}, []string{"name|email|phone", "A|a@example.com|+919876543210"}, Sheets{Read: []string{"Jan"}, Other: []string{"Feb", "Mar"}, Alike: []string{"Feb", "Mar"}}},
		{"three_sheets.xlsx", ReaderOptions{Sheet: "mAR"}, []string{"name|email|phone", "C|c@example.com|"}, Sheets{Read: []string{"Mar"}, Other: []string{"Jan", "Feb"}, Alike: []string{"Jan", "Feb"}}},
		{"three_sheets.xlsx", ReaderOptions{Sheet: "all"}, []string{"name|email|phone|_sheet", "A|a@example.com|+919876543210|Jan", "B|b@example.com||Feb", "C|c@example.com||Mar"},
			Sheets{Read: []string{"Jan", "Feb", "Mar"}}},
		{"sheet_and_sheet_2.xlsx", ReaderOptions{}, []string{"name|email", "Ann|a@b.co"}, Sheets{Read: []string{"Leads"}, Other: []string{"Leads 2"}, Alike: []string{"Leads 2"}}},
		{"sheet_and_sheet_2.xlsx", ReaderOptions{Sheet: "Leads"}, []string{"name|email", "Ann|a@b.co"}, Sheets{Read: []string{"Leads"}, Other: []string{"Leads 2"}, Alike: []string{"Leads 2"}}},
		{"sheet_and_sheet_2_other_columns.xlsx", ReaderOptions{}, []string{"name|email", "Ann|a@b.co"}, Sheets{Read: []string{"Leads"}, Other: []string{"Leads 2"}}},
		{"title_plain.xlsx", ReaderOptions{Head: Head{Row: 2}}, []string{"name|email|phone", "A|a@example.com|+919876543210", "B|b@example.com|+919876543211"}, Sheets{Read: []string{"S"}}},
		{"instructions_first.xlsx", ReaderOptions{Sheet: "Leads"}, []string{"name|email|phone", "A|a@example.com|+919876543210"}, Sheets{Read: []string{"Leads"}, Other: []string{"Instructions"}}},
		{"numbers_summary.xlsx", ReaderOptions{Sheet: "sheet 1 - table 1", Head: Head{Row: 2}}, []string{"name|email|phone", "A|a@example.com|+919876543210"},
			Sheets{Read: []string{"Sheet 1 - Table 1"}, Other: []string{"Export Summary"}}},
	} {
		got, sheets, err := readBook(t, tt.name, tt.o)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s %+v: %v\n%s", tt.name, tt.o, err, diff)
		}
		if diff := cmp.Diff(tt.sheets, sheets); diff != "" {
			t.Errorf("%s %+v: %s", tt.name, tt.o, diff)
		}
	}
}

// A workbook that can be read in two ways says by which flags it is read, and they work.
func TestUndecidedWorkbooks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		flags []string
	}{
		{"instructions_first.xlsx", []string{"--sheet", "Leads"}},
		{"numbers_summary.xlsx", []string{"--sheet", "Sheet 1 - Table 1", "--header-row", "2"}},
		{"title_plain.xlsx", []string{"--header-row", "2"}},
	} {
		_, _, err := readBook(t, tt.name, ReaderOptions{})
		u, ok := errors.AsType[*dialect.Undecided](err)
		if !ok {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.flags, u.Ways[0].Flags()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if _, _, err := readBook(t, "text_before_root.xlsx", ReaderOptions{}); err == nil || !strings.Contains(err.Error(), "damaged") || problem.Remedy(err) == "" {
		t.Errorf("text before the root: %v", err)
	}
}
