package flags

import (
	"cmp"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// Table is a file for the table that a command can write of what it finds; Name is "" if none is wanted.
type Table struct {
	Name  string
	Force bool
}

// Add adds the flags.
func (t *Table) Add(f *pflag.FlagSet) {
	OutputFile(f, &t.Name)
	Force(f, &t.Force)
}

// Check refuses a name that is of no format.
func (t *Table) Check() error {
	if t.Name == "" {
		return nil
	}
	if _, _, err := sheet.FormatOf(t.Name); err != nil {
		return problem.Usage(err.Error(), cmp.Or(problem.Remedy(err), "for example: -o table.xlsx"))
	}
	return nil
}
