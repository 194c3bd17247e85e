package results

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// eachReject calls do with the rows to fix: those that were rejected or failed, but for those that a
// later row of their lead superseded, which would replace what is newer.
//
// It reads the input once more. source.ErrChanged says that it is no longer what it was.
func (l *Log) eachReject(ctx context.Context, of *check.Result, lay *layout, do func(*reject) error) (err error) {
	if t := l.Tally(); t.Stored()+t[row.Unchanged]+t[row.Skipped] == of.Total() {
		return nil
	}
	scan, err := of.Source.Scan(ctx)
	if err != nil {
		return fmt.Errorf("while reading the input again: %w", err)
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	next, stop := iter.Pull2(of.Rows.All(ctx))
	defer stop()
	for in, err := range scan.Filled() {
		if err != nil { // perhaps since it has changed
			err = fmt.Errorf("while reading the input again: %w", err)
			if errors.Is(same(scan, of), source.ErrChanged) {
				err = errors.Join(source.ErrChanged, err)
			}
			return err
		}
		r, err, ok := next()
		switch {
		case err != nil:
			return err
		case !ok || r.Number != in.Number || r.Line != in.Line:
			return source.ErrChanged
		}
		rec, err := l.Of(r)
		if err == nil && rec.NeedsFix() {
			err = do(lay.reject(in, r, &rec))
		}
		if err != nil {
			return err
		}
	}
	return same(scan, of)
}

// same returns source.ErrChanged if the input is not what was checked.
func same(scan *source.Scan, of *check.Result) error {
	print, err := scan.Fingerprint()
	if err == nil && print != of.Fingerprint {
		err = source.ErrChanged
	}
	return err
}

// reject is a row to fix.
type reject struct {
	cells        []string // as they stand in the input, in the columns of the layout
	wrong        []int    // the places of the cells that something is wrong with
	problem, fix string
	plain        string // the fix for people who edit the cells
	row          string // its place
}

// The columns that a file of rejects has beside the input's own. An import ignores them.
const (
	rowColumn     = "_row"
	problemColumn = "_problem"
	fixColumn     = "_fix"
)

// layout says which cell of the input goes where in a file of rejects.
type layout struct {
	columns []columns.Column // with an index of -1 for one of ours
	uuid    int              // the column for the uuid of a failed row
	width   int              // columns of the input
}

// newLayout takes the input's columns, but for those that an earlier report put there. A uuid column
// is added if there is none and rows failed, which keep the one they were sent with.
func (l *Log) newLayout(m *columns.Mapping) *layout {
	input := m.Columns()
	lay := &layout{width: len(input)}
	name := lead.UUID.String()
	source, hasUUID := m.Source(name)
	if !hasUUID && l.Tally()[row.Failed] > 0 {
		if slices.ContainsFunc(input, func(c columns.Column) bool { return c.Header == name }) {
			name = "_" + name // theirs means something else
		}
		lay.columns = append(lay.columns, columns.Column{Header: name, Index: -1})
	}
	for _, c := range input {
		if c.Header == rowColumn || c.Header == problemColumn || c.Header == fixColumn {
			continue
		}
		if hasUUID && c.Index == source.Index {
			lay.uuid = len(lay.columns)
		}
		lay.columns = append(lay.columns, c)
	}
	return lay
}

// reject returns the row's own cells and what is wrong with them.
func (l *layout) reject(in *sheet.Row, r *row.Row, rec *Record) *reject {
	byName := map[string]string{}
	for i, name := range lead.BaseColumns() {
		byName[name] = in.Base[i]
	}
	for _, c := range in.Dynamic {
		byName[c.Column] = c.Value
	}
	out := &reject{
		cells: make([]string, len(l.columns)), problem: rec.Message, fix: rec.Fix, plain: rec.Fix, row: r.Place(),
	}
	for i, c := range l.columns {
		switch {
		case c.Index < 0:
		case in.Err == nil:
			out.cells[i] = byName[c.Header]
		case c.Index < len(in.Cells):
			out.cells[i] = in.Cells[c.Index]
		}
		if slices.ContainsFunc(r.Problems, func(p row.Problem) bool { return p.Column != "" && p.Column == c.Header }) {
			out.wrong = append(out.wrong, i)
		}
	}
	if rec.Outcome == row.Rejected && len(r.Problems) > 0 {
		out.plain = r.FixInCells()
	}
	if rec.Outcome == row.Failed {
		out.cells[l.uuid] = rec.UUID
	}
	if len(in.Cells) > l.width {
		out.problem += "; cells after the last column: " + strings.Join(in.Cells[l.width:], " | ")
	}
	return out
}
