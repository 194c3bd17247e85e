package columns_test

import (
	"fmt"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// Headers are mapped as people write them; an assignment decides where they are not enough.
func Example() {
	header := []string{"Full Name", "E-Mail Address", "Mobile", "Company", "Note to self"}
	mapping, err := columns.Map(header, []string{"Note to self=-"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range mapping.Columns() {
		fmt.Printf("%s -> %q\n", c.Header, c.Field)
	}
	row := mapping.Row(&lead.Row{Dynamic: []lead.Cell{
		{Column: "Full Name", Value: "Asha Rao"}, {Column: "Company", Value: "Acme"},
	}}, nil)
	fmt.Println(row.Base[lead.Name], row.Dynamic)

	_, err = columns.Map([]string{"Phone", "Mobile"}, nil)
	fmt.Println(err)
	// Output:
	// Full Name -> "name"
	// E-Mail Address -> "email"
	// Mobile -> "phone"
	// Company -> "attributes.Company"
	// Note to self -> ""
	// Asha Rao [{attributes.Company Acme}]
	// columns "Mobile" and "Phone": both mean phone
}
