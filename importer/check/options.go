package check

import (
	"context"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
)

// Rules are the user's choices about what rows mean. A journal's header holds those that change what is
// sent.
type Rules struct {
	Assignments []string        `json:"-"`             // "Header=field": they win over what headers mean by themselves
	Kept        []columns.Pair  `json:"-"`             // the same of earlier files like this one; Assignments win over them
	IDFrom      []live.Field    `json:"idFrom"`        // what identifies a row without a uuid, in this order; at least one
	Null        []string        `json:"null,omitzero"` // what stands for an empty cell, in lower case; nil: Placeholders, in names, e-mails and phones
	DialCode    string          `json:"dialCode"`      // "+91", of phones without a country code; may be ""
	Wire        convertalk.Wire `json:"wire"`          // what the rows are sent in
	Duplicates  Duplicates      `json:"onDuplicate"`
	// DuplicatesChosen: Duplicates holds for rows that look like several people with one e-mail or
	// phone, too.
	DuplicatesChosen bool              `json:"-"`
	Several          Several           `json:"onSeveral,omitzero"`
	Broken           Broken            `json:"onBadContact,omitzero"`
	Tags             TagMode           `json:"tags"`
	Blank            Blank             `json:"blank"`
	StatusMap        columns.StatusMap `json:"statusMap,omitzero"`
	// Filter chooses the live leads that may be written to, which a new lead is not among; of Trusted
	// rows it chooses the rows themselves.
	Filter  filter.Filter `json:"filter,omitzero"`
	Trusted bool          `json:"-"` // the rows are the platform's own records: they are neither checked nor changed
}

// Touches is the filter of the live leads.
func (r *Rules) Touches() filter.Filter {
	if r.Trusted {
		return nil
	}
	return r.Filter
}

// Options are the rules and what a run needs to apply them. BotID and Temp are needed.
type Options struct {
	Rules
	BotID    string
	Profile  string // of the bot, which rows that name one must be of; "" for none
	Matching bool   // the live leads are looked at next
	Offline  bool   // the rows are counted, and none is kept to be sent
	// Assigned returns the uuid that an earlier run gave to a row without one, "" for none; may be nil.
	Assigned func(row int) string
	Temp     func() (row.TempFile, error) // makes a temporary file, which the caller removes
	Progress func(rows int)               // rows checked so far; may be nil
	Take     propose.Take                 // asks about proposals; nil: none is taken
	// Country asks for the country of phones that name none, and returns its dial code, contact.WithCode, or
	// "" to leave them as they are; nil asks nothing. It needs Take.
	Country func(context.Context, *Countryless) (string, error)
}

// Duplicates says what happens to several rows of one lead.
type Duplicates string

// The ways to treat them. The zero value is ApplyAll.
const (
	ApplyAll   Duplicates = "all" // in the order of the file
	ApplyLast  Duplicates = "last"
	ApplyFirst Duplicates = "first"
	RejectAll  Duplicates = "reject"
)

// Several says what becomes of an e-mail or phone cell that holds several, or words beside one.
type Several string

// The ways. The zero value is RefuseSeveral.
const (
	RefuseSeveral Several = "refuse"
	TakeFirst     Several = "first" // the others and the words become a custom attribute
)

// Broken says what becomes of a row with an e-mail or phone that cannot be read.
type Broken string

// The ways. The zero value is RefuseBroken.
const (
	RefuseBroken Broken = "refuse"
	DropBroken   Broken = "drop" // into a custom attribute, if the row is known by its other contact
)

// TagMode says what the tags of a row do to the lead's.
type TagMode string

// The modes. The zero value is ReplaceTags. Adding and removing need the live leads.
const (
	ReplaceTags TagMode = "replace"
	AddTags     TagMode = "add"
	RemoveTags  TagMode = "remove"
)

// Blank says what a blank cell does to its field.
type Blank string

// The ways. The zero value is KeepBlank. Clearing needs a plan.
const (
	KeepBlank  Blank = "keep"
	ClearBlank Blank = "clear"
)
