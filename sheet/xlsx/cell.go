package xlsx

import (
	"errors"
	"fmt"
	"strconv"
)

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
	s.text = s.text[:0]
	value, formula := false, false
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
	return s.add(kind, style, formula)
}

// add adds the cell whose stored value is s.text, as the text that its kind shows.
func (s *rows) add(kind string, style numberStyle, formula bool) error {
	if len(s.text) == 0 {
		if formula && kind != "str" {
			s.reject("holds a formula that was never calculated: open the file in a spreadsheet program and save it")
		}
		return nil
	}
	text, err := s.visible(s.text, kind, style)
	if err != nil {
		return fmt.Errorf("row %d, column %s: %w", s.number, ColumnLetters(s.column), err)
	}
	if kind == "e" {
		s.reject("holds the error " + text + ": mend the formula or empty the cell")
	}
	if s.size += len(text); s.size > maxRow {
		return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRow>>20)
	}
	if text != "" {
		s.cells = append(append(s.cells, make([]string, s.column-len(s.cells))...), text)
	}
	return nil
}

// visible returns the text that a cell of a kind shows for its stored value.
func (s *rows) visible(stored []byte, kind string, style numberStyle) (string, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(string(stored))
		text, ok := s.book.shared.get(n)
		if err != nil || !ok {
			return "", fmt.Errorf("there is no shared text %.20q", stored)
		}
		return text, nil
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

// reject sets the row's error to what the current cell is, if it has none.
func (s *rows) reject(what string) {
	if s.err == nil {
		s.err = fmt.Errorf("column %s %s", ColumnLetters(s.column), what)
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
