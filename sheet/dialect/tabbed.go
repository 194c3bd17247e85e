package dialect

import (
	"errors"
	"io"
	"strings"
)

// IsTabbed reports whether a text is certainly a table with tabs between its cells, as Excel's Unicode Text is: the
// header has names for two columns or more, each once, and no row has more cells, or one only. It does not need to
// know the encoding: in all of them tabs and line ends are the same bytes.
func IsTabbed(r io.Reader) bool {
	const enough = 50 // rows
	in, err := NewReader(r, "")
	if err != nil {
		return false
	}
	records, err := NewRecords(in, '\t', Dialect{})
	width, rows := 0, 0
	for err == nil && rows <= enough {
		var cells []string
		if cells, err = records.Next(); err != nil || IsBlank(cells) {
			continue
		}
		row := TopRow{Cells: cells}
		switch used := row.used(); {
		case rows == 0:
			if width = used; width < 2 || row.filled() < width || hasTwice(cells[:width]) {
				return false
			}
		case len(cells) < 2 || used > width:
			return false
		}
		rows++
	}
	return (err == nil || errors.Is(err, io.EOF)) && rows > 1
}

// hasTwice reports whether two cells are the same.
func hasTwice(cells []string) bool {
	seen := map[string]bool{}
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		if seen[cell] {
			return true
		}
		seen[cell] = true
	}
	return false
}
