package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Dialect is how the text of a file is written. What is zero is found out by Examine, and otherwise is as programs like it: UTF-8 without
// a mark, the delimiter of the format's name, LF. JSONL and raw records have an encoding only.
type Dialect struct {
	Encoding  Encoding // of what is read; all that is written is UTF-8
	Delimiter byte     // between the cells: one of Delimiters
	BOM       bool     // writing: a byte order mark in front, by which Excel knows UTF-8
	CRLF      bool     // writing: lines end with CR and LF; line breaks inside cells stay as they are
}

// Delimiters are the signs that stand between cells: a comma, a semicolon, a tab and a pipe.
func Delimiters() []byte { return []byte{',', ';', '\t', '|'} }

// DelimiterName returns what people call a delimiter.
func DelimiterName(d byte) string {
	switch d {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	}
	return fmt.Sprintf("%q", d)
}

// ParseDelimiter reads a delimiter: its name or the sign itself.
func ParseDelimiter(text string) (byte, error) {
	for _, d := range Delimiters() {
		if text == string(d) || strings.EqualFold(text, DelimiterName(d)) || d == '\t' && text == `\t` {
			return d, nil
		}
	}
	return 0, fmt.Errorf("unknown delimiter %q: use comma, semicolon, tab or pipe", text)
}

// delimiter returns what the format's name says.
func (f Format) delimiter() byte {
	if f == TSV {
		return '\t'
	}
	return ','
}

// sepLine reads the line "sep=;" that some programs write above the header for Excel. It returns the length of the line, 0 if there is
// none. Excel does not count it as a row.
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
	if !slices.Contains(Delimiters(), delimiter) {
		return 0, 0, fmt.Errorf("line 1 says that %q stands between the cells, which is not read: use a comma, a semicolon, a tab or a pipe", delimiter)
	}
	return delimiter, length, nil
}

// isOurs tells whether a column is named as an export names its columns.
func isOurs(name string) bool {
	return slices.Contains(lead.BaseColumns(), name) || strings.HasPrefix(name, lead.AttributePrefix) || strings.HasPrefix(name, lead.ExtraPrefix)
}
