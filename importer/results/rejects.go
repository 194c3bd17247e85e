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

// WriteRejects writes the rows to fix as they stand in the input, with what is wrong and how to fix it,
// so that a fixed rejects file is the next input: those that were rejected or failed, but for those
// that a later row of their lead superseded, which would replace what is newer.
//
// It reads the input once more. check.ErrChanged says that it is no longer what it was.
func (l *Log) WriteRejects(ctx context.Context, of *check.Result, to io.Writer) error {
	out, err := sheet.NewCellWriter(to, sheet.CSV, sheet.Dialect{}) // whatever the input was: CSV loses nothing
	if err != nil {
		return err
	}
	lay := newLayout(of.Mapping)
	if err := out.WriteHeader(lay.header()); err != nil {
		return err
	}
	if t := l.Tally(); t.Stored()+t[row.Unchanged]+t[row.Skipped] < of.Total() {
		if err := l.copyRejects(ctx, of, out, lay); err != nil {
			return err
		}
	}
	return out.Flush()
}

// copyRejects copies the rows to fix from the input.
func (l *Log) copyRejects(ctx context.Context, of *check.Result, out *sheet.CellWriter, lay *layout) (err error) {
	scan, err := of.Source.Scan(ctx)
	if err != nil {
		return fmt.Errorf("read the input again: %w", err)
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	next, stop := iter.Pull2(of.Rows.All(ctx))
	defer stop()
	for in, err := range scan.Filled() {
		if err != nil { // perhaps since it has changed
			err = fmt.Errorf("read the input again: %w", err)
			if errors.Is(same(scan, of), check.ErrChanged) {
				err = errors.Join(check.ErrChanged, err)
			}
			return err
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
	return same(scan, of)
}

// same returns check.ErrChanged if the input is not what was checked.
func same(scan *check.Scan, of *check.Result) error {
	print, err := scan.Fingerprint()
	if err == nil && print != of.Fingerprint {
		err = check.ErrChanged
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
	columns []columns.Column // with an index of -1 for one of ours
	uuid    int              // the column for the uuid of a failed row
	width   int              // columns of the input
}

// newLayout takes the input's columns, but for those that an earlier report put there. A uuid column
// is added if there is none.
func newLayout(m *columns.Mapping) *layout {
	input := m.Columns()
	l := &layout{width: len(input)}
	name := lead.UUID.String()
	source, hasUUID := m.Source(name)
	if !hasUUID {
		if slices.ContainsFunc(input, func(c columns.Column) bool { return c.Header == name }) {
			name = "_" + name // theirs means something else
		}
		l.columns = append(l.columns, columns.Column{Header: name, Index: -1})
	}
	for _, c := range input {
		if c.Header == rowColumn || c.Header == problemColumn || c.Header == fixColumn {
			continue
		}
		if hasUUID && c.Index == source.Index {
			l.uuid = len(l.columns)
		}
		l.columns = append(l.columns, c)
	}
	return l
}

func (l *layout) header() []string {
	var names []string
	for _, c := range l.columns {
		names = append(names, sheet.Guard(c.Header))
	}
	return append(names, rowColumn, problemColumn, fixColumn)
}

// cells returns the row's own cells and what the record says of it.
func (l *layout) cells(in *sheet.Row, rec *Record) []string {
	byName := map[string]string{}
	for i, name := range lead.BaseColumns() {
		byName[name] = in.Base[i]
	}
	for _, c := range in.Dynamic {
		byName[c.Column] = c.Value
	}
	out := make([]string, len(l.columns), len(l.columns)+3)
	for i, c := range l.columns {
		switch {
		case c.Index < 0:
		case in.Err == nil:
			out[i] = byName[c.Header]
		case c.Index < len(in.Cells):
			out[i] = in.Cells[c.Index]
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
