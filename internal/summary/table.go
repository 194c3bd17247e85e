package summary

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// SnapshotLine is a line of the table that backup list writes.
type SnapshotLine struct {
	Snapshot  sheet.Cell `csv:"snapshot"`
	Time      time.Time  `csv:"time"`
	State     sheet.Cell `csv:"state"`
	Leads     int        `csv:"leads"`
	Chats     int        `csv:"chats"`
	Bytes     int64      `csv:"bytes"`
	Encrypted bool       `csv:"encrypted"`
	Damage    sheet.Cell `csv:"damage"`
}

// SnapshotTable returns the lines of snapshots.
func SnapshotTable(all []Snapshot) iter.Seq2[SnapshotLine, error] {
	return func(yield func(SnapshotLine, error) bool) {
		for _, s := range all {
			if !yield(SnapshotLine{sheet.Cell(s.Name), s.Time, sheet.Cell(s.State), s.Leads, s.Chats, s.Bytes, s.Encrypted, sheet.Cell(s.Damage)}, nil) {
				return
			}
		}
	}
}

// DiffLine is a line of the table that backup diff writes: one cell of a lead.
type DiffLine struct {
	Change sheet.Cell `csv:"change"` // added, removed or changed
	UUID   sheet.Cell `csv:"uuid"`
	Name   sheet.Cell `csv:"name"`
	Column sheet.Cell `csv:"column"`
	Before sheet.Cell `csv:"before"`
	After  sheet.Cell `csv:"after"`
}

// DiffTable returns the lines of a difference: of a lead that changed those cells that did, of one that
// was added or removed all that are filled.
func DiffTable(d *backup.Difference) iter.Seq2[DiffLine, error] {
	return func(yield func(DiffLine, error) bool) {
		for i := range d.Added {
			for column, value := range filled(&d.Added[i]) {
				if !yield(lineOf("added", &d.Added[i], column, "", value), nil) {
					return
				}
			}
		}
		for i := range d.Removed {
			for column, value := range filled(&d.Removed[i]) {
				if !yield(lineOf("removed", &d.Removed[i], column, value, ""), nil) {
					return
				}
			}
		}
		for _, c := range d.Changed {
			for _, f := range c.Fields {
				line := DiffLine{"changed", sheet.Cell(c.UUID), sheet.Cell(c.Name), sheet.Cell(f.Column), sheet.Cell(f.Before), sheet.Cell(f.After)}
				if !yield(line, nil) {
					return
				}
			}
		}
	}
}

func lineOf(change sheet.Cell, r *lead.Row, column, before, after string) DiffLine {
	return DiffLine{change, sheet.Cell(r.Base[lead.UUID]), sheet.Cell(r.Base[lead.Name]), sheet.Cell(column), sheet.Cell(before), sheet.Cell(after)}
}

// filled returns the filled cells of a row: base columns, then the others by name.
func filled(r *lead.Row) iter.Seq2[string, string] {
	return func(yield func(column, value string) bool) {
		names := lead.BaseColumns()
		for i, value := range r.Base {
			if value != "" && !yield(names[i], value) {
				return
			}
		}
		cells := slices.SortedFunc(slices.Values(r.Dynamic), func(a, b lead.Cell) int { return strings.Compare(a.Column, b.Column) })
		for _, c := range cells {
			if c.Value != "" && !yield(c.Column, c.Value) {
				return
			}
		}
	}
}
