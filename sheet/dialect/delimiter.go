package dialect

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// sampleSize is how much of a file's beginning is searched for its header and for a title above it.
const sampleSize = 1 << 20

func (e *examination) findDelimiter() error {
	var sample []byte
	err := e.readText(func(in *bufio.Reader) (err error) {
		sample, err = io.ReadAll(io.LimitReader(in, sampleSize))
		return err
	})
	if err != nil {
		return err
	}
	told, length, err := sepLine(sample)
	given := e.found.Delimiter != 0
	switch {
	case given:
	case err != nil:
		return err
	case length > 0:
		e.found.Delimiter, given = told, true
	default:
		if err := e.chooseByHeader(sample); err != nil {
			return err
		}
	}
	e.found.OldMac = endsAsOldMac(sample[length:], e.found.Delimiter)
	if given || e.head.Row > 0 || e.head.Names != nil {
		return nil // who knows that also knows what is above the header
	}
	return e.refuseTitle(sample)
}

func (e *examination) chooseByHeader(sample []byte) error {
	var possible []trial
	for _, d := range Delimiters() {
		if t := e.try(sampleReader(sample), d, false); len(t.header) > 1 {
			possible = append(possible, t)
		}
	}
	e.found.Delimiter = e.usual
	switch {
	case len(possible) == 0:
		return nil
	case len(possible) == 1:
		e.found.Delimiter = possible[0].delimiter
		return nil
	case e.usual == '\t' && slices.ContainsFunc(possible, func(t trial) bool { return t.delimiter == '\t' }):
		return nil
	}
	var exported []trial
	for _, t := range possible {
		if slices.ContainsFunc(t.header, IsExported) {
			exported = append(exported, t)
		}
	}
	if len(exported) == 1 {
		e.found.Delimiter = exported[0].delimiter
		return nil
	}
	return e.chooseByRows(possible)
}

func (e *examination) chooseByRows(possible []trial) error {
	const enough = 2 // a single row may be damaged
	fits, doubtful := 0, 0
	var names []string
	for _, t := range possible {
		err := e.readText(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, true)
			return nil
		})
		if err != nil {
			return err
		}
		switch {
		case t.rows >= enough && t.fitting == t.rows:
			fits++
			e.found.Delimiter = t.delimiter
		case 2*t.fitting >= t.rows:
			doubtful++
		}
		names = append(names, DelimiterName(t.delimiter))
	}
	if fits == 1 && doubtful == 0 {
		return nil
	}
	e.found.Delimiter = 0
	return fmt.Errorf("line %d, the header, can be read in more than one way: it holds %s, and the rows do not tell "+
		"which of them stands between the cells: say it with --delimiter %s",
		possible[0].line, strings.Join(names, " and "), strings.Join(names, " or --delimiter "))
}

// refuseTitle refuses a file whose rows all have the same number of cells, and the first line
// another.
func (e *examination) refuseTitle(sample []byte) error {
	delimiters := []byte{e.found.Delimiter}
	first := e.try(sampleReader(sample), e.found.Delimiter, true)
	if len(first.header) == 1 {
		delimiters = Delimiters()
	}
	if slices.ContainsFunc(first.header, IsExported) {
		return nil // a header; its rows are rejected one by one
	}
	for _, d := range delimiters {
		t := e.try(sampleReader(sample), d, true)
		const least = 2
		if len(t.header) > 0 && t.rows >= least && t.width >= least && t.width != len(t.header) {
			return fmt.Errorf("line %d holds %s, but every row below it has %d (with a %s between them): is there a title "+
				"above the header? delete what stands above it; if line %d is the header, correct it, or choose with "+
				"--delimiter", t.line, cellCount(len(t.header)), t.width, DelimiterName(d), t.line)
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
