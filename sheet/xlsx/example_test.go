package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/sheet/xlsx"
)

func Example() {
	var file bytes.Buffer
	w, err := xlsx.NewWriter(&file, "Leads", []xlsx.Column{{Name: "name", Width: 20}, {Name: "phone", Width: 15}})
	if err == nil {
		err = errors.Join(w.WriteRow([]string{"Asha", "00919876543210"}), w.Close("About", [][2]string{{"bot", "b1"}}))
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := xlsx.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := book.Table(xlsx.Head{}, book.Sheets()[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Header())
	for row, err := range table.Rows() {
		fmt.Println(row.Sheet, row.Number, row.Cells, len(row.Bad), err)
	}
	// Output:
	// [name phone]
	// Leads 2 [Asha 00919876543210] 0 <nil>
}
