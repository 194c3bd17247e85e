package importer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/lead"
)

// PlanHeader is the first line of a plan's file: what the plan was made of, and the sums.
type PlanHeader struct {
	Plan        string   `json:"plan"` // "leadferry plan"
	Version     int      `json:"version"`
	Made        string   `json:"made"`             // RFC 3339, UTC
	Restore     bool     `json:"restore,omitzero"` // of a snapshot
	Undo        string   `json:"undo,omitzero"`    // the report of the run that is undone
	Input       string   `json:"input"`
	Path        string   `json:"path,omitzero"`       // of the input, from the root
	Carried     bool     `json:"carriedOut,omitzero"` // it was carried out from the file of another plan
	Format      string   `json:"format"`
	Header      Header   `json:"of"`
	Assignments []string `json:"map"`
	Live        int      `json:"live"`     // leads and other chats of the bot
	Verified    bool     `json:"verified"` // those were proved to be all
	Rows        int      `json:"rows"`
	Created     int      `json:"created"`
	Updated     int      `json:"updated"`
	Unchanged   int      `json:"unchanged"`
	Rejected    int      `json:"rejected"`
	Skipped     int      `json:"skipped"`
}

const (
	planName    = "leadferry plan"
	planVersion = 1
	maxPlanLine = 256 << 20 // bytes
)

// planRow is a line of a plan's file.
type planRow struct {
	Row     int      `json:"row"`
	Line    int      `json:"line"`
	UUID    string   `json:"uuid"`
	Outcome string   `json:"outcome"`
	By      string   `json:"by,omitzero"`  // what tells whom it means: uuid, match or new; "" for nothing
	New     bool     `json:"new,omitzero"` // the bot has no lead of this uuid, until the plan makes one
	Changes []Change `json:"changes,omitzero"`

	Problems []Problem `json:"problems,omitzero"` // why it is not sent, or not whole
}

// planEnd is the last line.
type planEnd struct {
	End    int    `json:"end"`    // rows
	SHA256 string `json:"sha256"` // of all lines before, in hexadecimal
}

// WritePlan writes the whole plan as JSON lines, with the earlier value of every field that it changes.
func (b *Batch) WritePlan(h PlanHeader, to io.Writer) error {
	o := b.outlook
	h.Plan, h.Version = planName, planVersion
	h.Rows, h.Created, h.Updated, h.Unchanged, h.Rejected, h.Skipped = b.survey.Rows, o.Created, o.Updated, o.Unchanged, o.Rejected, o.Skipped
	out := bufio.NewWriterSize(to, 64<<10)
	sum := sha256.New()
	w := io.MultiWriter(out, sum)
	if err := writeLine(w, &h); err != nil {
		return err
	}
	for it, err := range b.stage.items() {
		if err != nil {
			return err
		}
		r := planRow{
			Row: it.number, Line: it.line, UUID: it.row.Base[lead.UUID], Outcome: it.plan.String(), By: it.origin.String(), New: it.plan == Created || it.plan == Updated && !it.known,
			Changes: it.changes, Problems: it.problems,
		}
		if err := writeLine(w, &r); err != nil {
			return err
		}
	}
	if err := writeLine(w, &planEnd{b.survey.Rows, hex.EncodeToString(sum.Sum(nil))}); err != nil {
		return err
	}
	return out.Flush()
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("a line of the plan: %w", err)
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// PlanError says that a file is no plan, or no whole one.
type PlanError struct{ Text string }

func (e *PlanError) Error() string { return e.Text }

// ReadPlanHeader reads the first line of a plan's file.
func ReadPlanHeader(from io.Reader) (PlanHeader, error) {
	p, err := openPlan(from)
	if err != nil {
		return PlanHeader{}, err
	}
	return p.header, nil
}

// LoadPlan makes a batch of a plan's file. o.Input is what it was made of. temp is a file of the batch's own. Confirm comes next.
func LoadPlan(from io.Reader, o Options, temp Stage) (*Batch, PlanHeader, error) {
	p, err := openPlan(from)
	if err != nil {
		return nil, PlanHeader{}, err
	}
	b := newPlanned(o, temp)
	b.undoing = p.header.Undo != ""
	b.survey.Fingerprint = Fingerprint{p.header.Header.SHA256, p.header.Header.Size}
	var outlook outlookCounter
	for {
		it, err := p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, PlanHeader{}, err
		}
		outlook.add(it)
		b.survey.Rows++
		b.last = it.number
		if it.row.Base[lead.UUID] != "" {
			b.groups.add(it)
		}
		if err := b.stage.add(it); err != nil {
			return nil, PlanHeader{}, err
		}
	}
	b.outlook = outlook.result()
	return b, p.header, nil
}

// planReader reads a plan's file row by row.
type planReader struct {
	lines  *bufio.Scanner
	hash   hash.Hash
	header PlanHeader
	rows   int
}

func openPlan(from io.Reader) (*planReader, error) {
	p := &planReader{lines: bufio.NewScanner(from), hash: sha256.New()}
	p.lines.Buffer(nil, maxPlanLine)
	line, err := p.line()
	if err == nil {
		err = json.Unmarshal(line, &p.header)
	}
	switch {
	case err != nil || p.header.Plan != planName:
		return nil, &PlanError{"this is no plan of an import"}
	case p.header.Version != planVersion:
		return nil, &PlanError{fmt.Sprintf("the plan is of version %d, and this program knows version %d", p.header.Version, planVersion)}
	}
	p.hash.Write(append(bytes.Clone(line), '\n'))
	return p, nil
}

func (p *planReader) line() ([]byte, error) {
	if p.lines.Scan() {
		return p.lines.Bytes(), nil
	}
	if err := p.lines.Err(); err != nil {
		return nil, err
	}
	return nil, io.ErrUnexpectedEOF
}

// next returns the next row, and io.EOF behind a good end.
func (p *planReader) next() (*item, error) {
	line, err := p.line()
	if err != nil {
		return nil, &PlanError{"the plan breaks off, or cannot be read: " + err.Error()}
	}
	if bytes.HasPrefix(line, []byte(`{"end":`)) {
		return nil, p.end(line)
	}
	p.hash.Write(line)
	p.hash.Write([]byte{'\n'})
	p.rows++
	var r planRow
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, &PlanError{fmt.Sprintf("line %d of the plan cannot be read: %v", p.rows+1, err)}
	}
	it := &item{number: r.Row, line: r.Line, origin: parseOrigin(r.By), known: !r.New, changes: r.Changes, problems: r.Problems}
	it.row.Base[lead.UUID] = r.UUID
	if it.plan, err = parseOutcome(r.Outcome); err != nil {
		return nil, &PlanError{fmt.Sprintf("line %d of the plan: %v", p.rows+1, err)}
	}
	return it, nil
}

func (p *planReader) end(line []byte) error {
	var e planEnd
	if err := json.Unmarshal(line, &e); err != nil || e.End != p.rows || e.SHA256 != hex.EncodeToString(p.hash.Sum(nil)) {
		return &PlanError{"the plan is not as it was written; what was looked at is no longer what it says"}
	}
	return io.EOF
}

// String returns what tells whom a row means, as a plan has it.
func (o origin) String() string { return [...]string{"", "uuid", "match", "new"}[o] }

func parseOrigin(name string) origin {
	for o := noIdentity; o <= derived; o++ {
		if o.String() == name {
			return o
		}
	}
	return noIdentity
}
