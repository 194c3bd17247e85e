package dialect

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/charset"
)

// byteOrderMark returns the encoding whose mark a text begins with, or "".
func byteOrderMark(start []byte) charset.Encoding {
	for _, m := range []struct {
		mark     string
		encoding charset.Encoding
	}{{"\xef\xbb\xbf", charset.UTF8}, {"\xff\xfe", charset.UTF16LE}, {"\xfe\xff", charset.UTF16BE}} {
		if strings.HasPrefix(string(start), m.mark) {
			return m.encoding
		}
	}
	return ""
}

// startEncoding returns the encoding that shows in the first bytes of a text: by a byte order mark,
// or by the zeros of UTF-16 beside the letters of a header. It returns "" if none shows.
func startEncoding(start []byte) charset.Encoding {
	if e := byteOrderMark(start); e != "" {
		return e
	}
	const units = 4 // the bytes of two
	switch text := start; {
	case len(text) < units:
		return ""
	case text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0:
		return charset.UTF16LE
	case text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0:
		return charset.UTF16BE
	}
	return ""
}

// findEncoding finds the encoding, and refuses bytes that mean nothing in it, even if it was given.
func (e *examination) findEncoding() error {
	var s survey
	given := e.found.Encoding
	err := e.read(func(file io.Reader) error {
		in, start, err := open(file)
		if err != nil {
			return err
		}
		mark := byteOrderMark(start)
		if mark != "" && given != "" && mark != given {
			return problem.With(fmt.Errorf("the file begins with the mark of %s, but --encoding says %s", mark, given), "leave --encoding out")
		}
		e.found.Encoding, e.found.BOM = cmp.Or(given, startEncoding(start)), mark != ""
		switch e.found.Encoding {
		case "":
			s, err = surveyText(in)
			return err
		case charset.UTF16LE, charset.UTF16BE:
			return checkUnits(in)
		}
		return nil
	})
	switch {
	case err != nil || e.found.Encoding == charset.UTF8 || e.found.Encoding == charset.UTF16LE || e.found.Encoding == charset.UTF16BE:
		return err
	case given != "":
		return e.refuseOdd(nil, nil)
	case s.foreign.line > 0:
		return e.findByLetters(&s)
	case s.escape:
		return e.findByEscapes()
	}
	e.found.Encoding = charset.UTF8
	return nil
}

// checkUnits refuses UTF-16 that ends with half a unit.
func checkUnits(in io.Reader) error {
	n, err := io.Copy(io.Discard, in)
	if err == nil && n%2 != 0 {
		err = problem.With(errors.New("the UTF-16 text ends in the middle of a letter: the file was cut off or damaged"), saveAsUTF8)
	}
	return err
}

// findByEscapes tells the encoding of old Japanese mail by what switches to its characters.
func (e *examination) findByEscapes() error {
	const japanese charset.Encoding = "iso-2022-jp"
	e.found.Encoding = charset.UTF8
	return e.read(func(file io.Reader) error {
		lines := NewLines(bufio.NewReaderSize(file, bufferSize))
		for text, err := lines.Next(); ; text, err = lines.Next() {
			switch {
			case errors.Is(err, io.EOF) || errors.Is(err, ErrLongLine):
				return nil
			case err != nil:
				return err
			case bytes.Contains(text, []byte("\x1b$B")), bytes.Contains(text, []byte("\x1b$@")):
				e.found.Encoding, e.found.Foreign = japanese, lines.Number
				return e.refuseOdd(nil, nil)
			case bytes.Contains(text, []byte("\x1b$)")):
				return problem.With(fmt.Errorf("line %d switches to other characters as old Korean and Chinese mail does (ISO-2022), which is not read", lines.Number),
					saveAsUTF8)
			}
		}
	})
}
