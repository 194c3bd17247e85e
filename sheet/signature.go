package sheet

import (
	"errors"
	"strings"
)

// signatureSize is how many bytes refuseBinary wants to see.
const signatureSize = 16

// refuseBinary says of the first bytes of a file what they are, if that is not text.
func refuseBinary(start []byte) error {
	const saveAsCSV = "open it in a spreadsheet and save it as CSV UTF-8"
	for _, s := range []struct{ begin, message string }{
		{"PK\x03\x04", "this is an Excel workbook (xlsx) or another zip file, not text: " + saveAsCSV},
		{"\xd0\xcf\x11\xe0", "this is an old Excel workbook (xls), not text: " + saveAsCSV},
		{"\x1f\x8b", "this is packed with gzip: let the name end in .gz (leads.csv.gz), or unpack it first"},
		{"\x28\xb5\x2f\xfd", "this is packed with zstd: let the name end in .zst (leads.csv.zst), or unpack it first"},
		{"%PDF-", "this is a PDF, not a table: save the table it was made from as CSV UTF-8"},
		{"\x89PNG", "this is a picture (PNG), not text: is this the right file?"},
		{"\xff\xd8\xff", "this is a picture (JPEG), not text: is this the right file?"},
		{"SQLite format 3\x00", "this is an SQLite database, not text: export the table as CSV UTF-8"},
		{"\xff\xfe", "the file is UTF-16 text: save it again as UTF-8"},
		{"\xfe\xff", "the file is UTF-16 text: save it again as UTF-8"},
	} {
		if strings.HasPrefix(string(start), s.begin) {
			return errors.New(s.message)
		}
	}
	return nil
}
