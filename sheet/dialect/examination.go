package dialect

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
)

// Reading is how to read a file, and what gave it away.
type Reading struct {
	Dialect
	Foreign int    // the first line that is not UTF-8, if the file is taken for Windows-1252; else 0
	Letters string // the letters beyond ASCII of such a file, for a person to check
	OldMac  bool   // lines end with a carriage return alone
}

// Examine finds out how a text is written, as far as want does not say, and refuses a text that can
// be read in two ways. usual is the delimiter of the format's name, 0 if the text has no cells.
// head says what a person knows about the header. open opens the file at its beginning; Examine
// calls it several times.
//
// The encoding follows from a byte order mark or from the zeros of UTF-16; else it is UTF-8, or
// Windows-1252 if no letter beyond ASCII is UTF-8. A text with some that are and some that are not
// is refused, and so is one that may come from Windows or from an old Mac, whose lines end with a
// carriage return alone.
//
// The delimiter follows from a line "sep=;"; else it is the only one in the header outside quotes.
// Among several it is the one that gives the header a name that an export writes; else the one that
// fits all of several rows, if every other fits less than half of them. A usual tab that occurs in
// the header is the delimiter. Without any in the header, there is one column.
func Examine(usual byte, want Dialect, head Head, open func() (io.ReadCloser, error)) (Reading, error) {
	e := examination{usual: usual, head: head, open: open, found: Reading{Dialect: want}}
	if err := e.findEncoding(); err != nil {
		return Reading{}, err
	}
	if usual == 0 {
		return e.found, nil
	}
	return e.found, e.findDelimiter()
}

type examination struct {
	usual byte
	head  Head
	open  func() (io.ReadCloser, error)
	found Reading
}

// read opens the file and reads it.
func (e *examination) read(read func(io.Reader) error) error {
	file, err := e.open()
	if err != nil {
		return err
	}
	return errors.Join(read(file), file.Close())
}

// readText opens the file as UTF-8 text and reads it. It returns an error of the file itself even
// if read ignores it.
func (e *examination) readText(read func(*bufio.Reader) error) error {
	return e.read(func(file io.Reader) error {
		watched := &watchedReader{r: file}
		in, err := NewReader(watched, e.found.Encoding)
		if err != nil {
			return err
		}
		err = read(in)
		return cmp.Or(watched.err, err)
	})
}

// watchedReader remembers the error that ended the reading, other than io.EOF.
type watchedReader struct {
	r   io.Reader
	err error
}

func (w *watchedReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// findEncoding finds the encoding and refuses bytes that mean nothing in it, even if it was given.
func (e *examination) findEncoding() error {
	return e.read(func(file io.Reader) error {
		in, start, err := open(file)
		if err != nil {
			return err
		}
		given := e.found.Encoding
		if mark := byteOrderMark(start); mark != "" && given != "" && mark != given {
			return fmt.Errorf("the file begins with the mark of %s, but --encoding says %s: leave --encoding out", mark, given)
		}
		e.found.Encoding = cmp.Or(given, startEncoding(start))
		if e.found.Encoding == "" && e.usual == 0 {
			e.found.Encoding = UTF8 // JSON must be
		}
		switch e.found.Encoding {
		case UTF8:
			return nil
		case UTF16LE, UTF16BE:
			return checkUnits(in)
		}
		letters, err := surveyLetters(in, cmp.Or(e.found.Encoding, Windows1252))
		if err != nil {
			return err
		}
		return e.decideEncoding(&letters)
	})
}

// checkUnits refuses UTF-16 that ends with half a unit.
func checkUnits(in io.Reader) error {
	n, err := io.Copy(io.Discard, in)
	if err == nil && n%2 != 0 {
		err = errors.New("the UTF-16 text ends in the middle of a letter: " +
			"the file was cut off or damaged; save it again as CSV UTF-8")
	}
	return err
}

func (e *examination) decideEncoding(l *letters) error {
	given := e.found.Encoding != ""
	switch {
	case !given && l.foreign == 0:
		e.found.Encoding = UTF8
		return nil
	case !given && l.utf8 != 0:
		return fmt.Errorf("line %d holds letters in UTF-8 and line %d does not: the text is damaged, or of two origins; "+
			"save it again as CSV UTF-8, or choose --encoding utf-8 (rows that are not are rejected) or "+
			"--encoding windows-1252", l.utf8, l.foreign)
	case !given && l.lf == 0 && l.cr > 0:
		return fmt.Errorf("line %d is not UTF-8, and lines end as on an old Mac, so that it can be the Mac's own text "+
			"or that of Windows: choose --encoding macintosh or --encoding windows-1252", l.foreign)
	case l.undefined != 0:
		return fmt.Errorf("line %d holds the byte %02X, which is no letter in %s: save the file again as CSV UTF-8, "+
			"or choose another --encoding", l.undefined, l.undefinedByte, cmp.Or(e.found.Encoding, Windows1252))
	case !given:
		e.found.Encoding, e.found.Foreign, e.found.Letters = Windows1252, l.foreign, l.decoded()
	}
	return nil
}
