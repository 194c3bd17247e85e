package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// cell is how a sheet stores a cell. Its value is in rows.text.
type cell struct {
	kind    string
	format  *numberFormat
	formula bool
	area    string // of a formula that fills several cells
	valued  bool   // there is a value, perhaps an empty one
}

func (s *rows) readCell() error {
	column, err := columnOf(s.xml.attr("r"), s.column+1)
	if err != nil || column <= s.column || column >= maxColumns {
		return fmt.Errorf("row %d: the cell %.20q is out of order, or beyond the last column of Excel", s.number, s.xml.attr("r"))
	}
	s.column = column
	c := cell{kind: string(s.xml.attr("t")), format: s.book.format(s.xml.attr("s"))}
	s.text = s.text[:0]
	if err := s.readParts(&c); err != nil {
		return err
	}
	return s.add(&c)
}

// readParts reads what stands inside a cell: its formula and its value.
func (s *rows) readParts(c *cell) (err error) {
	inside, inValue := s.xml.depth(), false
	for err == nil {
		if err := s.xml.next(); err != nil {
			return cutOff(err)
		}
		switch {
		case s.xml.kind == textToken && inValue:
			s.text = append(s.text, s.xml.text...)
		case s.xml.kind == textToken:
		case s.xml.kind == endToken && s.xml.depth() < inside:
			return nil
		case s.xml.depth() > inside+1:
		case s.xml.starts("f"):
			c.formula, c.area = true, string(s.xml.attr("ref"))
		case s.xml.starts("v"):
			inValue = c.kind != inlineText || !c.valued
			c.valued = true
		case s.xml.ends("v"):
			inValue = false
		case s.xml.starts("is"):
			err = s.readInline(c)
		}
		if len(s.text) > maxRow {
			return s.tooLong()
		}
	}
	return err
}

// inlineText is the kind of a cell that holds its text itself.
const inlineText = "inlineStr"

// readInline reads a text that stands in the cell itself. In a cell of that kind, no other value
// counts.
func (s *rows) readInline(c *cell) (err error) {
	if c.kind == "" && !c.valued {
		c.kind = inlineText
	}
	before := len(s.text)
	if c.kind == inlineText {
		before, c.valued = 0, true
	}
	text, err := s.xml.appendText(s.text[:before], "is")
	if s.text = text; c.kind != inlineText {
		s.text = text[:before]
	}
	return err
}

func (s *rows) tooLong() error {
	return fmt.Errorf("row %d is longer than %d MiB", s.number, maxRow>>20)
}

// add adds a cell as the text that it shows.
func (s *rows) add(c *cell) error {
	if c.formula && s.isUncalculated(c) {
		s.rejectFormula(c)
		return nil
	}
	if len(s.text) == 0 {
		return nil
	}
	text, err := s.visible(s.text, c)
	if err != nil {
		return fmt.Errorf("row %d, column %s: %w", s.number, ColumnLetters(s.column), err)
	}
	if c.kind == "e" {
		s.reject(BadCell{Column: s.column, Code: "cell-error", Value: text, Text: "the cell holds an error", Fix: "correct the formula or empty the cell"})
	}
	if s.size += len(text); s.size > maxRow {
		return s.tooLong()
	}
	if text != "" {
		s.cells = append(append(s.cells, make([]string, s.column-len(s.cells))...), text)
	}
	return nil
}

// visible returns the text that a cell shows for its stored value.
func (s *rows) visible(stored []byte, c *cell) (string, error) {
	switch c.kind {
	case "s":
		n, err := strconv.Atoi(string(bytes.TrimSpace(stored)))
		text, ok := s.book.shared.get(n)
		if err != nil || !ok {
			return "", fmt.Errorf("there is no shared text %.20q", stored)
		}
		return text, nil
	case inlineText, "d", "e":
		return string(stored), nil
	case "str":
		return string(unescape(stored)), nil
	case "b":
		if isTrue(bytes.TrimSpace(stored)) {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "", "n":
		return numberText(string(bytes.TrimSpace(stored)), c.format, s.book.date1904)
	}
	return "", fmt.Errorf("a cell of the unknown kind %.20q", c.kind)
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
