package sheet

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// sampleSize is how much of a file's beginning is looked at for its header, and for what stands above that.
const sampleSize = 1 << 20

// delimiter finds the delimiter.
func (e *examination) delimiter() error {
	var sample []byte
	err := e.text(func(in *bufio.Reader) (err error) {
		sample, err = io.ReadAll(io.LimitReader(in, sampleSize))
		return err
	})
	if err != nil {
		return err
	}
	told, length, err := sepLine(sample)
	chosen := e.found.Delimiter != 0
	switch {
	case chosen:
	case err != nil:
		return err
	case length > 0:
		e.found.Delimiter, chosen = told, true
	default:
		if err := e.choose(sample); err != nil {
			return err
		}
	}
	e.found.OldMac = endsAsOldMac(sample[length:], e.found.Delimiter)
	if chosen {
		return nil // whoever has said it knows what stands above the header
	}
	return e.refuseTitle(sample)
}

// choose decides by the header, or by all rows if it must.
func (e *examination) choose(sample []byte) error {
	var able []attempt
	for _, d := range Delimiters() {
		if t := e.try(sampleReader(sample), d, 0); len(t.header) > 1 {
			able = append(able, t)
		}
	}
	e.found.Delimiter = e.format.delimiter()
	switch {
	case len(able) == 0:
		return nil
	case len(able) == 1:
		e.found.Delimiter = able[0].delimiter
		return nil
	case e.format == TSV && slices.ContainsFunc(able, func(t attempt) bool { return t.delimiter == '\t' }):
		return nil
	}
	var known []attempt
	for _, t := range able {
		if slices.ContainsFunc(t.header, isOurs) {
			known = append(known, t)
		}
	}
	if len(known) == 1 {
		e.found.Delimiter = known[0].delimiter
		return nil
	}
	return e.weigh(able)
}

// weigh decides by all rows of the file.
func (e *examination) weigh(able []attempt) error {
	const enough = 2 // rows: the only one may be damaged
	var fit, odd []string
	for _, t := range able {
		err := e.text(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, -1)
			return nil
		})
		if err != nil {
			return err
		}
		switch {
		case t.rows >= enough && t.fitting == t.rows:
			fit = append(fit, DelimiterName(t.delimiter))
			e.found.Delimiter = t.delimiter
		case 2*t.fitting >= t.rows:
			odd = append(odd, DelimiterName(t.delimiter))
		}
	}
	if len(fit) == 1 && len(odd) == 0 {
		return nil
	}
	var names []string
	for _, t := range able {
		names = append(names, DelimiterName(t.delimiter))
	}
	e.found.Delimiter = 0
	return fmt.Errorf("line %d, the header, can be read in more than one way: it holds %s, and the rows do not tell which of them stands "+
		"between the cells: say it with --delimiter %s", able[0].line, strings.Join(names, " and "), strings.Join(names, " or --delimiter "))
}

// refuseTitle refuses a file of which all rows have another number of cells than the first line: that is no header.
func (e *examination) refuseTitle(sample []byte) error {
	delimiters := []byte{e.found.Delimiter}
	first := e.try(sampleReader(sample), e.found.Delimiter, -1)
	if len(first.header) == 1 {
		delimiters = Delimiters()
	}
	if slices.ContainsFunc(first.header, isOurs) {
		return nil // that is no title; its rows are told one by one
	}
	for _, d := range delimiters {
		t := e.try(sampleReader(sample), d, -1)
		const least = 2
		if len(t.header) > 0 && t.rows >= least && t.width >= least && t.width != len(t.header) {
			return fmt.Errorf("line %d holds %s, but every row below it has %d (with a %s between them): is there a title above the "+
				"header? delete what stands above it; if line %d is the header, correct it, or choose with --delimiter",
				t.line, cellCount(len(t.header)), t.width, DelimiterName(d), t.line)
		}
	}
	return nil
}

func cellCount(n int) string {
	if n == 1 {
		return "one cell"
	}
	return fmt.Sprintf("%d cells", n)
}
