package dialect

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestBinaryFilesAreNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (xls)"},
		{"\x1f\x8b\x08", "packed with gzip: let the name end in .gz"},
		{"\x28\xb5\x2f\xfd\x04", "packed with zstd: let the name end in .zst"},
		{"%PDF-1.7\n", "a PDF"},
		{"\x89PNG\r\n\x1a\n", "a picture (PNG)"},
		{"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture (JPEG)"},
		{"SQLite format 3\x00\x10", "an SQLite database"},
		{"\xff\xfe\x00\x00u\x00\x00\x00", "UTF-32"},
		{"\x00\x00\xfe\xff\x00\x00\x00u", "UTF-32"},
		{zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "a LibreOffice spreadsheet (ods): open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"},
		{zipped("[Content_Types].xml", "<?xml"), "an Excel workbook (xlsx), not text: let its name end in .xlsx"},
		{zipped("[Content_Types].xml", "<?xml") + zipped("xl/workbook.bin", "\x83"), "a binary Excel workbook (xlsb): open it in a spreadsheet"},
		{zipped("preview.jpg", "\xff\xd8") + zipped("Index/Document.iwa", "\x00"), "a spreadsheet of Apple Numbers: export it there"},
		{zipped("[Content_Types].xml", "<?xml") + zipped("word/document.xml", "<?xml"), "a Word document (docx)"},
		{zipped("leads.csv", "uuid"), "an archive (zip), not text: unpack it"},
		{"GIF89a\x01", "a picture (GIF)"},
		{"ID;PWXL;N;E\r\nC;Y1;X1", "a table in the old format SYLK"},
		{"PAR1\x15\x04", "a table in the format Parquet"},
		{"\ufeff \r\n<!DOCTYPE html><title>Sign in", "a web page (HTML), not a table; perhaps the page to log in"},
		{"<HTML><head></head><Table><tr>", "a web page (HTML) with a table: open it in a spreadsheet"},
		{"<table><tr><td>email", "a piece of a web page"},
		{"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "a web page (HTML)"},
		{"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "an XML spreadsheet of old Excel"},
		{"<?xml version=\"1.0\"?><leads/>", "this is XML, not a table"},
		{"version: 1\n\ndn: cn=Ann,mail=a@x.org\n", "address book (LDIF), not a table"},
		{"dn: cn=Ann,mail=a@x.org\nobjectclass: top\n", "address book (LDIF), not a table"},
		{"BEGIN:VCARD\r\nVERSION:3.0", "contacts (vCard), not a table"},
		{"begin:vcalendar\n", "a calendar (iCalendar)"},
		{"MIME-Version: 1.0\r\n", "a saved web page (MHTML)"},
		{ole("EncryptedPackage"), "an Excel workbook with a password"},
		{ole("Workbook"), "an old Excel workbook (xls)"},
		{ole("WordDocument"), "an old Word document"},
	} {
		_, err := NewReader(strings.NewReader(tt.text), "")
		for _, err := range []error{err, Identify(strings.NewReader(tt.text))} {
			if err == nil || !strings.Contains(err.Error()+": "+problem.Remedy(err), tt.want) {
				t.Errorf("%.12q: got %v, want %q", tt.text, err, tt.want)
			}
		}
	}
}

// zipped is how an archive begins that has a file of that name first, as it is.
func zipped(name, content string) string {
	header := []byte("PK\x03\x04\x14\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	header[26] = byte(len(name))
	return string(header) + name + content
}

// ole is how an old Office file looks that has a stream of that name.
func ole(stream string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 5000) + string(wide("Root Entry")) + string(wide(stream))
}

func TestTextIsNotBinary(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"PK\n", "%PDF\n", "SQLite format 3\n", "P", "\ufeffPK\n"} {
		if err := Identify(strings.NewReader(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
