package check

import (
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
)

// Options say how rows are read. BotID, IDFrom and Temp are needed.
type Options struct {
	BotID       string
	Assignments []string        // "Header=field": they win over what headers mean by themselves
	IDFrom      []live.Field    // what identifies a row without a uuid, in this order
	DialCode    string          // "+91", of phones without a country code; may be ""
	Wire        convertalk.Wire // what the rows are sent in
	Duplicates  Duplicates
	// DuplicatesChosen: Duplicates holds for rows that look like several people with one e-mail or
	// phone, too.
	DuplicatesChosen bool
	Matching         bool // the live leads are looked at next
	Tags             TagMode
	Trusted          bool // the rows are the platform's own records: they are neither checked nor changed
	Blanks           bool // blank cells clear a field; this needs a plan
	// Assigned returns the uuid that an earlier run gave to a row without one, "" for none; may be nil.
	Assigned func(row int) string
	Temp     func() (row.TempFile, error) // makes a temporary file, which the caller removes
	Progress func(rows int)               // rows checked so far; may be nil
}

// Duplicates says what happens to several rows of one lead.
type Duplicates uint8

// The ways to treat them.
const (
	ApplyAll Duplicates = iota // in the order of the file
	ApplyLast
	ApplyFirst
	RejectAll
)

// String returns the name of the mode.
func (d Duplicates) String() string { return [...]string{"all", "last", "first", "reject"}[d] }

// TagMode says what the tags of a row do to the lead's.
type TagMode uint8

// The modes. Adding and removing need the live leads.
const (
	ReplaceTags TagMode = iota
	AddTags
	RemoveTags
)

// String returns the name of the mode.
func (m TagMode) String() string { return [...]string{"replace", "add", "remove"}[m] }
