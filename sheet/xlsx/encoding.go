package xlsx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const readAhead = 64 << 10

// newText returns the text of a part without a byte order mark. A part is UTF-8 or UTF-16, as the
// mark or the first "<" shows.
func newText(r io.Reader) *bufio.Reader {
	in := bufio.NewReaderSize(r, readAhead)
	start, _ := in.Peek(3) // the next read repeats the error
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		in.Discard(3) //nolint:errcheck // they are in the buffer
		return in
	case bytes.HasPrefix(start, []byte("\xfe\xff")), bytes.HasPrefix(start, []byte("\x00<")):
		order = unicode.BigEndian
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("<\x00")):
	default:
		return in
	}
	decoder := unicode.UTF16(order, unicode.UseBOM).NewDecoder()
	return bufio.NewReaderSize(transform.NewReader(in, decoder), readAhead)
}

// checkEncoding refuses an XML declaration that names an encoding in which no workbook is written.
func checkEncoding(name string) error {
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "utf-16", "us-ascii":
		return nil
	}
	return fmt.Errorf("it says that it is written in %.40q, and workbooks are written in UTF-8 or UTF-16", name)
}
