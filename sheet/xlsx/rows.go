package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// rows reads the rows of one sheet, without those that the file leaves out.
type rows struct {
	book   *Book
	part   *partReader
	xml    *lexer
	number int      // of the current row, as a spreadsheet shows it
	column int      // of the current cell, from 0
	cells  []string // of the row, up to the last one that is not empty
	bad    BadCells // of the row
	text   []byte   // stored in the current cell
	size   int      // of the row's texts
	remarks

	uncalculated []area // that formulas would fill
}

func (b *Book) rows(s Sheet, limit int64) (*rows, error) {
	part, err := b.open(s.path, limit)
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

// nextFilled reads the next row that is not blank.
func (s *rows) nextFilled() error {
	for {
		if err := s.next(); err != nil || !s.isBlank() {
			return err
		}
	}
}

func (s *rows) isBlank() bool {
	for _, text := range s.cells {
		if strings.TrimSpace(text) != "" {
			return false
		}
	}
	return len(s.bad) == 0
}

func (s *rows) read() error {
	for {
		if err := s.xml.next(); err != nil {
			return err
		}
		switch {
		case s.xml.starts("row"):
			return s.readRow()
		case s.xml.starts("col") && isTrue(s.xml.attr("hidden")):
			s.hide(s.xml.attr("min"), s.xml.attr("max"))
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
	if err != nil || number <= s.number || number > MaxRows {
		return fmt.Errorf("row %d is followed by row %.20q", s.number, s.xml.attr("r"))
	}
	if isTrue(s.xml.attr("hidden")) {
		s.hiddenRows++
	}
	s.number, s.column, s.size, s.bad = number, -1, 0, nil
	s.cells = s.cells[:0]
	for inside := s.xml.depth(); s.xml.depth() >= inside; {
		if err := s.xml.next(); err != nil {
			return cutOff(err)
		}
		if s.xml.starts("c") {
			if err := s.readCell(); err != nil {
				return err
			}
		}
	}
	s.rejectFilled()
	return nil
}
