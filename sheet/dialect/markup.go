package dialect

import (
	"slices"
	"strings"
)

// markupKind says what a text is that is plainly no table, by its beginning; "" if it may be one. Many
// systems send a page to log in, or a page with a table, under the name of a spreadsheet.
func markupKind(start string) string {
	word := strings.ToLower(strings.ReplaceAll(start, "\x00", "")) // UTF-16 comes with zeros
	word = strings.TrimLeft(strings.TrimLeft(word, "\ufeff\ufffd"), " \t\r\n")
	begins := func(any ...string) bool {
		return slices.ContainsFunc(any, func(s string) bool { return strings.HasPrefix(word, s) })
	}
	isXML := begins("<?xml")
	switch {
	case isXML && strings.Contains(word, "urn:schemas-microsoft-com:office:spreadsheet"), begins("<workbook"):
		return "this is an XML spreadsheet of old Excel, not text: " + saveAsText
	case begins("<!doctype html", "<html", "<head", "<body", "<meta", "<script", "<title"), isXML && strings.Contains(word, "<html"):
		if strings.Contains(word, "<table") {
			return "this is a web page (HTML) with a table: " + saveAsText
		}
		return "this is a web page (HTML), not a table; perhaps the page to log in: sign in and download the file again, or " + saveAsText
	case begins("<table", "<tr", "<div", "<style", "<!--"):
		return "this is a piece of a web page (HTML), not a text table: " + saveAsText
	case isXML:
		return "this is XML, not a table: export the table as .xlsx or as CSV UTF-8"
	case begins("begin:vcard"):
		return "these are contacts (vCard), not a table: import them into an address book such as Google Contacts or Outlook, and export them from there as CSV"
	case begins("begin:vcalendar"):
		return "this is a calendar (iCalendar), not a table: export the table as .xlsx or as CSV UTF-8"
	case begins("mime-version:"):
		return "this is a saved web page (MHTML), not text: " + saveAsText
	}
	return ""
}

// jsonKind says that what should be cells is JSON; "" if it is not.
func jsonKind(start string) string {
	squeezed := strings.Join(strings.Fields(strings.TrimPrefix(start, "\ufeff")), "")
	if strings.HasPrefix(squeezed, `{"`) || strings.HasPrefix(squeezed, `[{`) {
		return "this is JSON, not cells: add --format jsonl, which reads one array of objects, or one object a line"
	}
	return ""
}
