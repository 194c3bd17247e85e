package xlsx

import (
	"errors"
	"fmt"
	"strconv"
)

// cell is a cell that is not empty. Its text is shared, or lies in the row's.
type cell struct {
	column   int
	text     string
	from, to int
}

func (s *rows) readCell() error {
	column, err := columnOf(s.xml.attr("r"), s.column+1)
	if err != nil || column <= s.column || column >= maxColumns {
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
			value = s.xml.kind == startToken
		case s.xml.kind == textToken && value:
			s.text = append(s.text, s.xml.text...)
		}
		if len(s.text) > maxRow {
			return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRow>>20)
		}
	}
	return s.add(cell{column: column, from: from}, kind, style, formula)
}

// add adds the cell whose stored value is the end of s.text, as the text that its kind shows.
func (s *rows) add(c cell, kind string, style numberStyle, formula bool) error {
	stored := s.text[c.from:]
	if len(stored) == 0 {
		if formula && kind != "str" {
			s.reject(c.column, "holds a formula that was never calculated: open the file in a spreadsheet program and save it")
		}
		return nil
	}
	if kind == "s" {
		return s.addShared(c, stored)
	}
	text, err := s.visible(stored, kind, style)
	if err != nil {
		return fmt.Errorf("row %d, column %s: %w", s.number, ColumnLetters(c.column), err)
	}
	if kind == "e" {
		s.reject(c.column, "holds the error "+text+": mend the formula or empty the cell")
	}
	s.text = append(s.text[:c.from], text...)
	c.to = len(s.text)
	s.cells = append(s.cells, c)
	return nil
}

// addShared adds a cell whose text is the shared one with that number.
func (s *rows) addShared(c cell, number []byte) error {
	n, err := strconv.Atoi(string(number))
	shared, ok := s.book.shared.get(n)
	if err != nil || !ok {
		return fmt.Errorf("row %d, column %s: there is no shared text %.20q", s.number, ColumnLetters(c.column), number)
	}
	s.text, c.text = s.text[:c.from], shared
	if s.size += len(shared); s.size > maxRow {
		return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRow>>20)
	}
	if shared != "" {
		s.cells = append(s.cells, c)
	}
	return nil
}

// visible returns the text that a cell of a kind shows for its stored value.
func (s *rows) visible(stored []byte, kind string, style numberStyle) (string, error) {
	switch kind {
	case "inlineStr", "d", "e":
		return string(stored), nil
	case "str":
		return string(unescape(stored)), nil
	case "b":
		if isTrue(stored) {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "", "n":
		return numberText(string(stored), style, s.book.date1904)
	}
	return "", fmt.Errorf("a cell of the unknown kind %.20q", kind)
}

// reject sets the row's error, if it has none.
func (s *rows) reject(column int, what string) {
	if s.err == nil {
		s.err = fmt.Errorf("column %s %s", ColumnLetters(column), what)
	}
}

// columnOf parses the column of a cell reference such as "B7"; without one it is next.
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
		if n = n*26 + int(c-'A') + 1; n > maxColumns {
			break
		}
	}
	return 0, errors.New("not a place")
}
