package importer

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Restore sets the options that decide what is sent to those that a plan was made with.
func (o *Options) Restore(h *plan.Header) (err error) {
	of := &h.Header
	o.Rules, o.Format = of.Rules, h.Format
	o.Rules.Kept = nil
	o.Rules.Assignments, o.Rules.Trusted, o.Rules.DuplicatesChosen = h.Assignments, h.Restore, true
	o.Input.RawCells, o.Input.Dialect = of.RawCells, sheet.Dialect{}
	o.Input.Sheet, o.Input.Head = of.Sheet, sheet.Head{Row: of.HeaderRow, Names: of.NoHeader}
	if of.Encoding != "" {
		o.Input.Dialect.Encoding, err = charset.Parse(of.Encoding)
	}
	if err == nil && of.Delimiter != "" {
		o.Input.Dialect.Delimiter, err = dialect.ParseDelimiter(of.Delimiter)
	}
	if err == nil && of.Quotes != "" {
		o.Input.Dialect.Quotes, err = dialect.ParseQuotes(of.Quotes)
	}
	return err
}

// header says what this run sends where, and how.
func (j *job) header() results.Header {
	of := j.rows.Fingerprint
	h := results.Header{
		SHA256: of.SHA256, Size: of.Size, Host: j.conn.Host, BotID: j.conn.BotID, Rules: j.o.Rules,
		RawCells: j.o.Input.RawCells, Planned: j.planned,
	}
	if j.rows.Source == nil { // of an undo
		return h
	}
	h.Sheet, h.HeaderRow, h.NoHeader = j.o.Input.Sheet, j.o.Input.Head.Row, j.o.Input.Head.Names
	found := &j.rows.Source.Reading
	if found.Encoding != charset.UTF8 {
		h.Encoding = string(found.Encoding)
	}
	if f, d := j.o.Input.Format, found.Delimiter; d != 0 && (d != ',' || f != sheet.CSV) && (d != '\t' || f != sheet.TSV) {
		h.Delimiter = dialect.DelimiterName(d)
	}
	h.Quotes = string(found.Quotes)
	for _, c := range j.rows.Mapping.Columns() {
		if c.Use == columns.Written || c.Use == columns.Attribute {
			written := c.Header + "=" + c.Field
			if c.Order > 0 {
				written += fmt.Sprintf(" (%d)", c.Order) // which comes first decides what is sent
			}
			h.Columns = append(h.Columns, written)
		}
	}
	return h
}

// checkSame refuses to resume an import of something else.
func (j *job) checkSame() error {
	now := j.header()
	different := j.resumed.Differences(&now)
	if len(different) == 0 {
		j.show(&Resumed{j.rows, j.rows.Total() - j.left(), j.rows.Total()})
		return nil
	}
	return refusal(
		fmt.Sprintf("this is not the import that was stopped: %s changed since", strings.Join(different, ", ")),
		j.o.next("use what it was, or ", ToStartOver),
	)
}
