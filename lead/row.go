package lead

import "slices"

// Column is a base column: a column that every row has, and its place among the cells of a row.
type Column int

// The base columns, in the order in which sheets show them.
const (
	UUID Column = iota
	Name
	Email
	DialCode // written with its +
	Phone
	Status
	Tags  // see FormatTags
	Notes // see FormatNotes
	Picture
	AgentID
	City
	Country
	Gender
	Kind // lead or non-lead; the name Type is taken
	CreatedAt
	UpdatedAt
	LastSeenAt
	IsOnline
	WebsiteVisits
	LastMessageAt
	LastMessageBy
	LastMessageText
	ID

	// BaseCount is the number of base columns.
	BaseCount int = iota
)

// baseNames are the headers of the base columns.
func baseNames() [BaseCount]string {
	return [BaseCount]string{
		UUID: "uuid", Name: "name", Email: "email", DialCode: "dialCode", Phone: "phone",
		Status: "status", Tags: "tags", Notes: "notes", Picture: "picture", AgentID: "agentId",
		City: "city", Country: "country", Gender: "gender", Kind: "type", CreatedAt: "createdAt",
		UpdatedAt: "updatedAt", LastSeenAt: "lastSeenAt", IsOnline: "isOnline",
		WebsiteVisits: "websiteVisits", LastMessageAt: "lastMessageAt", LastMessageBy: "lastMessageBy",
		LastMessageText: "lastMessageText", ID: "id",
	}
}

// String returns the header of the column.
func (c Column) String() string { return baseNames()[c] }

// ColumnOf returns the base column with that header.
func ColumnOf(name string) (c Column, ok bool) {
	names := baseNames()
	i := slices.Index(names[:], name)
	return Column(i), i >= 0
}

// BaseColumns returns the headers of all base columns in their order.
func BaseColumns() []string {
	names := baseNames()
	return names[:]
}

// Base holds the cells of the base columns: base[lead.Email] is the e-mail.
type Base [BaseCount]string

// Row is one lead as a line of a sheet: the base cells, then one cell for each custom attribute and
// each member that has no column of its own. Every cell is text, so that phones keep their zeros
// and integers their digits. Null, missing and empty are one.
type Row struct {
	Base Base

	// Dynamic holds the cells of this row's own columns, "attributes.<key>" and "extra.<path>", in
	// the order in which the server sent them. No column occurs twice.
	Dynamic []Cell
}

// Cell is one cell of a column that is not a base column.
type Cell struct{ Column, Value string }

// The prefixes of dynamic columns, and the column that takes what exceeds the column limit.
const (
	AttributePrefix = "attributes."
	ExtraPrefix     = "extra."
	ExtraColumn     = "extra"
)
