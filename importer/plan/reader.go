package plan

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// FileError says that a file is no plan, or not a whole one.
type FileError struct{ Text string }

func (e *FileError) Error() string { return e.Text }

// ReadHeader reads the first line of a plan's file.
func ReadHeader(from io.Reader) (Header, error) {
	p, err := open(from)
	if err != nil {
		return Header{}, err
	}
	return p.header, nil
}

// Load reads a plan's file. What it returns is to be confirmed before it is sent.
func Load(ctx context.Context, from io.Reader, to row.TempFile) (*row.Batch, Header, error) {
	p, err := open(from)
	if err != nil {
		return nil, Header{}, err
	}
	b := row.NewBatch(to, row.NewLeads())
	for r, err := range p.rows(ctx) {
		if err != nil {
			return nil, Header{}, err
		}
		if r.UUID() != "" {
			b.Leads.Add(r)
		}
		if err := b.Add(r); err != nil {
			return nil, Header{}, err
		}
	}
	return b, p.header, nil
}

// reader reads a plan's file row by row.
type reader struct {
	lines  *bufio.Scanner
	hash   hash.Hash
	header Header
	count  int
}

func open(from io.Reader) (*reader, error) {
	p := &reader{lines: bufio.NewScanner(from), hash: sha256.New()}
	p.lines.Buffer(nil, maxLine)
	text, err := p.line()
	if err == nil {
		err = json.Unmarshal(text, &p.header)
	}
	switch {
	case err != nil || p.header.Plan != fileName:
		return nil, &FileError{"this is no plan of an import"}
	case p.header.Version != fileVersion:
		return nil, &FileError{fmt.Sprintf("the plan is of version %d, and this program knows version %d", p.header.Version, fileVersion)}
	}
	p.add(text)
	return p, nil
}

func (p *reader) line() ([]byte, error) {
	if p.lines.Scan() {
		return p.lines.Bytes(), nil
	}
	if err := p.lines.Err(); err != nil {
		return nil, err
	}
	return nil, io.ErrUnexpectedEOF
}

func (p *reader) add(line []byte) {
	p.hash.Write(line)
	p.hash.Write([]byte{'\n'})
}

// rows reads all rows and checks the end.
func (p *reader) rows(ctx context.Context) iter.Seq2[*row.Row, error] {
	return func(yield func(*row.Row, error) bool) {
		for {
			r, err := p.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// next returns the next row, and io.EOF after a good end.
func (p *reader) next() (*row.Row, error) {
	text, err := p.line()
	if err != nil {
		return nil, &FileError{"the plan breaks off, or cannot be read: " + err.Error()}
	}
	if bytes.HasPrefix(text, []byte(`{"end":`)) {
		return nil, p.end(text)
	}
	p.add(text)
	p.count++
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, &FileError{fmt.Sprintf("line %d of the plan cannot be read: %v", p.count+1, err)}
	}
	r := &row.Row{
		Number: l.Row, Line: l.Line, Outcome: l.Outcome, Origin: l.By, New: l.New, Changes: l.Changes,
		Problems: l.Problems, Later: l.Later,
	}
	r.Cells.Base[lead.UUID] = l.UUID
	return r, nil
}

func (p *reader) end(text []byte) error {
	var e end
	if err := json.Unmarshal(text, &e); err != nil || e.End != p.count || e.SHA256 != hex.EncodeToString(p.hash.Sum(nil)) {
		return &FileError{"the plan is not as it was written; what was looked at is no longer what it says"}
	}
	return io.EOF
}
