package results

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Rejects holds the sources of a rejects file.
type Rejects struct {
	Batch       *row.Batch
	Source      *check.Source
	Mapping     *columns.Mapping
	Fingerprint check.Fingerprint // of the input when it was checked
}

// Write writes the rows to fix as they stand in the input, with what is wrong and how to fix it, so
// that a fixed rejects file is the next input: those that were rejected or failed, but for those that
// a later row of their lead superseded, which would replace what is newer.
//
// It reads the input once more. check.ErrChanged says that it is no longer what it was.
func (re *Rejects) Write(ctx context.Context, l *Log, to io.Writer) error {
	out, err := sheet.NewCellWriter(to, sheet.CSV, sheet.Dialect{}) // whatever the input was: CSV loses nothing
	if err != nil {
		return err
	}
	lay := newLayout(re.Mapping)
	if err := out.WriteHeader(lay.header()); err != nil {
		return err
	}
	if t := l.Tally(); t.Stored()+t[row.Unchanged]+t[row.Skipped] < re.Batch.Total() {
		if err := re.copy(ctx, l, out, lay); err != nil {
			return err
		}
	}
	return out.Flush()
}

// copy copies the rows to fix from the input.
func (re *Rejects) copy(ctx context.Context, l *Log, out *sheet.CellWriter, lay *layout) (err error) {
	scan, err := re.Source.Scan()
	if err != nil {
		return fmt.Errorf("read the input again: %w", err)
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	next, stop := iter.Pull2(re.Batch.Rows.All(ctx))
	defer stop()
	blank := 0
	for in, err := range scan.Filled(ctx, &blank) {
		if err != nil {
			return re.unreadable(scan, err)
		}
		r, err, ok := next()
		switch {
		case err != nil:
			return err
		case !ok || r.Number != in.Number || r.Line != in.Line:
			return check.ErrChanged
		}
		rec, err := l.Of(r)
		if err == nil && rec.NeedsFix() {
			err = out.Write(lay.cells(in, &rec))
		}
		if err != nil {
			return err
		}
	}
	return re.same(scan)
}

// same returns check.ErrChanged if the input is not what was checked.
func (re *Rejects) same(scan *check.Scan) error {
	print, err := scan.Fingerprint()
	if err == nil && print != re.Fingerprint {
		err = check.ErrChanged
	}
	return err
}

// unreadable says why the input could not be read, and that it has changed if it has.
func (re *Rejects) unreadable(scan *check.Scan, err error) error {
	err = fmt.Errorf("read the input again: %w", err)
	if re.same(scan) == check.ErrChanged {
		err = errors.Join(check.ErrChanged, err)
	}
	return err
}

// The columns that a rejects file has beside the input's own.
const (
	rowColumn     = "_row"
	problemColumn = "_problem"
	fixColumn     = "_fix"
)

// layout says which cell of the input goes where in the rejects file.
type layout struct {
	columns []layoutColumn
	uuid    int // the column for the uuid of a failed row
	width   int // columns of the input
}

type layoutColumn struct {
	name  string
	base  int // its place among the base columns, or -1
	index int // its place in the input, -1 for one of ours
}

// newLayout takes the input's columns, but for those that an earlier report put there. A uuid column
// is added if there is none.
func newLayout(m *columns.Mapping) *layout {
	input := m.Columns()
	l := &layout{uuid: -1, width: len(input)}
	source, hasUUID := m.Source(lead.UUID.String())
	if !hasUUID {
		l.uuid = 0
		name := lead.UUID.String()
		if slices.ContainsFunc(input, func(c columns.Column) bool { return c.Header == name }) {
			name = "_" + name // theirs means something else
		}
		l.columns = append(l.columns, layoutColumn{name, -1, -1})
	}
	base := lead.BaseColumns()
	for _, c := range input {
		if c.Header == rowColumn || c.Header == problemColumn || c.Header == fixColumn {
			continue
		}
		if hasUUID && c.Index == source.Index {
			l.uuid = len(l.columns)
		}
		l.columns = append(l.columns, layoutColumn{c.Header, slices.Index(base, c.Header), c.Index})
	}
	return l
}

func (l *layout) header() []string {
	var names []string
	for _, c := range l.columns {
		names = append(names, sheet.Guard(c.name))
	}
	return append(names, rowColumn, problemColumn, fixColumn)
}

// cells returns the row's own cells and what the record says of it.
func (l *layout) cells(in *sheet.Row, rec *Record) []string {
	dynamic := make(map[string]string, len(in.Dynamic))
	for _, c := range in.Dynamic {
		dynamic[c.Column] = c.Value
	}
	out := make([]string, len(l.columns), len(l.columns)+3)
	for i, c := range l.columns {
		switch {
		case in.Err != nil && c.index >= 0 && c.index < len(in.Cells):
			out[i] = in.Cells[c.index]
		case in.Err != nil || c.index < 0:
		case c.base >= 0:
			out[i] = in.Base[c.base]
		default:
			out[i] = dynamic[c.name]
		}
	}
	if rec.Outcome == row.Failed {
		out[l.uuid] = rec.UUID
	}
	what := rec.Message
	if len(in.Cells) > l.width {
		what += "; cells behind the last column: " + strings.Join(in.Cells[l.width:], " | ")
	}
	out = append(out, strconv.Itoa(rec.Row), what, rec.Fix)
	for i := range out {
		out[i] = sheet.Guard(out[i])
	}
	return out
}
