package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/transform"
)

// textReader returns a buffered reader of a text as UTF-8, behind the byte order mark if there is one. Without an encoding the first bytes
// tell it, and it is UTF-8 where they do not.
func textReader(r io.Reader, e Encoding) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, bufferSize)
	start, err := in.Peek(signatureSize)
	if err != nil && !isEnd(err) {
		return nil, err
	}
	if err := refuseBinary(in, start); err != nil {
		return nil, err
	}
	if e == "" {
		e = marked(start)
	}
	decoder, err := e.decoder()
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

// lines reads a file line by line.
type lines struct {
	in     *bufio.Reader
	long   []byte // a line that is longer than the buffer
	number int    // of the line read last
}

// next returns the next line without its end, valid until the next call; io.EOF when there is none. A line that is too long is passed
// over with a *longLineError.
func (l *lines) next() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.readLong(line)
	}
	if isEnd(err) && len(line) > 0 {
		err = nil
	}
	if isEnd(err) {
		return nil, err
	}
	l.number++
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), err
}

func (l *lines) readLong(start []byte) (line []byte, err error) {
	l.long = append(l.long[:0], start...)
	tooLong := false
	for err = bufio.ErrBufferFull; errors.Is(err, bufio.ErrBufferFull); {
		line, err = l.in.ReadSlice('\n')
		if tooLong = tooLong || len(l.long)+len(line) > maxRecord; !tooLong {
			l.long = append(l.long, line...)
		}
	}
	if tooLong && (err == nil || isEnd(err)) {
		err = &longLineError{}
	}
	return l.long, err
}

// longLineError says that a line is longer than maxRecord.
type longLineError struct{}

func (*longLineError) Error() string {
	return fmt.Sprintf("the line is longer than %d MiB: is this the right file?", maxRecord>>20)
}

// isEnd tells whether reading came to the end. An error that wraps io.EOF does not: something broke.
func isEnd(err error) bool {
	return err == io.EOF //nolint:errorlint // see above
}
