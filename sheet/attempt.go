package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// attempt is what a text looks like with a delimiter.
type attempt struct {
	delimiter byte
	header    []string // nil if it cannot be read
	line      int      // of the header
	rows      int
	fitting   int // rows with as many cells as the header
	width     int // cells of all rows if they have the same number, else -1
}

// try reads a text with a delimiter: the header and so many rows, all for -1. What cannot be read fits nothing.
func (e *examination) try(in *bufio.Reader, delimiter byte, rows int) attempt {
	t := attempt{delimiter: delimiter}
	records, err := newRecords(in, e.format, delimiter)
	if err != nil {
		return t
	}
	for r := range records.each() {
		if t.header == nil {
			t.header, t.line = headerOf(r), r.first
			if len(t.header) > 0 && rows == 0 || r.broken {
				return t
			}
			continue
		}
		if len(bytes.Trim(r.text, "\r\n")) == 0 {
			continue
		}
		if t.rows++; t.rows == 1 {
			t.width = r.cells
		}
		if r.cells != t.width || r.broken {
			t.width = -1
		}
		if r.cells == len(t.header) && !r.broken {
			t.fitting++
		}
	}
	if records.err != nil && !isEnd(records.err) && !errors.Is(records.err, errSampleEnds) {
		t.fitting, t.width = 0, -1
	}
	return t
}

// headerOf returns the names of a row, nil if it is blank or cannot be read.
func headerOf(r *records) []string {
	parser := newParser(bytes.NewReader(r.text), r.comma)
	parser.FieldsPerRecord = -1
	names, err := parser.Read()
	if err != nil || isBlankHeader(names) {
		return nil
	}
	return names
}

// each reads row by row; a row is the records itself until the next one is read.
func (r *records) each() iter.Seq[*records] {
	return func(yield func(*records) bool) {
		buf := make([]byte, 32<<10)
		var err error
		for err == nil {
			_, err = r.Read(buf)
			ended := r.state == rowStart && err == nil || isEnd(err) && r.state != rowStart
			if ended && !yield(r) {
				return
			}
		}
	}
}

// sampleReader reads a sample; the row that is cut off by its end does not come.
func sampleReader(sample []byte) *bufio.Reader {
	if len(sample) < sampleSize {
		return bufio.NewReaderSize(bytes.NewReader(sample), bufferSize)
	}
	return bufio.NewReaderSize(io.MultiReader(bytes.NewReader(sample), cut{}), bufferSize)
}

var errSampleEnds = errors.New("the sample ends here")

// cut is the end of a sample that is not the end of the file.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, errSampleEnds }
