package importer

import (
	"cmp"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Restore sets the options that decide what is sent to those that a plan was made with.
func (o *Options) Restore(h *plan.Header) (err error) {
	of := &h.Header
	o.Rules, o.Format = rules(of), h.Format
	o.Rules.Assignments, o.Rules.Trusted = h.Assignments, h.Restore
	o.Input.RawCells, o.Input.Dialect = of.RawCells, sheet.Dialect{}
	if of.Encoding != "" {
		o.Input.Dialect.Encoding, err = dialect.ParseEncoding(of.Encoding)
	}
	if err == nil && of.Delimiter != "" {
		o.Input.Dialect.Delimiter, err = dialect.ParseDelimiter(of.Delimiter)
	}
	return err
}

// rules returns the rules that an import was run with.
func rules(h *results.Header) check.Rules {
	return check.Rules{
		IDFrom: h.IDFrom, DialCode: h.DialCode, Wire: h.Wire, Duplicates: h.OnDuplicate, DuplicatesChosen: true,
		Tags: cmp.Or(h.Tags, check.ReplaceTags), Blank: cmp.Or(h.Blank, check.KeepBlank),
	}
}
