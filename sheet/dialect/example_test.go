package dialect_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/leadferry/leadferry/sheet/dialect"
)

func ExampleExamine() {
	const file = "Name;City, state\nZoë;x\n"
	_, err := dialect.Examine(',', dialect.Dialect{}, dialect.Head{}, func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(file)), nil
	})
	fmt.Println(err)

	const exported = "uuid;name, first\nu1;J\xfcrgen Sch\xe4fer aus K\xf6ln\nu2;G\xfcnther Gro\xdf\n"
	reading, err := dialect.Examine(',', dialect.Dialect{}, dialect.Head{}, func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(exported)), nil
	})
	fmt.Println(reading.Encoding, dialect.DelimiterName(reading.Delimiter), reading.Letters, err)
	// Output:
	// row 1, the header, can be read in more than one way: it holds comma and semicolon, and the rows do not tell which of them stands between the cells
	// windows-1252 semicolon ßäöü <nil>
}
