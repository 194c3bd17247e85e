package source

import (
	"path/filepath"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
)

// RefuseReport refuses a table of a report that is no list of leads, whatever it was saved as: its
// columns would become attributes of the leads that it names.
func (s *Source) RefuseReport(header []string) error {
	for _, table := range []struct {
		what, instead, file string
		columns             []string
	}{
		{"the results of an import", "import the rows to fix:", "rejects.csv", []string{"row", "line", "outcome", "attempts", "code", "message"}},
		{"the changes of a plan", "import the plan itself:", "plan.jsonl", []string{"row", "outcome", "field", "earlier", "new"}},
	} {
		missing := func(column string) bool { return !slices.Contains(header, column) }
		if !slices.ContainsFunc(table.columns, missing) {
			return problem.Usage("these are "+table.what+", not leads", table.instead+" "+shell.Quote(filepath.Join(filepath.Dir(s.Name), table.file)))
		}
	}
	return nil
}
