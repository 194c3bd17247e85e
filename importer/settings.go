package importer

import (
	"cmp"
	"fmt"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/sheet"
)

// Restore sets the options that decide what is sent to those that a plan was made with.
func (o *Options) Restore(h *plan.Header) (err error) {
	of := &h.Header
	if o.Rules, err = rules(of); err != nil {
		return err
	}
	o.Rules.Assignments, o.Rules.Trusted, o.Format = h.Assignments, h.Restore, h.Format
	o.Input.RawCells, o.Input.Dialect = of.RawCells, sheet.Dialect{}
	if of.Encoding != "" {
		o.Input.Dialect.Encoding, err = sheet.ParseEncoding(of.Encoding)
	}
	if err == nil && of.Delimiter != "" {
		o.Input.Dialect.Delimiter, err = sheet.ParseDelimiter(of.Delimiter)
	}
	return err
}

// rules returns the rules that an import was run with.
func rules(h *results.Header) (check.Rules, error) {
	wire, err := parseWire(h.Wire)
	return check.Rules{
		IDFrom: h.IDFrom, DialCode: h.DialCode, Wire: wire, Duplicates: h.OnDuplicate, DuplicatesChosen: true,
		Tags: cmp.Or(h.Tags, check.ReplaceTags), Blank: cmp.Or(h.Blank, check.KeepBlank),
	}, err
}

func wireName(w convertalk.Wire) string {
	if w == convertalk.WireArrays {
		return "arrays"
	}
	return "strings"
}

func parseWire(name string) (convertalk.Wire, error) {
	for _, w := range []convertalk.Wire{convertalk.WireStrings, convertalk.WireArrays} {
		if wireName(w) == name {
			return w, nil
		}
	}
	return 0, fmt.Errorf("unknown wire %q", name)
}
