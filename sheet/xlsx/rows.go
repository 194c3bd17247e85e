package xlsx

import (
	"fmt"
	"io"
	"strconv"
)

// rows reads the rows of one sheet, without those that the file leaves out.
type rows struct {
	book   *workbook
	part   *partReader
	xml    *lexer
	number int    // of the current row, as a spreadsheet shows it
	column int    // of the current cell, from 0
	cells  []cell // of the row, without empty ones
	err    error  // the first thing wrong with the row
	text   []byte // of the row
	size   int    // of the row's texts, with shared ones
	merged string // the first merged range
	merges int
	hidden int // rows
}

func (b *workbook) rows(s sheet) (*rows, error) {
	part, err := b.open(s.path, maxSheet)
	if err != nil {
		return nil, err
	}
	return &rows{book: b, part: part, xml: newLexer(part)}, nil
}

func (s *rows) close() error { return s.part.Close() }

// next reads the next row. It returns io.EOF after the last.
func (s *rows) next() error {
	err := s.read()
	if err != nil && err != io.EOF {
		return s.part.explain(err)
	}
	return err
}

func (s *rows) read() error {
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

func (s *rows) readRow() error {
	number, err := position(s.xml.attr("r"), s.number+1)
	if err != nil || number <= s.number || number > maxRows {
		return fmt.Errorf("row %d is followed by row %.20q", s.number, s.xml.attr("r"))
	}
	if isTrue(s.xml.attr("hidden")) {
		s.hidden++
	}
	s.number, s.column, s.size, s.err = number, -1, 0, nil
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

// position parses a row number; without one it is next.
func position(text []byte, next int) (int, error) {
	if text == nil {
		return next, nil
	}
	return strconv.Atoi(string(text))
}
