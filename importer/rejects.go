package importer

import (
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// The columns that a rejects file has beside the input's own.
const (
	rowColumn     = "_row"
	problemColumn = "_problem"
	fixColumn     = "_fix"
)

// WriteRejects writes the rows that need somebody, as they stand in the input, with what is wrong and how to mend it, so that a mended
// rejects file is the next input: CSV with a formula guard. It is those that were rejected or failed, but not those that a later row of
// their lead has superseded: sent again, they would replace what is newer.
//
// The input is read once more for it. ErrChanged says that it is no longer what it was.
func (b *Batch) WriteRejects(log *Log, to io.Writer) error {
	out, err := sheet.NewCellWriter(to, sheet.CSV, sheet.Dialect{}) // whatever the input was: nothing is lost in it
	if err != nil {
		return err
	}
	layout := newLayout(b.survey.Columns, &b.judge)
	if err := out.WriteHeader(layout.header()); err != nil {
		return err
	}
	if t := log.Tally(); t.Stored()+t[Unchanged]+t[Skipped] < b.survey.Rows {
		if err := b.copyRejects(log, out, layout); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (b *Batch) copyRejects(log *Log, out *sheet.CellWriter, layout *layout) (err error) {
	s, err := b.opts.Input.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	next, stop := iter.Pull2(b.stage.items())
	defer stop()
	for row, err := range s.Rows() {
		if err != nil {
			return errors.Join(ErrChanged, err)
		}
		if row.IsBlank() {
			continue
		}
		it, err, ok := next()
		if err != nil {
			return err
		}
		if !ok || it.number != row.Number || it.line != row.Line {
			return ErrChanged
		}
		rec, err := log.outcomeOf(it)
		if err != nil {
			return err
		}
		if rec.needsSomebody() {
			if err := out.Write(layout.cells(&row, &rec)); err != nil {
				return err
			}
		}
	}
	print, err := s.fingerprint()
	if err == nil && print != b.survey.Fingerprint {
		err = ErrChanged
	}
	return err
}

// layout says which cell of the input goes where in the rejects file.
type layout struct {
	columns []layoutColumn
	uuid    int // the column that takes the uuid of a failed row
	width   int // columns of the input
}

type layoutColumn struct {
	name  string
	base  int // its place among the base columns, or -1
	index int // its place in the input, -1 for one of ours
}

// newLayout takes over the input's columns, but those that an earlier report put there. A uuid column is added where there is none.
func newLayout(input []columns.Column, j *judge) *layout {
	l := &layout{uuid: -1, width: len(input)}
	source, hasUUID := j.mapping.Source("uuid")
	if !hasUUID {
		l.uuid = 0
		name := "uuid"
		if slices.ContainsFunc(input, func(c columns.Column) bool { return c.Header == name }) {
			name = "_uuid" // theirs means something else
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
func (l *layout) cells(row *sheet.Row, rec *record) []string {
	dynamic := make(map[string]string, len(row.Dynamic))
	for _, c := range row.Dynamic {
		dynamic[c.Column] = c.Value
	}
	base := row.Base
	out := make([]string, len(l.columns), len(l.columns)+3)
	for i, c := range l.columns {
		switch {
		case row.Err != nil && c.index >= 0 && c.index < len(row.Cells):
			out[i] = sheet.Guard(row.Cells[c.index])
		case row.Err != nil || c.index < 0:
		case c.base >= 0:
			out[i] = sheet.Guard(base[c.base])
		default:
			out[i] = sheet.Guard(dynamic[c.name])
		}
	}
	if rec.Outcome == Failed.String() {
		out[l.uuid] = sheet.Guard(rec.UUID)
	}
	what := rec.Message
	if len(row.Cells) > l.width {
		what += "; cells behind the last column: " + strings.Join(row.Cells[l.width:], " | ")
	}
	return append(out, strconv.Itoa(rec.Row), sheet.Guard(what), sheet.Guard(rec.Fix))
}
