package summary

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
)

// TestWideTable: of very many columns the table has those that mean something, or are told of, and the first others.
func TestWideTable(t *testing.T) {
	t.Parallel()
	var header []string
	for i := range 60 {
		header = append(header, fmt.Sprintf("Field %d", i))
	}
	header = append(header, "Second reach", "Odd", "E-mail")
	m, err := columns.Map(header, nil)
	if err != nil {
		t.Fatal(err)
	}
	var said talk
	im := Import{Talk: &said}
	warned := []row.Finding{{Problem: row.Problem{Column: "Odd"}}}
	im.mapping(&check.Result{Batch: new(row.Batch), Mapping: m, Proposals: []propose.Proposal{{Header: "Second reach"}}, Warnings: warned})
	text := strings.Join(said, "\n")
	for _, want := range []string{"  Field 0 ", "  Field 36 ", "  Second reach ", "  Odd ", "  E-mail ", "and 23 columns more"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Field 37 ") || strings.Index(text, "Second reach") < strings.Index(text, "Field 36") {
		t.Error(text)
	}
}
