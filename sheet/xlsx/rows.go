package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// rows reads the rows of one sheet, without those that the file leaves out.
type rows struct {
	book   *workbook
	part   *partReader
	xml    *lexer
	number int      // of the current row, as a spreadsheet shows it
	column int      // of the current cell, from 0
	cells  []string // of the row, up to the last one that is not empty
	err    error    // the first thing wrong with the row
	text   []byte   // stored in the current cell
	size   int      // of the row's texts
	merged string   // the first merged range
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

// next reads the next row. It returns io.EOF after the last.
func (s *rows) next() error {
	err := s.read()
	if err != nil && !errors.Is(err, io.EOF) {
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
	number, err := s.number+1, error(nil)
	if place := s.xml.attr("r"); place != nil {
		number, err = strconv.Atoi(string(place))
	}
	if err != nil || number <= s.number || number > maxRows {
		return fmt.Errorf("row %d is followed by row %.20q", s.number, s.xml.attr("r"))
	}
	if isTrue(s.xml.attr("hidden")) {
		s.hidden++
	}
	s.number, s.column, s.size, s.err = number, -1, 0, nil
	s.cells = s.cells[:0]
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
	return nil
}
