package sheet

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
)

// Reading is how a file is to be read, and what tells so.
type Reading struct {
	Dialect
	Foreign int    // the first line that is not UTF-8, of a file that is taken for Windows-1252; else 0
	Letters string // those beyond ASCII of such a file: somebody who sees them knows whether it is
	OldMac  bool   // its lines end with a carriage return alone
}

// Examine finds out how the text of a file is written, as far as the wanted dialect does not say so, and refuses a file that can be read in
// two ways. open opens it from its beginning, as often as it is called.
//
// The encoding: what a byte order mark or the zeros of UTF-16 tell; else UTF-8; and Windows-1252 for a text in which no letter beyond
// ASCII is UTF-8. Where some are and some are not, nobody could say which is right; nor between Windows and an old Mac whose lines end with
// a carriage return alone.
//
// The delimiter: what a line "sep=;" tells; else the only one that stands in the header, outside quotes. Where several do, it is the one
// with which a name of the header is a column of an export; else the one that fits all of several rows, if all others fit less than half of them. A
// .tsv with a tab in its header is one. Where none stands in the header, there is one column.
func Examine(f Format, want Dialect, open func() (io.ReadCloser, error)) (Reading, error) {
	if f == XLSX {
		return Reading{}, nil // it says so itself
	}
	e := examination{format: f, open: open, found: Reading{Dialect: want}}
	if err := e.encoding(); err != nil {
		return Reading{}, err
	}
	if f != CSV && f != TSV {
		return e.found, nil
	}
	return e.found, e.delimiter()
}

type examination struct {
	format Format
	open   func() (io.ReadCloser, error)
	found  Reading
}

// with opens the file for a look.
func (e *examination) with(look func(io.Reader) error) error {
	file, err := e.open()
	if err != nil {
		return err
	}
	return errors.Join(look(file), file.Close())
}

// text opens the file as the text that it is. An error of reading it is returned whatever look makes of it.
func (e *examination) text(look func(*bufio.Reader) error) error {
	return e.with(func(file io.Reader) error {
		watched := &watched{r: file}
		in, err := textReader(watched, e.found.Encoding)
		if err != nil {
			return err
		}
		err = look(in)
		return cmp.Or(watched.err, err)
	})
}

// watched remembers the error that ended the reading, if it was not the end.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !isEnd(err) {
		w.err = err
	}
	return n, err
}

// encoding finds the encoding. Bytes that stand for nothing are refused, whoever has chosen it.
func (e *examination) encoding() error {
	return e.with(func(file io.Reader) error {
		in := bufio.NewReaderSize(file, bufferSize)
		start, err := in.Peek(signatureSize)
		if err != nil && !isEnd(err) {
			return err
		}
		if err := refuseBinary(in, start); err != nil {
			return err
		}
		if mark := byteOrderMark(start); mark != "" && e.found.Encoding != "" && mark != e.found.Encoding {
			return fmt.Errorf("the file begins with the mark of %s, but --encoding says %s: leave --encoding out", mark, e.found.Encoding)
		}
		if e.found.Encoding = cmp.Or(e.found.Encoding, marked(start)); e.found.Encoding == "" && e.format != CSV && e.format != TSV {
			e.found.Encoding = UTF8 // JSON must be
		}
		switch e.found.Encoding {
		case UTF8:
			return nil
		case UTF16LE, UTF16BE:
			return e.wholeUnits(in)
		}
		letters, err := surveyLetters(in, cmp.Or(e.found.Encoding, Windows1252))
		if err != nil {
			return err
		}
		return e.judge(&letters)
	})
}

// wholeUnits refuses UTF-16 with half a unit at its end.
func (e *examination) wholeUnits(in io.Reader) error {
	n, err := io.Copy(io.Discard, in)
	if err == nil && n%2 != 0 {
		err = errors.New("the UTF-16 text ends in the middle of a letter: the file was cut off or damaged; save it again as CSV UTF-8")
	}
	return err
}

// judge decides by the letters beyond ASCII.
func (e *examination) judge(l *letters) error {
	chosen := e.found.Encoding != ""
	switch {
	case !chosen && l.foreign == 0:
		e.found.Encoding = UTF8
		return nil
	case !chosen && l.utf8 != 0:
		return fmt.Errorf("line %d holds letters in UTF-8 and line %d does not: the text is damaged, or of two origins; save it again as "+
			"CSV UTF-8, or choose --encoding utf-8 (rows that are not are rejected) or --encoding windows-1252", l.utf8, l.foreign)
	case !chosen && l.lf == 0 && l.cr > 0:
		return fmt.Errorf("line %d is not UTF-8, and lines end as on an old Mac, so that it can be the Mac's own text or that of Windows: choose "+
			"--encoding macintosh or --encoding windows-1252", l.foreign)
	case l.undefined != 0:
		return fmt.Errorf("line %d holds the byte %02X, which is no letter in %s: save the file again as CSV UTF-8, or choose another --encoding",
			l.undefined, l.byte, cmp.Or(e.found.Encoding, Windows1252))
	case !chosen:
		e.found.Encoding, e.found.Foreign, e.found.Letters = Windows1252, l.foreign, l.decoded()
	}
	return nil
}
