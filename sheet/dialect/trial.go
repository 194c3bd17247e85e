package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// trial is a text read with one delimiter.
type trial struct {
	delimiter byte
	header    []string // nil if it cannot be read
	line      int      // of the header
	rows      int
	fitting   int // rows with as many cells as the header
	width     int // cells of every row, -1 if they differ
}

// allRows makes try read to the end.
const allRows = -1

// try reads the header of a text and, if rows is allRows, the rows. A text with an error fits
// nothing.
func (e *examination) try(in *bufio.Reader, delimiter byte, rows int) trial {
	t := trial{delimiter: delimiter}
	records, err := NewRecords(in, e.usual, delimiter)
	if err != nil {
		return t
	}
	for r := range records.each() {
		if t.header == nil {
			t.header, t.line = headerOf(r), r.First
			if len(t.header) > 0 && rows == 0 || r.broken {
				return t
			}
			continue
		}
		if len(bytes.Trim(r.Text, "\r\n")) == 0 {
			continue
		}
		if t.rows++; t.rows == 1 {
			t.width = r.Cells
		}
		if r.Cells != t.width || r.broken {
			t.width = -1
		}
		if r.Cells == len(t.header) && !r.broken {
			t.fitting++
		}
	}
	if records.err != nil && records.err != io.EOF && !errors.Is(records.err, errSampleEnds) {
		t.fitting, t.width = 0, -1
	}
	return t
}

// headerOf returns the names in a record, nil if it is blank or cannot be read.
func headerOf(r *Records) []string {
	parser := NewParser(bytes.NewReader(r.Text), r.Delimiter)
	parser.FieldsPerRecord = -1
	names, err := parser.Read()
	if err != nil || IsBlank(names) {
		return nil
	}
	return names
}

// each yields r after every record.
func (r *Records) each() iter.Seq[*Records] {
	return func(yield func(*Records) bool) {
		buf := make([]byte, 32<<10)
		var err error
		for err == nil {
			_, err = r.Read(buf)
			ended := r.state == rowStart && err == nil || err == io.EOF && r.state != rowStart
			if ended && !yield(r) {
				return
			}
		}
	}
}

// sampleReader reads a sample. It fails at the end of a full one, so that the row cut off there
// does not count.
func sampleReader(sample []byte) *bufio.Reader {
	if len(sample) < sampleSize {
		return bufio.NewReaderSize(bytes.NewReader(sample), bufferSize)
	}
	return bufio.NewReaderSize(io.MultiReader(bytes.NewReader(sample), sampleEnd{}), bufferSize)
}

var errSampleEnds = errors.New("the sample ends here")

type sampleEnd struct{}

func (sampleEnd) Read([]byte) (int, error) { return 0, errSampleEnds }
