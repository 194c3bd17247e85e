package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// Fingerprint identifies the contents of an input.
type Fingerprint struct {
	SHA256 string // of the file as it is, in hexadecimal
	Size   int64  // bytes
}

// ErrChanged says that the input is not what it was when the run began.
var ErrChanged = errors.New("the file changed after it was checked")

// Scan is one reading of the input from its beginning to its end. Close it.
type Scan struct {
	sheet.Reader
	Blank int // blank rows so far
	*stream
	text io.ReadCloser // decompressed
}

// Scan begins a reading, which ends with the context's cause.
func (s *Source) Scan(ctx context.Context) (*Scan, error) {
	file, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	text, err := s.unpack(file)
	if err != nil {
		return nil, err
	}
	var from io.Reader = text
	if s.Format == sheet.XLSX {
		from = file.ReadCloser // a workbook is not read from its beginning to its end
	}
	rows, err := sheet.NewReader(from, s.Format, sheet.ReaderOptions{RawCells: s.RawCells, Sheet: s.Sheet, Dialect: s.Dialect, Head: s.Head, Titles: s.Reading.Titles, Notes: s.Reading.Notes()})
	if err != nil {
		return nil, errors.Join(err, text.Close())
	}
	return &Scan{Reader: rows, stream: file, text: text}, nil
}

// ScanRows is Scan for a reading that needs no fingerprint.
func (s *Source) ScanRows(ctx context.Context) (*Scan, error) {
	scan, err := s.Scan(ctx)
	if err == nil {
		scan.hash = nil
	}
	return scan, err
}

// Close ends the reading.
func (s *Scan) Close() error { return s.text.Close() }

// Filled reads the rows that are not blank.
func (s *Scan) Filled() iter.Seq2[*sheet.Row, error] {
	const often = 256 // rows between two looks at ctx
	return func(yield func(*sheet.Row, error) bool) {
		n := 0
		for r, err := range s.Rows() {
			if n++; err == nil && n%often == 0 && s.ctx.Err() != nil {
				err = context.Cause(s.ctx)
			}
			if err == nil && r.IsBlank() {
				s.Blank++
				continue
			}
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// Fingerprint reads the whole input for its fingerprint.
func (in *Input) Fingerprint(ctx context.Context) (print Fingerprint, err error) {
	file, err := in.open(ctx)
	if err != nil {
		return Fingerprint{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return file.Fingerprint()
}

// stream is the file of an input. What is read through it is counted, and hashed unless hash is nil.
type stream struct {
	io.ReadCloser
	ctx  context.Context
	hash hash.Hash
	size int64
}

func (in *Input) open(ctx context.Context) (*stream, error) {
	file, err := in.Open()
	if err != nil {
		return nil, err
	}
	return &stream{ReadCloser: file, ctx: ctx, hash: sha256.New()}, nil
}

// Read ends with the context's cause.
func (s *stream) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	n, err := s.ReadCloser.Read(p)
	if s.hash != nil {
		s.hash.Write(p[:n])
	}
	s.size += int64(n)
	return n, err
}

// Fingerprint reads what is left of the file and returns the fingerprint.
func (s *stream) Fingerprint() (Fingerprint, error) {
	if _, err := io.Copy(io.Discard, s); err != nil {
		return Fingerprint{}, err
	}
	return Fingerprint{hex.EncodeToString(s.hash.Sum(nil)), s.size}, nil
}

// unpack decompresses the file. Closing it closes the file, too.
func (in *Input) unpack(file *stream) (io.ReadCloser, error) {
	text, err := sheet.NewDecompressor(file, in.Compression)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return unpacked{text, file}, nil
}

type unpacked struct {
	io.ReadCloser
	file io.Closer
}

func (u unpacked) Close() error { return errors.Join(u.ReadCloser.Close(), u.file.Close()) }

// Unreadable are the rows of an input that cannot be read.
type Unreadable struct {
	Rows   int
	Causes []row.Finding
	Sheets sheet.Sheets // of a workbook
}

// Unreadable reads the input for the rows that cannot be read.
func (s *Source) Unreadable(ctx context.Context) (all *Unreadable, err error) {
	scan, err := s.ScanRows(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	all = new(Unreadable)
	var found row.Findings
	for r, err := range scan.Filled() {
		if err != nil {
			return nil, err
		}
		if r.Err == nil {
			continue
		}
		all.Rows++
		for _, p := range ProblemsOf(r.Err) {
			found.Add(r.Number, &p)
		}
	}
	all.Causes, all.Sheets = found.All(), scan.Sheets()
	return all, nil
}

// CodeUnreadable is the code of rows that cannot be read, where nothing more is known.
const CodeUnreadable = "unreadable"

// ProblemsOf returns what is wrong with a row that cannot be read.
func ProblemsOf(err error) (problems []row.Problem) {
	if bad, ok := errors.AsType[sheet.BadCells](err); ok {
		for _, cell := range bad {
			problems = append(problems, row.Problem{
				Code: cell.Code, Column: cell.Name, Letter: sheet.ColumnLetters(cell.Column), Value: cell.Value, Text: cell.Text, Fix: cell.Fix,
			})
		}
		return problems
	}
	p := row.Problem{Code: CodeUnreadable, Text: err.Error(), Fix: problem.Remedy(err)}
	if e, ok := errors.AsType[*sheet.RowError](err); ok {
		p.Text, p.Value, p.Fix = e.Text, e.Detail, e.Fix
	}
	return []row.Problem{p}
}
