package sheet_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// A file from somewhere else is examined first, then read. A bad row does not end the reading.
func Example() {
	const file = "name;dialCode\nAsha;'+91\nBo;+49;3\nCy;+49\n"
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }
	reading, err := sheet.Examine(sheet.CSV, sheet.Dialect{}, sheet.Head{}, open)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := sheet.NewReader(strings.NewReader(file), sheet.CSV, sheet.ReaderOptions{Dialect: reading.Dialect})
	if err != nil {
		fmt.Println(err)
		return
	}
	for row, err := range r.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Line, row.Base[lead.Name], row.Base[lead.DialCode], row.Err)
	}
	// Output:
	// 2 Asha +91 <nil>
	// 3   the row has more cells than the header (3 cells for 2 columns): look for an unquoted semicolon, or name the column in the header
	// 4 Cy +49 <nil>
}

func ExampleConvert() {
	done, err := sheet.Convert(context.Background(), sheet.Conversion{
		Open: func() (sheet.Reader, io.Closer, error) {
			in := strings.NewReader(`{"name":"Asha","attributes.plan":"=pro"}` + "\n" + `{"name":"Bo"}` + "\n")
			r, err := sheet.NewReader(in, sheet.JSONL, sheet.ReaderOptions{})
			return r, io.NopCloser(in), err
		},
		Format:  sheet.CSV,
		Columns: []string{"name", "attributes.plan"},
	}, os.Stdout)
	fmt.Println(done.Rows, err)
	// Output:
	// name,attributes.plan
	// Asha,'=pro
	// Bo,
	// 2 <nil>
}
