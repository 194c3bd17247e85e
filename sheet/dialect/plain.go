package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// plainReading is what becomes of a text if quotes are part of it.
type plainReading struct {
	as            Quotes
	width         int // cells of the header
	rows, fitting int // below it, and those with as many cells
	enclosed      int // cells in quotes
	quotes        RowCount
	escapes       RowCount // rows with what may be an escape
	null          bool     // a cell is \N
	letters       bool     // a backslash stands before a letter such as n
	joins         bool     // a backslash stands before the end of a cell
	strange       bool     // a backslash stands before what no database escapes, or is part of a path of Windows
}

// readPlain reads a text with quotes of that kind. What cannot be read fits nothing.
func (e *examination) readPlain(as Quotes) (p plainReading) {
	p.as = as
	err := e.readProof(func(in *bufio.Reader) {
		records, err := NewRecords(in, e.usual, Dialect{Delimiter: e.found.Delimiter, Quotes: as})
		for err == nil {
			var cells []string
			if cells, err = records.Next(); err == nil && records.Number >= e.head.Row {
				p.look(records, cells)
			}
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, errSampleEnds) {
			p.width = 0
		}
	})
	if err != nil {
		p.width = 0
	}
	return p
}

// look looks at the record read last; at the last of its lines, if it has several.
func (p *plainReading) look(records *Records, cells []string) {
	switch {
	case IsBlank(cells):
	case p.width == 0:
		p.width = len(cells)
	default:
		if p.rows++; len(cells) == p.width {
			p.fitting++
		}
	}
	hasQuote, hasEscape := false, records.Last > records.First
	for cell := range bytes.SplitSeq(records.Text, []byte{records.Delimiter}) {
		if bytes.IndexByte(cell, '"') >= 0 {
			hasQuote = true
			if isEnclosed(cell) {
				p.enclosed++
			}
		}
		hasEscape = p.lookAtCell(cell) || hasEscape
	}
	if hasQuote {
		p.quotes.Add(records.Number)
	}
	if hasEscape {
		p.escapes.Add(records.Number)
	}
}

// windowsPath is one whose backslashes no database has doubled.
var windowsPath = regexp.MustCompile(`(?i)\b[a-z]:\\[^\\]`)

// lookAtCell looks at the backslashes of a cell, and reports whether they may begin escapes.
func (p *plainReading) lookAtCell(cell []byte) (may bool) {
	switch {
	case bytes.IndexByte(cell, '\\') < 0:
		return false
	case string(cell) == null:
		p.null = true
		return false
	}
	p.strange = p.strange || windowsPath.Match(cell)
	for at := 0; at < len(cell); at++ {
		if cell[at] != '\\' {
			continue
		}
		if at++; at == len(cell) {
			p.joins = true
			break
		}
		switch _, is := escapeOf(cell[at]); {
		case !is:
			p.strange = true
		case 'a' <= cell[at] && cell[at] <= 'z':
			p.letters, may = true, true
		default:
			may = true
		}
	}
	return may
}

// join takes the rows of a reading in which a backslash joins lines and cells, if all fit.
func (p *plainReading) join(joined plainReading) {
	if joined.fits() {
		joined.null, joined.letters, joined.enclosed = p.null, p.letters, p.enclosed
		*p = joined
	}
}

// isEnclosed reports whether a cell seems to stand in quotes: it begins and ends with one, or has two in a row, as those
// inside are then written.
func isEnclosed(cell []byte) bool {
	const both = 2
	cell = bytes.TrimSpace(cell)
	return len(cell) >= both && cell[0] == '"' && cell[len(cell)-1] == '"' || bytes.Contains(cell, []byte(`""`))
}

// fits reports whether every row has as many cells as the header.
func (p *plainReading) fits() bool { return p.width > 1 && p.rows > 0 && p.fitting == p.rows }

// isEscaped reports whether a database has escaped the text. likely is what else speaks for that, beside
// signs that no other program writes.
func (p *plainReading) isEscaped(likely bool) bool {
	return !p.strange && (p.as == Escaped || !p.joins && (likely || p.null))
}

// note adds how quotes and backslashes are read.
func (p *plainReading) note(found *Reading) {
	isText := found.Quotes == TextQuotes || found.Quotes == Escaped
	if isText && p.quotes.N > 0 {
		found.remarks = append(found.remarks, fmt.Sprintf("no cell stands in quotes, so quotes are read as part of the text: rows with one: %d, the first is row %d",
			p.quotes.N, p.quotes.First))
	}
	if isText && p.null {
		found.remarks = append(found.remarks, null+" in place of a cell is read as an empty cell, as databases write it")
	}
	if p.escapes.N == 0 {
		return
	}
	rows := fmt.Sprintf("rows with a backslash before a letter such as \\n: %d, the first is row %d; ", p.escapes.N, p.escapes.First)
	switch {
	case found.Quotes == Escaped:
		found.remarks = append(found.remarks, rows+"they are read as databases write them: \\n is a line break, \\t a tab, two backslashes are one")
	case p.enclosed > 0 || !p.fits():
		found.asUsual = append(found.asUsual, rows+"a backslash means itself, and quotes around a whole cell are taken off, as spreadsheets write it")
	default:
		found.asUsual = append(found.asUsual, rows+"a backslash means itself; if a database wrote the file, add --quotes "+string(Escaped))
	}
}
