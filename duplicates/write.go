package duplicates

import (
	"context"
	"io"
	"iter"
	"strconv"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// The columns before those of the lead. An import ignores names that begin so, so that a file that a
// person has edited can be imported.
const (
	groupColumn = "_group"
	matchColumn = "_match" // what others of the group have, too
	ageColumn   = "_age"   // oldest or newest
	keepColumn  = "_keep"
)

// Write writes all groups as a table in a format, a row for each member with all its columns.
func (f *Found) Write(ctx context.Context, w io.Writer, format sheet.Format) error {
	rows := sheet.Stream[[]lead.Row]{
		Pieces: f.rows(ctx),
		Decoder: func() func([]lead.Row) ([]lead.Row, error) {
			return func(r []lead.Row) ([]lead.Row, error) { return r, nil }
		},
	}
	o := sheet.WriterOptions{Columns: append([]string{groupColumn, matchColumn, ageColumn, keepColumn}, f.columns.Header()...)}
	if format == sheet.XLSX {
		parts, err := rows.Measure(ctx)
		if err != nil {
			return err
		}
		o.Parts = parts
	}
	out, err := sheet.NewWriter(w, format, o)
	if err != nil {
		return err
	}
	if err := rows.Write(ctx, out, nil); err != nil {
		return err
	}
	return out.Close()
}

// rows returns the rows of the table, a group at a time.
func (f *Found) rows(ctx context.Context) iter.Seq2[[]lead.Row, error] {
	return func(yield func([]lead.Row, error) bool) {
		number := 0
		for group, err := range f.All(ctx) {
			number++
			rows := make([]lead.Row, len(group))
			for i := range group {
				m := &group[i]
				rows[i] = m.Row
				rows[i].Dynamic = append(f.columns.Fit(m.Row.Dynamic),
					lead.Cell{Column: groupColumn, Value: strconv.Itoa(number)}, lead.Cell{Column: matchColumn, Value: m.match()},
					lead.Cell{Column: ageColumn, Value: age(i, len(group))}, lead.Cell{Column: keepColumn, Value: m.keep()})
			}
			if !yield(rows, err) || err != nil {
				return
			}
		}
	}
}

func (m *Member) match() string {
	switch {
	case m.Email && m.Phone:
		return "e-mail, phone"
	case m.Email:
		return "e-mail"
	}
	return "phone"
}

func (m *Member) keep() string {
	if m.Keep {
		return "keep"
	}
	return ""
}

func age(place, count int) string {
	switch place {
	case 0:
		return string(Oldest)
	case count - 1:
		return string(Newest)
	}
	return ""
}

// tagged is a row that gives a lead a tag.
type tagged struct {
	UUID sheet.Cell `csv:"uuid"`
	Tags sheet.Cell `csv:"tags"`
}

// WriteTags writes a CSV that tags every member that is not kept, when it is imported with its tags
// added. It returns how many these are; those without a uuid, which cannot be changed, are mute.
func (f *Found) WriteTags(ctx context.Context, w io.Writer, tag string) (rows, mute int, err error) {
	cell := sheet.Cell(lead.FormatTags([]string{tag}))
	err = sheet.WriteTable(w, func(yield func(tagged, error) bool) {
		for group, err := range f.All(ctx) {
			if err != nil {
				yield(tagged{}, err)
				return
			}
			kept := ""
			for i := range group {
				if group[i].Keep {
					kept = group[i].Row.Base[lead.UUID]
				}
			}
			for i := range group {
				switch id := group[i].Row.Base[lead.UUID]; {
				case group[i].Keep:
				case id == "":
					mute++
				case id != kept:
					rows++
					if !yield(tagged{sheet.Cell(id), cell}, nil) {
						return
					}
				}
			}
		}
	})
	return rows, mute, err
}
