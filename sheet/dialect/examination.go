package dialect

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Reading is how to read a file, and what gave it away.
type Reading struct {
	Dialect
	Foreign int    // the first line that is not UTF-8, if the encoding was found by its letters; else 0
	Letters string // letters beyond ASCII of such a file, for a person to check
	OldMac  bool   // lines end with a carriage return alone
	// Titles are what the columns are called, nil if the header alone says that. They are to be settled.
	Titles *Titles
	// Head is that of a list of recipients, which has no header; zero for all else.
	Head    Head
	remarks []string
	asUsual []string // what is read as ever, though it might mean something else
}

// Notes returns what a person should know about how the text is read.
func (r *Reading) Notes() []string { return append(r.Guesses(), r.asUsual...) }

// Guesses returns the notes on what makes the cells wrong if it is wrong.
func (r *Reading) Guesses() (notes []string) {
	notes = slices.Clone(r.remarks)
	if r.Titles != nil {
		notes = append(notes, r.Titles.Notes()...)
	}
	if r.Foreign == 0 {
		return notes
	}
	return append(notes, fmt.Sprintf("the text is not UTF-8, first on line %d, and is read as %s by its letters; if these are not its letters, "+
		"say what it is with --encoding: %s", r.Foreign, r.Encoding, r.Letters))
}

// Examine finds out how a text is written, as far as want does not say, and refuses a text that can
// be read in two ways. usual is the delimiter of the format's name, 0 if the text has no cells.
// head says what a person knows about the header. open opens the file at its beginning; Examine
// calls it several times.
//
// The encoding follows from a byte order mark or from the zeros of UTF-16; else it is UTF-8 if all of
// the text is. Any other one is found by its letters, which must make words of one language. A text
// for which no reading is certain, or some of which reads only in another encoding, is refused with
// an *Undecided.
//
// The delimiter follows from a line "sep=;"; else it is the only one in the header outside quotes.
// Among several it is the one that gives the header a name that an export writes; else the one that
// fits all of several rows, if every other fits less than half of them, or the only one that fits all rows
// and parts off a column of contacts. A usual tab that occurs in the header is the delimiter. Without any in
// the header, there is one column.
//
// Quotes stand around cells, unless the text is certainly that of a database; see findQuotes.
func Examine(usual byte, want Dialect, head Head, open func() (io.ReadCloser, error)) (Reading, error) {
	e := examination{usual: usual, head: head, open: open, found: Reading{Dialect: want}}
	if err := e.findEncoding(); err != nil {
		return Reading{}, err
	}
	if usual == 0 {
		return e.found, nil
	}
	err := e.findDelimiter()
	if err == nil {
		err = e.findQuotes()
	}
	if err == nil && head.Names == nil && e.found.Head.Names == nil {
		err = e.findTitles()
	}
	return e.found, err
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

// records are those of a text with that delimiter.
func (e *examination) records(in *bufio.Reader, delimiter byte) (*Records, error) {
	return NewRecords(in, e.usual, Dialect{Delimiter: delimiter, Quotes: e.found.Quotes})
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
