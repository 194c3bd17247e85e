// Package dialect knows how a text file is written: its encoding, what separates its cells, how its
// lines end. It finds that out, and reads the file as lines, or as records of cells.
package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/charset"
)

// Dialect is how a text is written. Examine finds out what is zero; otherwise zero is what programs
// prefer: UTF-8 without a byte order mark, the delimiter of the format's name, LF. A text without
// cells has an encoding only. CRLF is for writing alone.
type Dialect struct {
	Encoding  charset.Encoding // of what is read; NewWriter writes in it
	Delimiter byte             // between cells: one of Delimiters
	Quotes    Quotes           // of what is read; NewWriter puts them around cells
	BOM       bool             // begin with a byte order mark, by which Excel knows UTF-8
	CRLF      bool             // writing: end lines with CR LF; line breaks inside cells stay
}

// Head says where a table begins. In the zero value its header is the first row that is not blank.
type Head struct {
	Row   int      // of the header, as a spreadsheet counts, from 1; 0 if it is not known
	Names []string // of the columns of a table without a header, all of whose rows are data
}

// colon separates the cells of some files of Unix. Many headers and cells hold one, so a file is read so
// only if nothing else separates its cells, its header is of words for columns, and all rows fit it.
const colon = ':'

// Delimiters returns the signs that may separate cells, but for the colon.
func Delimiters() []byte { return []byte{',', ';', '\t', '|'} }

// DelimiterName returns what people call a delimiter, "" for none.
func DelimiterName(d byte) string {
	switch d {
	case 0:
		return ""
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	case colon:
		return "colon"
	case blanks:
		return "blanks"
	case addresses:
		return "addresses"
	}
	return fmt.Sprintf("%q", d)
}

// IsWritten reports whether a delimiter may stand between the cells of a file that is written.
func IsWritten(d byte) bool { return d != blanks && d != addresses }

// ParseDelimiter parses a delimiter: its name, or the sign itself.
func ParseDelimiter(text string) (byte, error) {
	for _, d := range append(Delimiters(), colon, blanks) {
		if text == string(d) || strings.EqualFold(text, DelimiterName(d)) || d == '\t' && text == `\t` {
			return d, nil
		}
	}
	return 0, fmt.Errorf("unknown delimiter %q: use comma, semicolon, tab, pipe, colon or blanks", text)
}

// sepLine parses the line "sep=;" that some programs write above the header for Excel. It returns
// the line's length with its end, or 0 if there is no such line.
func sepLine(text []byte) (delimiter byte, length int, err error) {
	const word, longest = "sep=", 7
	line := string(text[:min(len(text), longest)])
	if len(line) < len(word) || !strings.EqualFold(line[:len(word)], word) {
		return 0, 0, nil
	}
	end := strings.IndexAny(line, "\r\n")
	if end < 0 && len(text) <= longest {
		end = len(line)
	}
	if end != len(word)+1 {
		return 0, 0, nil
	}
	delimiter, length = line[len(word)], end
	for _, sign := range []string{"\r", "\n"} {
		if strings.HasPrefix(string(text[length:min(len(text), length+1)]), sign) {
			length++
		}
	}
	if !slices.Contains(append(Delimiters(), colon), delimiter) {
		return 0, 0, problem.With(fmt.Errorf("line 1 says that %q stands between the cells, which is not read", delimiter),
			"use a comma, a semicolon, a tab, a pipe or a colon")
	}
	return delimiter, length, nil
}

// IsBlank reports whether cells hold nothing but white space.
func IsBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// IsExported reports whether a column has a name that an export gives.
func IsExported(name string) bool {
	_, base := lead.ColumnOf(name)
	return base || strings.HasPrefix(name, lead.AttributePrefix) || strings.HasPrefix(name, lead.ExtraPrefix)
}
