package dialect

import (
	"bufio"
	"cmp"
	"errors"
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
	if kind := jsonKind(string(sample[:min(len(sample), signatureSize)])); kind != "" && e.head.Names == nil {
		return errors.New(kind)
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
		if err := cmp.Or(e.refuseWrapped(sample), e.chooseByHeader(sample)); err != nil {
			return err
		}
	}
	e.found.OldMac = endsAsOldMac(sample[length:], e.found.Delimiter)
	if given || e.head.Row > 0 || e.head.Names != nil {
		return nil // who knows that also knows what is above the header
	}
	return cmp.Or(e.refuseHead(sample), e.refuseTitle(sample))
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
		return e.refuseOther(possible)
	}
	return e.chooseByRows(possible)
}

// refuseOther refuses a delimiter that the names tell if another one fits all rows. Of the files that
// we write, none does.
func (e *examination) refuseOther(possible []trial) error {
	chosen := e.found.Delimiter
	for _, t := range possible {
		if t.delimiter == chosen {
			continue
		}
		err := e.readText(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, true)
			return nil
		})
		if err != nil {
			return err
		}
		if t.rows >= enough && t.fitting == t.rows {
			return e.refuseDelimiters(possible)
		}
	}
	return nil
}

// enough is how many rows show a delimiter: a single one may be damaged.
const enough = 2

func (e *examination) chooseByRows(possible []trial) error {
	fits, doubtful := 0, 0
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
	}
	if fits == 1 && doubtful == 0 {
		return nil
	}
	return e.refuseDelimiters(possible)
}

func (e *examination) refuseDelimiters(possible []trial) error {
	var names []string
	for _, t := range possible {
		names = append(names, DelimiterName(t.delimiter))
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
		if len(t.header) > 0 && t.rows >= least && t.width >= least && t.beyond == t.rows {
			return fmt.Errorf("line %d holds %s, but every row below it has %d (with a %s between them): is there a title "+
				"above the header? add --header-row with the row of the header; if line %d is the header, correct it, or choose with "+
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
