package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// signatureSize is how much of a file's beginning shows what it is.
const signatureSize = 1024

const (
	zipStart   = "PK\x03\x04"
	oleStart   = "\xd0\xcf\x11\xe0"
	saveAsText = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"
	saveTable  = "save the table as .xlsx or as CSV UTF-8"
	isThisIt   = "is this the right file?"
	unpack     = "unpack it, and name the file inside"
)

// Identify reads the beginning of a file. If that is not text, the error says what the file is and
// what to do with it.
func Identify(r io.Reader) error {
	_, _, err := open(r)
	return err
}

// IdentifyStranger is Identify for a file that should be a workbook and is none. It does not know why a
// workbook or a table of text is not read.
func IdentifyStranger(r io.Reader) error {
	in := bufio.NewReaderSize(r, bufferSize)
	start, err := in.Peek(signatureSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	if kind := kindOfFile(in, start); kind != nil && kind != workbookKind {
		return kind
	}
	return nil
}

// open returns a file with its first bytes, or an error if they are not those of a text.
func open(r io.Reader) (in *bufio.Reader, start []byte, err error) {
	in = bufio.NewReaderSize(r, bufferSize)
	start, err = in.Peek(signatureSize)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	if kind := kindOfFile(in, start); kind != nil {
		return nil, nil, kind
	}
	return in, start, nil
}

// kindOfFile says what a file is that begins so and is no table of text, and what to do with it.
func kindOfFile(in *bufio.Reader, start []byte) *problem.Problem {
	for _, s := range []struct{ begin, text, fix string }{
		{"\x1f\x8b", "this is packed with gzip", "let the name end in .gz (leads.csv.gz), or unpack it first"},
		{"\x28\xb5\x2f\xfd", "this is packed with zstd", "let the name end in .zst (leads.csv.zst), or unpack it first"},
		{"%PDF-", "this is a PDF, not a table", "save the table it was made from as .xlsx or as CSV UTF-8"},
		{"\x89PNG", "this is a picture (PNG), not text", isThisIt},
		{"\xff\xd8\xff", "this is a picture (JPEG), not text", isThisIt},
		{"GIF8", "this is a picture (GIF), not text", isThisIt},
		{"II*\x00", "this is a picture (TIFF), not text", isThisIt},
		{"BZh91AY&SY", "this is packed with bzip2", "unpack it first"},
		{"\xfd7zXZ\x00", "this is packed with xz", "unpack it first"},
		{"SQLite format 3\x00", "this is an SQLite database, not text", "export the table as CSV UTF-8"},
		{"\xff\xfe\x00\x00", "the file is UTF-32 text", "save it again as UTF-8"},
		{"\x00\x00\xfe\xff", "the file is UTF-32 text", "save it again as UTF-8"},
		{"{\\rtf", "this is a text document (RTF), not a table", saveTable},
		{"Rar!", "this is an archive (rar)", unpack},
		{"7z\xbc\xaf", "this is an archive (7z)", unpack},
		{"ID;PWXL;", "this is a table in the old format SYLK, not text", saveTable},
		{"PAR1\x15", "this is a table in the format Parquet, not text", saveTable},
	} {
		if strings.HasPrefix(string(start), s.begin) {
			return &problem.Problem{Text: s.text, Fix: s.fix}
		}
	}
	switch {
	case strings.HasPrefix(string(start), zipStart):
		return zipKind(in)
	case strings.HasPrefix(string(start), oleStart):
		return oleKind(in)
	}
	return markupKind(string(start))
}

// workbookKind is the kind of the files that are read as workbooks.
var workbookKind = &problem.Problem{
	Text: "this is an Excel workbook (xlsx), not text", Fix: "let its name end in .xlsx, or save it as CSV UTF-8",
}

// zipKind says what an archive is by the first names inside: spreadsheets are archives too.
func zipKind(in *bufio.Reader) *problem.Problem {
	const header = 30 // bytes before the first name
	start, err := in.Peek(bufferSize)
	_ = err // a short file is enough
	holds := func(name string) bool { return bytes.Contains(start, []byte(name)) }
	inside := string(start[min(len(start), header):])
	begins := func(any ...string) bool {
		return slices.ContainsFunc(any, func(name string) bool { return strings.HasPrefix(inside, name) })
	}
	switch {
	case begins("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"):
		return &problem.Problem{Text: "this is a LibreOffice spreadsheet (ods)", Fix: saveAsText}
	case begins("mimetypeapplication/"):
		return &problem.Problem{Text: "this is a document of LibreOffice, not a table", Fix: saveTable}
	case holds("Index/Document.iwa"), holds("Index/CalculationEngine.iwa"), begins("Index.zip"):
		return &problem.Problem{Text: "this is a spreadsheet of Apple Numbers", Fix: "export it there (File > Export To) as Excel or as CSV with the encoding UTF-8"}
	case holds("xl/workbook.bin"), holds("xl/worksheets/sheet1.bin"):
		return &problem.Problem{Text: "this is a binary Excel workbook (xlsb)", Fix: saveAsText}
	case holds("word/document.xml"):
		return &problem.Problem{Text: "this is a Word document (docx), not a table", Fix: saveTable}
	case begins("[Content_Types].xml", "_rels/", "xl/", "docProps/"):
		return workbookKind
	}
	return &problem.Problem{Text: "this is an archive (zip), not text", Fix: unpack}
}

// oleKind says what a container of old Office files holds. Excel puts a workbook with a password
// into one, too.
func oleKind(in *bufio.Reader) *problem.Problem {
	start, err := in.Peek(bufferSize)
	_ = err // a short file is enough
	switch {
	case bytes.Contains(start, wide("EncryptedPackage")):
		return &problem.Problem{
			Text: "this is an Excel workbook with a password", Fix: "open it, take the password off, and save it as .xlsx or as CSV UTF-8",
		}
	case bytes.Contains(start, wide("WordDocument")):
		return &problem.Problem{Text: "this is an old Word document, not a table", Fix: saveTable}
	}
	return &problem.Problem{Text: "this is an old Excel workbook (xls), not text", Fix: saveAsText}
}

// wide writes ASCII as UTF-16.
func wide(text string) []byte {
	out := make([]byte, 0, 2*len(text))
	for i := range len(text) {
		out = append(out, text[i], 0)
	}
	return out
}
