package dialect

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/transform"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/charset"
)

const (
	bufferSize = 256 << 10
	// MaxRecord limits the bytes of a line or a record. Beyond it something is wrong, such as an unclosed
	// quote.
	MaxRecord = 32 << 20
)

// NewReader returns r as UTF-8 without a byte order mark. With no encoding given, it follows from
// the first bytes, and is UTF-8 if they do not show it. What begins like a binary file is refused.
func NewReader(r io.Reader, e charset.Encoding) (*bufio.Reader, error) {
	in, start, err := open(r)
	if err != nil {
		return nil, err
	}
	decoder, err := cmp.Or(e, startEncoding(start)).Decoder()
	if err != nil {
		return nil, err
	}
	if decoder != nil {
		in = bufio.NewReaderSize(transform.NewReader(in, decoder), bufferSize)
	}
	const mark = "\ufeff"
	if start, err := in.Peek(len(mark)); err == nil && string(start) == mark {
		_, err := in.Discard(len(mark))
		return in, err
	}
	return in, nil
}

// Lines reads a text line by line. It is used by one goroutine.
type Lines struct {
	Number int // of the line read last

	in   *bufio.Reader
	long []byte // a line longer than the buffer
}

// NewLines returns the lines of in.
func NewLines(in *bufio.Reader) *Lines { return &Lines{in: in} }

// Next returns the next line without its end, valid until the next call. It returns io.EOF after
// the last line, and ErrLongLine for a line that is too long, after which it can be called again.
func (l *Lines) Next() ([]byte, error) {
	line, err := l.readTo('\n')
	for rest := line; errors.Is(err, ErrLongLine) && !bytes.HasSuffix(rest, []byte("\n")); {
		var restErr error
		if rest, restErr = l.in.ReadSlice('\n'); restErr != nil && !errors.Is(restErr, bufio.ErrBufferFull) {
			break // the next call returns it again
		}
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	if !errors.Is(err, io.EOF) {
		l.Number++
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), err
}

// readTo returns the text up to and including end, valid until the next call. ErrLongLine means that
// the rest is not read yet, unless the text ends so.
func (l *Lines) readTo(end byte) ([]byte, error) {
	text, err := l.in.ReadSlice(end)
	if !errors.Is(err, bufio.ErrBufferFull) {
		return withoutEnd(text, err), err
	}
	for l.long = l.long[:0]; ; text, err = l.in.ReadSlice(end) {
		if l.long = append(l.long, text...); len(l.long) > MaxRecord {
			return l.long, ErrLongLine
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return withoutEnd(l.long, err), err
		}
	}
}

// withoutEnd takes off the signs (Ctrl-Z) that end a file of DOS.
func withoutEnd(text []byte, err error) []byte {
	if errors.Is(err, io.EOF) {
		return bytes.TrimRight(text, "\x1a")
	}
	return text
}

// ErrLongLine means that a line is longer than any of a sheet of leads.
var ErrLongLine = problem.With(fmt.Errorf("the line is longer than %d MiB", MaxRecord>>20), RightFile)

// RightFile is the remedy where a file holds what no list of leads does.
const RightFile = "check that it is the right file"
