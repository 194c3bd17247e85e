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

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Header is the first line of a plan's file: what the plan was made of, and the sums.
type Header struct {
	Plan        string         `json:"plan"` // "leadferry plan"
	Version     int            `json:"version"`
	Made        string         `json:"made"`             // RFC 3339, UTC
	Restore     bool           `json:"restore,omitzero"` // of a snapshot
	Undo        string         `json:"undo,omitzero"`    // the report of the import that is undone
	Input       string         `json:"input"`
	Path        string         `json:"path,omitzero"`       // of the input, from the root
	Carried     bool           `json:"carriedOut,omitzero"` // it was applied from the file of another plan
	Format      string         `json:"format"`
	Header      results.Header `json:"of"`
	Assignments []string       `json:"map"`
	Live        int            `json:"live"`     // leads and other chats of the bot
	Verified    bool           `json:"verified"` // those were proved to be all
	Rows        int            `json:"rows"`
	Created     int            `json:"created"`
	Updated     int            `json:"updated"`
	Unchanged   int            `json:"unchanged"`
	Rejected    int            `json:"rejected"`
	Skipped     int            `json:"skipped"`
}

const (
	fileName    = "leadferry plan"
	fileVersion = 1
	maxLine     = 256 << 20 // bytes
)

// line is a row in a plan's file.
type line struct {
	Row      int           `json:"row"`
	Line     int           `json:"line"`
	UUID     string        `json:"uuid"`
	Outcome  row.Outcome   `json:"outcome"`
	By       row.Origin    `json:"by,omitzero"`
	New      bool          `json:"new,omitzero"` // the bot has no lead of this uuid until the plan makes one
	Changes  []row.Change  `json:"changes,omitzero"`
	Problems []row.Problem `json:"problems,omitzero"` // why it is not sent, or not whole
	Later    int           `json:"later,omitzero"`    // of a rejected row: a later row of its lead
}

// end is the last line.
type end struct {
	End    int    `json:"end"`    // rows
	SHA256 string `json:"sha256"` // of all lines before, in hexadecimal
}

// Write writes a plan as JSON lines, with the earlier value of every field that it changes. It sets
// the name, version and sums of the header.
func Write(ctx context.Context, h Header, b *row.Batch, to io.Writer) error {
	h.Plan, h.Version, h.Rows = fileName, fileVersion, b.Total()
	t := &b.Tally
	h.Created, h.Updated, h.Unchanged, h.Rejected, h.Skipped = t[row.Created], t[row.Updated], t[row.Unchanged], t[row.Rejected], t[row.Skipped]
	out := bufio.NewWriterSize(to, 64<<10)
	sum := sha256.New()
	w := io.MultiWriter(out, sum)
	if err := writeLine(w, &h); err != nil {
		return err
	}
	for r, err := range b.Rows.All(ctx) {
		if err != nil {
			return err
		}
		if err := writeLine(w, &line{
			Row: r.Number, Line: r.Line, UUID: r.UUID(), Outcome: r.Outcome, By: r.Origin, New: r.New && r.IsReady(),
			Changes: r.Changes, Problems: r.Problems, Later: r.Later,
		}); err != nil {
			return err
		}
	}
	if err := writeLine(w, &end{h.Rows, hex.EncodeToString(sum.Sum(nil))}); err != nil {
		return err
	}
	return out.Flush()
}

func writeLine(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("a line of the plan: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

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
