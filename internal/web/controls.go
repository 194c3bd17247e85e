package web

import (
	"github.com/leadferry/leadferry/lead"
)

// control is a choice of the page that is a flag of the command line.
type control struct {
	Flag, Label, Example string
	Choices              []choice // of a list, of which the first is what holds without the flag; nil for a text
	Value                string
}

// list makes the choices of a control: pairs of a value and what it means.
func list(pairs ...string) (all []choice) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, choice{Value: pairs[i], Text: pairs[i+1]})
	}
	return all
}

// readControls are those of how a file is read and what its rows mean, beside the columns and statuses.
func readControls() []control {
	return []control{
		{Flag: "dial-code", Label: "Country of phones", Example: "such as +49 or DE"},
		{Flag: "sheet", Label: "Sheet of a workbook", Example: "a name, or all"},
		{Flag: "header-row", Label: "Row with the names of the columns", Example: "such as 3"},
		{Flag: "no-header", Label: "Names of the columns, if the file has none", Example: "such as email,name,_3"},
		{Flag: "encoding", Label: "Encoding", Example: "such as windows-1252"},
		{Flag: "delimiter", Label: "Sign between cells", Example: "comma, semicolon or tab"},
		{Flag: "quotes", Label: "Quotes", Choices: list("", "as found", "enclose", "enclose: they stand around cells", "text", "text: they are part of it",
			"escaped", "escaped: part of it, with backslashes as databases write them")},
		{Flag: "null", Label: "Texts that mean an empty cell", Example: "such as n/a,NULL"},
		{Flag: "max-errors", Label: "Bad rows that may be left out", Example: "100, or such as 5%"},
		{Flag: "format", Label: "Kind of file", Choices: list("", "as its name says", "csv", "csv", "tsv", "tsv", "xlsx", "xlsx", "jsonl", "jsonl", "raw", "raw (records of the server)")},
		{Flag: "id-from", Label: "How rows without a uuid find their lead", Choices: list(
			"", "by email, else by phone", "email", "email: by that alone", "phone", "phone: by that alone", "phone,email", "phone, else by email")},
		{Flag: "on-duplicate", Label: "Several rows of one lead", Choices: list(
			"", "all: in the order of the file", "last", "last: only that one", "first", "first: only that one", "reject", "reject all of them")},
		{Flag: "on-several", Label: "Several e-mails or phones in one cell", Choices: list("", "refuse the row", "first", "first: take that one, keep the rest as a custom attribute")},
		{Flag: "on-bad-contact", Label: "An e-mail or phone that cannot be read", Choices: list(
			"", "refuse the row", "drop", "drop: import the row without it if it has another one, and keep it as a custom attribute")},
		{Flag: "wire", Label: "How tags, notes and attributes are sent", Choices: list("", "strings, or as the profile says", "arrays", "arrays, if the platform takes lists")},
	}
}

// exportControls are those of which leads are exported, beside their statuses.
func exportControls() []control {
	return []control{
		{Flag: "tag", Label: "With one of these tags", Example: "such as vip, or vip,partner"},
		{Flag: "created-since", Label: "Made since", Example: "such as 2026-11-01 or 7d"},
		{Flag: "where", Label: "Another condition", Example: "such as country = Germany"},
	}
}

// restoreControls are those of which leads of a snapshot are restored, and what becomes of fields that were empty.
func restoreControls() []control {
	return []control{
		{Flag: "where", Label: "Only leads for which this held then", Example: "such as email = ann@example.org"},
		{Flag: "blank", Label: "Fields that were empty then and are filled now", Choices: list("", "stay as they are", "clear", "are emptied again")},
	}
}

// The headings of choices that are more than one field.
const (
	columnsLabel  = "What the columns mean"
	statusesLabel = "What statuses mean"
)

// labels are what the page calls the flags that a person can choose on it.
func labels() map[string]string {
	all := map[string]string{
		"map": columnsLabel, "map-status": statusesLabel, "profile": "Bot", "columns": "Which columns", lead.Status.String(): "Status",
	}
	for _, c := range append(readControls(), exportControls()...) {
		all[c.Flag] = c.Label
	}
	return all
}
