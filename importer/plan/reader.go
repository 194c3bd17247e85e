package plan

import (
	"bufio"
	"bytes"
	"cmp"
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

// ReadHeader reads the first line of a plan's file.
func ReadHeader(from io.Reader) (Header, error) {
	p, err := open(from)
	return p.header, err
}

// Load reads a plan's file. What it returns is to be confirmed before it is sent.
func Load(ctx context.Context, from io.Reader, to row.TempFile) (*row.Batch, Header, error) {
	return load(ctx, from, to, func(*row.Row) (bool, error) { return true, nil })
}

// load reads the wanted rows of a plan's file.
func load(ctx context.Context, from io.Reader, to row.TempFile, wanted func(*row.Row) (bool, error)) (*row.Batch, Header, error) {
	p, err := open(from)
	if err != nil {
		return nil, Header{}, err
	}
	b := row.NewBatch(to, row.NewLeads())
	for r, err := range p.rows(ctx) {
		want := false
		if err == nil {
			want, err = wanted(r)
		}
		if err == nil && want {
			if r.UUID() != "" {
				b.Leads.Add(r)
			}
			err = b.Add(r)
		}
		if err != nil {
			return nil, Header{}, err
		}
	}
	return b, p.header, nil
}

// Rows reads the rows of a plan's file one by one.
func Rows(ctx context.Context, from io.Reader) iter.Seq2[*row.Row, error] {
	p, err := open(from)
	if err != nil {
		return func(yield func(*row.Row, error) bool) { yield(nil, err) }
	}
	return p.rows(ctx)
}

// rows reads all rows and ends with the context's cause.
func (p *reader) rows(ctx context.Context) iter.Seq2[*row.Row, error] {
	return func(yield func(*row.Row, error) bool) {
		for {
			r, err := p.next()
			if err == nil && r == nil {
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
		return p, errors.New("this is not the plan of an import")
	case p.header.Version != fileVersion:
		return p, fmt.Errorf("the plan is of version %d, and this program knows version %d", p.header.Version, fileVersion)
	}
	p.hash.Write(append(text, '\n'))
	return p, nil
}

func (p *reader) line() ([]byte, error) {
	if !p.lines.Scan() {
		return nil, cmp.Or(p.lines.Err(), io.ErrUnexpectedEOF)
	}
	return p.lines.Bytes(), nil
}

// next returns the next row, nil after a good end.
func (p *reader) next() (*row.Row, error) {
	text, err := p.line()
	if err != nil {
		return nil, fmt.Errorf("the plan is cut off, or cannot be read: %w", err)
	}
	if bytes.HasPrefix(text, []byte(`{"end":`)) {
		var e end
		if err := json.Unmarshal(text, &e); err != nil || e != (end{p.count, hex.EncodeToString(p.hash.Sum(nil))}) {
			return nil, errors.New("the plan file was changed after it was made")
		}
		return nil, nil
	}
	p.hash.Write(append(text, '\n'))
	p.count++
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, fmt.Errorf("line %d of the plan cannot be read: %w", p.count+1, err)
	}
	r := &row.Row{
		Number: l.Row, Line: l.Line, Sheet: l.Sheet, Outcome: l.Outcome, Origin: l.By, New: l.New, Changes: l.Changes, Problems: l.Problems, Left: l.Left, Later: l.Later, Name: l.Name,
	}
	r.Cells.Base[lead.UUID] = l.UUID
	return r, nil
}
