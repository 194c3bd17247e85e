package xlsx

import (
	"errors"
	"fmt"
	"io"

	"github.com/leadferry/leadferry/internal/problem"
)

// Limits of a workbook. Sheets are read as a stream, so a large one costs time but no memory;
// everything else is bounded by maxUnpacked, and the shared texts, which stay in memory, by
// maxShared.
const (
	maxContents = 4 << 20  // of the archive's table of contents
	maxBook     = 64 << 20 // the list of the sheets, and the styles
	maxSheets   = 1000
	maxStyles   = 1 << 16 // of cells
	maxFormats  = 4096    // of numbers
	maxFormat   = 255     // characters, as in Excel
	maxUnpacked = 512 << 20
	maxShared   = 192 << 20
	maxSheet    = 16 << 30
	maxRow      = 32 << 20
	maxRatio    = 200      // unpacked to packed
	ratioFrom   = 16 << 20 // a part that unpacks to less may have any ratio
)

// part reads one part.
func (b *Book) part(name string, limit int64, read func(*lexer) error) error {
	r, err := b.open(name, limit)
	if err != nil {
		return err
	}
	if err := read(newLexer(r)); err != nil {
		return errors.Join(r.explain(err), r.Close())
	}
	return r.Close()
}

func (b *Book) open(name string, limit int64) (*partReader, error) {
	f := b.files[name]
	if f == nil {
		return nil, damaged(name, errors.New("it is missing"))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	return &partReader{ReadCloser: r, name: name, packed: int64(f.CompressedSize64), limit: limit}, nil
}

func damaged(part string, err error) error {
	return problem.With(fmt.Errorf("the workbook is damaged or unfinished, in %s: %w", part, err),
		"open it in a spreadsheet program and save it again; if it cannot be opened, get the file anew from where it comes from")
}

// partReader unpacks a part within limits.
type partReader struct {
	io.ReadCloser
	name             string
	packed, unpacked int64
	limit            int64
}

// tooLargeError is a part that unpacks to more than any honest workbook.
type tooLargeError struct{ text string }

func (e *tooLargeError) Error() string { return e.text }

// Remedy says what helps if it is the right file.
func (e *tooLargeError) Remedy() string {
	return "check that it is the right file; if it is, save the sheet with the leads alone as CSV UTF-8"
}

func (p *partReader) Read(buf []byte) (int, error) {
	n, err := p.ReadCloser.Read(buf)
	p.unpacked += int64(n)
	switch {
	case p.unpacked > p.limit:
		return 0, &tooLargeError{fmt.Sprintf("%s unpacks to more than %d MiB: this is no workbook of leads",
			p.name, p.limit>>20)}
	case p.unpacked > ratioFrom && p.unpacked/maxRatio > p.packed:
		return 0, &tooLargeError{fmt.Sprintf("%s unpacks to more than %d times its size: this is no workbook of leads",
			p.name, maxRatio)}
	}
	return n, err
}

func (p *partReader) explain(err error) error {
	if large, ok := errors.AsType[*tooLargeError](err); ok {
		return large
	}
	return damaged(p.name, err)
}
