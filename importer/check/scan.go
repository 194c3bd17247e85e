package check

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Fingerprint identifies the contents of an input.
type Fingerprint struct {
	SHA256 string // of the file as it is, in hexadecimal
	Size   int64  // bytes
}

// ErrChanged says that the input is not what it was when the run began.
var ErrChanged = errors.New("the input has changed since it was checked")

// Scan is one reading of the input from its beginning to its end. Close it.
type Scan struct {
	sheet.Reader
	file  io.ReadCloser
	bytes *counter
	text  io.ReadCloser // decompressed
}

// Scan begins a reading.
func (s *Source) Scan() (*Scan, error) {
	file, err := s.Open()
	if err != nil {
		return nil, err
	}
	scan := &Scan{file: file, bytes: &counter{r: file, hash: sha256.New()}}
	if scan.text, err = sheet.NewDecompressor(scan.bytes, s.Compression); err == nil {
		var from io.Reader = scan.text
		if s.Format == sheet.XLSX {
			from = file // a workbook is not read from its beginning to its end
		}
		scan.Reader, err = sheet.NewReader(from, s.Format, sheet.ReaderOptions{RawCells: s.RawCells, Sheet: s.Sheet, Dialect: s.Dialect})
	}
	if err != nil {
		return nil, errors.Join(err, scan.Close())
	}
	return scan, nil
}

// Close ends the reading.
func (s *Scan) Close() (err error) {
	if s.text != nil {
		err = s.text.Close()
	}
	return errors.Join(err, s.file.Close())
}

// Filled reads the rows that are not blank and ends with the context's cause. It counts the blank ones.
func (s *Scan) Filled(ctx context.Context, blank *int) iter.Seq2[*sheet.Row, error] {
	const often = 256 // rows between two looks at ctx
	return func(yield func(*sheet.Row, error) bool) {
		n := 0
		for r, err := range s.Rows() {
			if n++; err == nil && n%often == 0 && ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if err == nil && r.IsBlank() {
				*blank++
				continue
			}
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// Fingerprint reads what is left of the file and returns the fingerprint.
func (s *Scan) Fingerprint() (Fingerprint, error) {
	if _, err := io.Copy(io.Discard, s.bytes); err != nil {
		return Fingerprint{}, err
	}
	return Fingerprint{hex.EncodeToString(s.bytes.hash.Sum(nil)), s.bytes.size}, nil
}

// Fingerprint reads the whole input for its fingerprint.
func (in *Input) Fingerprint(ctx context.Context) (print Fingerprint, err error) {
	file, err := in.Open()
	if err != nil {
		return Fingerprint{}, err
	}
	s := Scan{file: file, bytes: &counter{r: stoppable(ctx, file), hash: sha256.New()}}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Fingerprint()
}

// counter hashes and counts what is read through it.
type counter struct {
	r    io.Reader
	hash hash.Hash
	size int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	c.size += int64(n)
	return n, err
}

// header returns the names of all columns. A format without a header is read to its end for them.
func (s *Source) header(ctx context.Context) (names []string, err error) {
	scan, err := s.Scan()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	if names = scan.Header(); names != nil {
		return names, nil
	}
	var used [lead.BaseCount]bool
	seen := map[string]bool{}
	blank := 0
	for r, err := range scan.Filled(ctx, &blank) {
		if err != nil {
			return nil, err
		}
		for c, cell := range r.Base {
			if cell != "" && !used[c] {
				used[c] = true
				names = append(names, lead.Column(c).String())
			}
		}
		for _, c := range r.Dynamic {
			if !seen[c.Column] {
				seen[c.Column] = true
				names = append(names, c.Column)
			}
		}
	}
	return names, nil
}
