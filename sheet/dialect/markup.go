package dialect

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// markupKind says what a text is that is plainly no table, by its beginning; nil if it may be one. Many
// systems send a page to log in, or a page with a table, under the name of a spreadsheet.
func markupKind(start string) *problem.Problem {
	word := strings.ToLower(strings.ReplaceAll(start, "\x00", "")) // UTF-16 comes with zeros
	word = strings.TrimLeft(strings.TrimLeft(word, "\ufeff\ufffd"), " \t\r\n")
	begins := func(any ...string) bool {
		return slices.ContainsFunc(any, func(s string) bool { return strings.HasPrefix(word, s) })
	}
	isXML := begins("<?xml")
	switch {
	case isXML && strings.Contains(word, "urn:schemas-microsoft-com:office:spreadsheet"), begins("<workbook"):
		return &problem.Problem{Text: "this is an XML spreadsheet of old Excel, not text", Fix: saveAsText}
	case begins("<!doctype html", "<html", "<head", "<body", "<meta", "<script", "<title"), isXML && strings.Contains(word, "<html"):
		if strings.Contains(word, "<table") {
			return &problem.Problem{Text: "this is a web page (HTML) with a table", Fix: saveAsText}
		}
		return &problem.Problem{Text: "this is a web page (HTML), not a table; perhaps the page to log in", Fix: "sign in and download the file again, or " + saveAsText}
	case begins("<table", "<tr", "<div", "<style", "<!--"):
		return &problem.Problem{Text: "this is a piece of a web page (HTML), not a text table", Fix: saveAsText}
	case isXML:
		return &problem.Problem{Text: "this is XML, not a table", Fix: "export the table as .xlsx or as CSV UTF-8"}
	case begins("begin:vcard"):
		return &problem.Problem{
			Text: "these are contacts (vCard), not a table",
			Fix:  "import them into an address book such as Google Contacts or Outlook, and export them from there as CSV",
		}
	case begins("dn:", "version: 1\ndn:", "version: 1\r\ndn:", "version: 1\n\ndn:", "version: 1\r\n\r\ndn:"):
		return &problem.Problem{Text: "this is an address book (LDIF), not a table", Fix: "export it there as CSV, or import it into Thunderbird, and export it from there as CSV"}
	case begins("begin:vcalendar"):
		return &problem.Problem{Text: "this is a calendar (iCalendar), not a table", Fix: "export the table as .xlsx or as CSV UTF-8"}
	case begins("mime-version:"):
		return &problem.Problem{Text: "this is a saved web page (MHTML), not text", Fix: saveAsText}
	}
	return nil
}

// jsonKind says that what should be cells is JSON; nil if it is not.
func jsonKind(start string) *Undecided {
	squeezed := strings.Join(strings.Fields(strings.TrimPrefix(start, "\ufeff")), "")
	switch {
	case strings.HasPrefix(squeezed, `{"doc_id"`), strings.HasPrefix(squeezed, `{"url":"https://docs.google.com/`), strings.HasPrefix(squeezed, `{"":"WARNING!`):
		return &Undecided{Text: "this is a shortcut to a Google sheet, not the sheet itself", Else: "open it in Google Sheets, and download it there as .xlsx (File > Download)"}
	case strings.HasPrefix(squeezed, `{"`), strings.HasPrefix(squeezed, `[{`):
		return &Undecided{Text: "this is JSON, not cells", Ways: []Way{{If: "it is one array of objects, or has one object a line", Format: "jsonl"}}}
	}
	return nil
}
