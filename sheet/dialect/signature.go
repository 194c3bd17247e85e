package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// signatureSize is how much of a file's beginning shows what it is.
const signatureSize = 1024

const (
	zipStart   = "PK\x03\x04"
	oleStart   = "\xd0\xcf\x11\xe0"
	saveAsText = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"
)

// Identify reads the beginning of a file. If that is not text, the error says what the file is and
// what to do with it.
func Identify(r io.Reader) error {
	_, _, err := open(r)
	return err
}

// IdentifyText is Identify for a file that should be a workbook and is none. It knows texts only.
func IdentifyText(r io.Reader) error {
	start, err := bufio.NewReaderSize(r, signatureSize).Peek(signatureSize)
	if kind := markupKind(string(start)); kind != "" && (err == nil || errors.Is(err, io.EOF)) {
		return errors.New(kind)
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
	return in, start, refuseBinary(in, start)
}

// refuseBinary returns an error if a file that begins so is not text.
func refuseBinary(in *bufio.Reader, start []byte) error {
	for _, s := range []struct{ begin, message string }{
		{"\x1f\x8b", "this is packed with gzip: let the name end in .gz (leads.csv.gz), or unpack it first"},
		{"\x28\xb5\x2f\xfd", "this is packed with zstd: let the name end in .zst (leads.csv.zst), or unpack it first"},
		{"%PDF-", "this is a PDF, not a table: save the table it was made from as .xlsx or as CSV UTF-8"},
		{"\x89PNG", "this is a picture (PNG), not text: is this the right file?"},
		{"\xff\xd8\xff", "this is a picture (JPEG), not text: is this the right file?"},
		{"GIF8", "this is a picture (GIF), not text: is this the right file?"},
		{"II*\x00", "this is a picture (TIFF), not text: is this the right file?"},
		{"BZh91AY&SY", "this is packed with bzip2: unpack it first"},
		{"\xfd7zXZ\x00", "this is packed with xz: unpack it first"},
		{"SQLite format 3\x00", "this is an SQLite database, not text: export the table as CSV UTF-8"},
		{"\xff\xfe\x00\x00", "the file is UTF-32 text: save it again as UTF-8"},
		{"\x00\x00\xfe\xff", "the file is UTF-32 text: save it again as UTF-8"},
		{"{\\rtf", "this is a text document (RTF), not a table: save the table as .xlsx or as CSV UTF-8"},
		{"Rar!", "this is an archive (rar): unpack it, and name the file inside"},
		{"7z\xbc\xaf", "this is an archive (7z): unpack it, and name the file inside"},
	} {
		if strings.HasPrefix(string(start), s.begin) {
			return errors.New(s.message)
		}
	}
	if kind := markupKind(string(start)); kind != "" {
		return errors.New(kind)
	}
	switch {
	case strings.HasPrefix(string(start), zipStart):
		return errors.New(zipKind(start))
	case strings.HasPrefix(string(start), oleStart):
		return errors.New(oleKind(in))
	}
	return nil
}

// zipKind says what an archive is by the first name inside: spreadsheets are archives too.
func zipKind(start []byte) string {
	const header = 30 // bytes before the name
	inside := string(start[min(len(start), header):])
	switch {
	case strings.HasPrefix(inside, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"):
		return "this is a LibreOffice spreadsheet (ods): " + saveAsText
	case strings.HasPrefix(inside, "mimetypeapplication/"):
		return "this is a document of LibreOffice, not a table: save the table as .xlsx or as CSV UTF-8"
	case strings.HasPrefix(inside, "[Content_Types].xml"), strings.HasPrefix(inside, "_rels/"), strings.HasPrefix(inside, "xl/"),
		strings.HasPrefix(inside, "docProps/"):
		return "this is an Excel workbook (xlsx), not text: let its name end in .xlsx, or save it as CSV UTF-8"
	}
	return "this is an archive (zip), not text: unpack it, and name the file inside"
}

// oleKind says what a container of old Office files holds. Excel puts a workbook with a password
// into one, too.
func oleKind(in *bufio.Reader) string {
	start, err := in.Peek(bufferSize)
	_ = err // a short file is enough
	switch {
	case bytes.Contains(start, wide("EncryptedPackage")):
		return "this is an Excel workbook with a password: open it, take the password off, and save it as .xlsx or as CSV UTF-8"
	case bytes.Contains(start, wide("WordDocument")):
		return "this is an old Word document, not a table: save the table as .xlsx or as CSV UTF-8"
	}
	return "this is an old Excel workbook (xls), not text: " + saveAsText
}

// wide writes ASCII as UTF-16.
func wide(text string) []byte {
	out := make([]byte, 0, 2*len(text))
	for i := range len(text) {
		out = append(out, text[i], 0)
	}
	return out
}
