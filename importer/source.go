package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Fingerprint tells inputs apart.
type Fingerprint struct {
	SHA256 string // of the file as it is, in hexadecimal
	Size   int64  // bytes
}

// ErrChanged says that the input is not what it was when the run began.
var ErrChanged = errors.New("the input has changed since it was checked")

// scan is one reading of the input from its beginning to its end.
type scan struct {
	sheet.Reader
	file  io.ReadCloser
	bytes *counted
	text  io.ReadCloser // decompressed
}

// open begins a scan.
func (in *Input) open() (*scan, error) {
	file, err := in.Open()
	if err != nil {
		return nil, err
	}
	s := &scan{file: file, bytes: &counted{r: file, hash: sha256.New()}}
	if s.text, err = sheet.NewDecompressor(s.bytes, in.Compression); err == nil {
		var from io.Reader = s.text
		if in.Format == sheet.XLSX {
			from = file // which is not read from its beginning to its end
		}
		s.Reader, err = sheet.NewReader(from, in.Format, sheet.ReaderOptions{RawCells: in.RawCells, Sheet: in.Sheet, Dialect: in.Dialect})
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// examine finds out how the text is written, for all scans to come.
func (in *Input) examine(ctx context.Context) (sheet.Reading, error) {
	found, err := sheet.Examine(in.Format, in.Dialect, func() (io.ReadCloser, error) {
		file, err := in.Open()
		if err != nil {
			return nil, err
		}
		text, err := sheet.NewDecompressor(stoppable(ctx, file), in.Compression)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		return unpacked{text, file}, nil
	})
	in.Dialect = found.Dialect
	return found, err
}

// stoppable returns a reader that ends with the context.
func stoppable(ctx context.Context, r io.Reader) io.Reader {
	return readFunc(func(p []byte) (int, error) {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		return r.Read(p)
	})
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// unpacked is a decompressed file.
type unpacked struct {
	io.ReadCloser
	file io.Closer
}

func (u unpacked) Close() error { return errors.Join(u.ReadCloser.Close(), u.file.Close()) }

// each passes every row on that is not blank, and returns how many are.
func (s *scan) each(ctx context.Context, row func(*sheet.Row) error) (blank int, err error) {
	n := 0
	for r, err := range s.Rows() {
		if err != nil {
			return blank, err
		}
		if n++; n%256 == 0 && ctx.Err() != nil {
			return blank, context.Cause(ctx)
		}
		if r.IsBlank() {
			blank++
			continue
		}
		if err := row(&r); err != nil {
			return blank, err
		}
	}
	return blank, nil
}

// pieces passes every row on that is not blank, many at a time, and returns how many are.
func (s *scan) pieces(ctx context.Context, to chan<- []sheet.Row) (blank int, err error) {
	const many = 128
	var piece []sheet.Row
	send := func() error {
		select {
		case to <- piece:
			piece = nil
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	blank, err = s.each(ctx, func(r *sheet.Row) error {
		if piece == nil {
			piece = make([]sheet.Row, 0, many)
		}
		if piece = append(piece, *r); len(piece) < many {
			return nil
		}
		return send()
	})
	if err == nil && len(piece) > 0 {
		err = send()
	}
	return blank, err
}

// fingerprint reads what may be left of the file and tells it.
func (s *scan) fingerprint() (Fingerprint, error) {
	if _, err := io.Copy(io.Discard, s.bytes); err != nil {
		return Fingerprint{}, err
	}
	return Fingerprint{hex.EncodeToString(s.bytes.hash.Sum(nil)), s.bytes.n}, nil
}

func (s *scan) close() (err error) {
	if s.text != nil {
		err = s.text.Close()
	}
	return errors.Join(err, s.file.Close())
}

// counted hashes and counts what is read through it.
type counted struct {
	r    io.Reader
	hash hash.Hash // nil once nobody wants it any more
	n    int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.hash != nil {
		c.hash.Write(p[:n])
	}
	c.n += int64(n)
	return n, err
}

// header returns the names of all columns in their order: a format without a header is read to its end for them.
func (in *Input) header(ctx context.Context) (names []string, err error) {
	s, err := in.open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if names = s.Header(); names != nil {
		return names, nil
	}
	base := lead.BaseColumns()
	var used [lead.BaseCount]bool
	seen := map[string]bool{}
	_, err = s.each(ctx, func(r *sheet.Row) error {
		cells := r.Base
		for i, cell := range cells {
			if cell != "" && !used[i] {
				used[i] = true
				names = append(names, base[i])
			}
		}
		for _, c := range r.Dynamic {
			if !seen[c.Column] {
				seen[c.Column] = true
				names = append(names, c.Column)
			}
		}
		return nil
	})
	return names, err
}

// FingerprintOf reads the whole input for its fingerprint.
func FingerprintOf(in *Input) (print Fingerprint, err error) {
	file, err := in.Open()
	if err != nil {
		return Fingerprint{}, err
	}
	s := &scan{file: file, bytes: &counted{r: file, hash: sha256.New()}}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.fingerprint()
}

// Reader opens the input for whoever wants its rows only; the first time it finds out how the text is written.
func (in *Input) Reader(ctx context.Context) (sheet.Reader, io.Closer, error) {
	if !in.examined {
		if _, err := in.examine(ctx); err != nil {
			return nil, nil, err
		}
		in.examined = true
	}
	s, err := in.open()
	if err != nil {
		return nil, nil, err
	}
	s.bytes.hash = nil
	return s.Reader, closer(s.close), nil
}

type closer func() error

func (c closer) Close() error { return c() }
