package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// csvReader reads CSV and TSV.
type csvReader struct {
	header
	lines
	records *dialect.Records
	guard   bool
	ours    bool             // every column has a name that an export gives
	crlf    bool             // the header ends with CR LF
	notes   []string         // on how the file is read
	cut     bool             // the row read last ends unlike the header, as if within a cell
	short   dialect.RowCount // rows that end before the last column
	texts   dialect.RowCount // rows with formulas that are nothing but a text
	footer  int              // the row where a report of Salesforce ends with words about itself; 0 for none
	above   above
	repeats repeats
	spare   spareLines
}

func newCSVReader(r io.Reader, f Format, o ReaderOptions) (Reader, error) {
	in, err := dialect.NewReader(r, o.Dialect.Encoding)
	if err != nil {
		return nil, err
	}
	records, err := dialect.NewRecords(in, f.delimiter(), o.Dialect)
	if err != nil {
		return nil, err
	}
	c := &csvReader{records: records, guard: !o.RawCells, notes: o.Notes}
	c.lines = c.repeats.pass(lines(sequence(c.next)))
	names, cells := o.Head.Names, []string(nil)
	if names == nil {
		row := o.Head.Row
		if o.Titles != nil {
			row = o.Titles.Row
		}
		if names, err = c.readHeader(row, o.Head.Row); err != nil {
			return nil, err
		}
		if o.Titles != nil {
			names, cells = slices.Clone(o.Titles.Names), names
			c.unguard(names)
		}
	}
	c.header, c.ours = newHeader(names), !slices.ContainsFunc(names, isForeign)
	c.cells = cells
	_, c.crlf = records.HasEnd()
	c.told = o.Head.Names != nil
	c.parts = slices.ContainsFunc(names, isPart)
	return c, checkHeader(names)
}

// readHeader returns the cells of that row, or of the first one that is not blank: spreadsheets write blank rows above a
// header as commas. asked is the row that a person has named, which may be the first of several; 0 for none.
func (c *csvReader) readHeader(row, asked int) ([]string, error) {
	for {
		names, err := c.records.Next()
		_, bad := errors.AsType[*RowError](err)
		switch at := c.records.Number; {
		case errors.Is(err, io.EOF) && 0 < at && at < row:
			return nil, problem.With(fmt.Errorf("there is no row %d to be the header: the file ends with row %d", row, at),
				"give the number of the row with the names of the columns")
		case (err == nil || bad) && at < row:
			if at < asked {
				c.above.add(names)
			}
			continue
		case err == nil && row == 0 && dialect.IsBlank(names):
			continue
		case err != nil:
			return nil, c.headerError(err)
		case row > 0 && (at > row || dialect.IsBlank(names)):
			return nil, problem.With(fmt.Errorf("row %d is blank", row), "give the number of the row with the names of the columns")
		}
		names = slices.Clone(names)
		c.unguard(names)
		return names, nil
	}
}

func (c *csvReader) headerError(err error) error {
	if errors.Is(err, io.EOF) {
		return problem.With(ErrEmpty, headerFix)
	}
	if found, is := controlCharacter(string(c.records.Text)); is {
		return problem.With(fmt.Errorf("line %d holds a control character (%U): this does not look like a text file", c.records.First, found), textFix)
	}
	if bad, is := errors.AsType[*RowError](err); is {
		return problem.With(fmt.Errorf("line %d: the header cannot be read: %s", c.records.First, bad.What()), bad.Fix)
	}
	return err
}

func (c *csvReader) unguard(cells []string) {
	if !c.guard {
		return
	}
	for i, cell := range cells {
		cells[i] = Unguard(cell)
	}
}

// takeTexts takes the text of formulas that are nothing but a text. An export of ours has none, as its cells are guarded.
func (c *csvReader) takeTexts(cells []string) {
	if !c.guard {
		return
	}
	found := false
	for i, cell := range cells {
		if text, is := textOfFormula(cell); is {
			cells[i], found = text, true
		}
	}
	if found {
		c.texts.Add(c.records.Number)
	}
}

// Header returns the names of the columns; one that continues another has none.
func (c *csvReader) Header() []string { return withoutContinued(c.names) }

func (c *csvReader) Notes() []string {
	var none Sheets
	notes := slices.Concat(c.above.notes(), c.notes, c.numberingNotes(), c.repeats.notes(&none))
	if c.footer > 0 {
		notes = append(notes, footerNote(none.RowName(c.footer)))
	}
	if c.short.N > 0 {
		notes = append(notes, fmt.Sprintf("rows that end before the last column: %d, the first is row %d; the missing cells count as blank", c.short.N, c.short.First))
	}
	if c.texts.N > 0 {
		notes = append(notes, fmt.Sprintf("rows with cells like =\"0123\", by which a program keeps digits from Excel: %d, the first is row %d; what stands within the quotes counts", c.texts.N, c.texts.First))
	}
	return notes
}

func (c *csvReader) Sheets() Sheets { return Sheets{} }

func (c *csvReader) next() (*line, error) {
	cells, err := c.records.Next()
	_, bad := errors.AsType[*RowError](err)
	if err != nil && !bad {
		return nil, err
	}
	if !bad && c.isFooter(cells) {
		c.footer = c.records.Number
		return nil, io.EOF
	}
	row := c.spare.next()
	row.Line, row.Number = c.records.First, c.records.Number
	if !bad && dialect.IsBlank(cells) && (!c.ours || !c.records.Quoted) {
		return row, nil
	}
	c.takeTexts(cells)
	c.unguard(cells)
	if row.Err = err; err == nil {
		row.Err = c.fit(&row.Row.Row, cells)
	}
	if bad, is := errors.AsType[*RowError](row.Err); is {
		c.place(bad)
	}
	if row.Err != nil && len(cells) > 0 {
		row.Cells = slices.Clone(cells)
	}
	return row, nil
}
