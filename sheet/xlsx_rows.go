package sheet

import (
	"errors"
	"fmt"
	"strconv"
)

// sheetRows reads the rows of one sheet.
type sheetRows struct {
	book   *workbook
	part   *partReader
	xml    *xmlLexer
	number int    // of the row under way, as the spreadsheet shows it
	column int    // of the cell under way, from 0
	cells  []cell // those of the row that hold something
	flaw   error  // the first thing that is wrong with the row
	text   []byte // of the row
	size   int    // of the row's texts, shared ones too
	merged string // the first merged range that goes over several rows or columns of data
	merges int
	hidden int // rows
}

// cell is one cell with something in it. Its text is shared, or a stretch of the row's.
type cell struct {
	column   int
	text     string
	from, to int
}

func (b *workbook) rows(s bookSheet) (*sheetRows, error) {
	part, err := b.open(s.path, maxSheet)
	if err != nil {
		return nil, err
	}
	return &sheetRows{book: b, part: part, xml: newXMLLexer(part)}, nil
}

func (s *sheetRows) close() error { return s.part.Close() }

// next reads the next row; io.EOF when there is none.
func (s *sheetRows) next() error {
	err := s.read()
	if err != nil && !isEnd(err) {
		return s.part.explain(err)
	}
	return err
}

func (s *sheetRows) read() error {
	for {
		if err := s.xml.next(); err != nil {
			return err
		}
		switch {
		case s.xml.starts("row"):
			return s.readRow()
		case s.xml.starts("mergeCell"):
			if s.merges++; s.merges == 1 {
				s.merged = string(s.xml.attr("ref"))
			}
		}
	}
}

func (s *sheetRows) readRow() error {
	number, err := position(s.xml.attr("r"), s.number+1)
	if err != nil || number <= s.number || number > maxSheetRows {
		return fmt.Errorf("row %d is followed by row %.20q", s.number, s.xml.attr("r"))
	}
	if isTrue(s.xml.attr("hidden")) {
		s.hidden++
	}
	s.number, s.column, s.size, s.flaw = number, -1, 0, nil
	s.cells, s.text = s.cells[:0], s.text[:0]
	for !s.xml.ends("row") {
		if err := s.xml.next(); err != nil {
			return cutOff(err)
		}
		if s.xml.starts("c") {
			if err := s.readCell(); err != nil {
				return err
			}
		}
	}
	whole := string(s.text)
	for i := range s.cells {
		if c := &s.cells[i]; c.text == "" {
			c.text = whole[c.from:c.to]
		}
	}
	return nil
}

// position reads a number from 1; without one it is the next.
func position(text []byte, next int) (int, error) {
	if text == nil {
		return next, nil
	}
	return strconv.Atoi(string(text))
}

// readCell reads the cell that begins.
func (s *sheetRows) readCell() error {
	column, err := columnOf(s.xml.attr("r"), s.column+1)
	if err != nil || column <= s.column || column >= maxSheetWidth {
		return fmt.Errorf("row %d: the cell %.20q is out of order", s.number, s.xml.attr("r"))
	}
	s.column = column
	kind, style := string(s.xml.attr("t")), plainNumber
	if n, err := strconv.Atoi(string(s.xml.attr("s"))); err == nil && n >= 0 && n < len(s.book.styles) {
		style = s.book.styles[n]
	}
	from, value, formula := len(s.text), false, false
	depth := s.xml.depth
	for !s.xml.ends("c") || s.xml.depth != depth-1 {
		if err := s.xml.next(); err != nil {
			return cutOff(err)
		}
		switch {
		case s.xml.starts("is"):
			if s.text, err = s.xml.appendText(s.text, "is"); err != nil {
				return err
			}
		case s.xml.starts("f"):
			formula = true
		case s.xml.starts("v"), s.xml.ends("v"):
			value = s.xml.kind == xmlStart
		case s.xml.kind == xmlText && value:
			s.text = append(s.text, s.xml.text...)
		}
		if len(s.text) > maxRecord {
			return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRecord>>20)
		}
	}
	return s.keep(cell{column: column, from: from}, kind, style, formula)
}

// keep makes the visible text of what was read, by the cell's kind.
func (s *sheetRows) keep(c cell, kind string, style numberStyle, formula bool) error {
	stored := s.text[c.from:]
	if len(stored) == 0 {
		if formula && kind != "str" {
			s.blame(c.column, "holds a formula that was never calculated: open the file in a spreadsheet program and save it")
		}
		return nil
	}
	text := ""
	switch kind {
	case "s":
		n, err := strconv.Atoi(string(stored))
		shared, ok := s.book.shared.get(n)
		if err != nil || !ok {
			return fmt.Errorf("row %d, column %s: there is no shared text %.20q", s.number, ColumnLetters(c.column), stored)
		}
		s.text, c.text = s.text[:c.from], shared
		if s.size += len(shared); s.size > maxRecord {
			return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRecord>>20)
		}
		if shared == "" {
			return nil
		}
		s.cells = append(s.cells, c)
		return nil
	case "inlineStr", "d":
		text = string(stored)
	case "str":
		text = string(unescape(stored))
	case "b":
		text = "FALSE"
		if isTrue(stored) {
			text = "TRUE"
		}
	case "e":
		text = string(stored)
		s.blame(c.column, "holds the error "+text+": mend the formula or empty the cell")
	case "", "n":
		number, err := numberText(string(stored), style, s.book.date1904)
		if err != nil {
			return fmt.Errorf("row %d, column %s: %w", s.number, ColumnLetters(c.column), err)
		}
		text = number
	default:
		return fmt.Errorf("row %d, column %s: a cell of the unknown kind %.20q", s.number, ColumnLetters(c.column), kind)
	}
	s.text = append(s.text[:c.from], text...)
	c.to = len(s.text)
	s.cells = append(s.cells, c)
	return nil
}

// blame notes what is wrong with a cell, if nothing is yet.
func (s *sheetRows) blame(column int, what string) {
	if s.flaw == nil {
		s.flaw = fmt.Errorf("column %s %s", ColumnLetters(column), what)
	}
}

// columnOf reads the column of a cell's place, such as "B7"; without one it is the next.
func columnOf(place []byte, next int) (int, error) {
	if place == nil {
		return next, nil
	}
	n := 0
	for i, c := range place {
		if c < 'A' || c > 'Z' {
			if i == 0 {
				break
			}
			return n - 1, nil
		}
		if n = n*26 + int(c-'A') + 1; n > maxSheetWidth {
			break
		}
	}
	return 0, errors.New("not a place")
}
