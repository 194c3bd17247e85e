package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
)

// trial is a text read with one delimiter.
type trial struct {
	delimiter byte
	header    []string // nil if it cannot be read
	number    int      // of the header, as a spreadsheet counts
	rows      int
	fitting   int // rows with as many cells as the header
	width     int // cells of every row, -1 if they differ
	beyond    int // rows with a cell behind the header's last
}

// try reads the header of a text and, if all is set, the rows. A text with an error fits nothing.
func (e *examination) try(in *bufio.Reader, delimiter byte, all bool) trial {
	t := trial{delimiter: delimiter}
	records, err := e.records(in, delimiter)
	if err != nil {
		return t
	}
	for {
		cells, err := records.Next()
		_, bad := errors.AsType[*RowError](err)
		switch {
		case (err == nil || bad) && records.Number < e.head.Row:
			continue
		case errors.Is(err, io.EOF) || errors.Is(err, errSampleEnds):
			return t
		case err != nil && !bad:
			t.fitting, t.width = 0, -1
			return t
		case t.header == nil:
			t.number = records.Number
			if bad {
				return t
			}
			if !IsBlank(cells) {
				t.header = slices.Clone(cells)
			}
			if t.header != nil && !all {
				return t
			}
			continue
		}
		if t.rows++; t.rows == 1 {
			t.width = len(cells)
		}
		if len(cells) != t.width || bad {
			t.width = -1
		}
		if n := len(t.header); len(cells) > n && !IsBlank(cells[n:]) {
			t.beyond++
		}
		if len(cells) == len(t.header) && !bad {
			t.fitting++
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
