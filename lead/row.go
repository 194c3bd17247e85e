package lead

// Row is one lead as a line of a sheet: the base columns in their fixed order, then one cell for each custom attribute and each
// member the tool has no name for. Every cell is text, so that phones keep their zeros and integers their digits; null, missing and
// empty are one. The csv tags are the column names and are read by gocsv.
type Row struct {
	UUID            string `csv:"uuid"`
	Name            string `csv:"name"`
	Email           string `csv:"email"`
	DialCode        string `csv:"dialCode"` // written with its "+"
	Phone           string `csv:"phone"`
	Status          string `csv:"status"`
	Tags            string `csv:"tags"`  // see FormatTags
	Notes           string `csv:"notes"` // see FormatNotes
	Picture         string `csv:"picture"`
	AgentID         string `csv:"agentId"`
	City            string `csv:"city"`
	Country         string `csv:"country"`
	Gender          string `csv:"gender"`
	Type            string `csv:"type"` // lead or non-lead
	CreatedAt       string `csv:"createdAt"`
	UpdatedAt       string `csv:"updatedAt"`
	LastSeenAt      string `csv:"lastSeenAt"`
	IsOnline        string `csv:"isOnline"`
	WebsiteVisits   string `csv:"websiteVisits"`
	LastMessageAt   string `csv:"lastMessageAt"`
	LastMessageBy   string `csv:"lastMessageBy"`
	LastMessageText string `csv:"lastMessageText"`
	ID              string `csv:"id"`

	// Dynamic holds the cells of this row's own columns, "attributes.<key>" and "extra.<path>", in the order the server sent them.
	// No column stands twice.
	Dynamic []Cell `csv:"-"`
}

// Cell is one cell of a column that is not a base column.
type Cell struct{ Column, Value string }

// The prefixes of dynamic columns, and the column that takes what is beyond the column limit.
const (
	AttributePrefix = "attributes."
	ExtraPrefix     = "extra."
	ExtraColumn     = "extra"
)

// BaseCount is how many base columns a row has.
const BaseCount = 23

// BaseColumns returns the names of the base columns in their order.
func BaseColumns() []string {
	return []string{"uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "picture", "agentId", "city", "country",
		"gender", "type", "createdAt", "updatedAt", "lastSeenAt", "isOnline", "websiteVisits", "lastMessageAt", "lastMessageBy",
		"lastMessageText", "id"}
}

// Base returns the cells of the base columns, in the order of BaseColumns.
func (r *Row) Base() [BaseCount]string {
	return [BaseCount]string{r.UUID, r.Name, r.Email, r.DialCode, r.Phone, r.Status, r.Tags, r.Notes, r.Picture, r.AgentID, r.City,
		r.Country, r.Gender, r.Type, r.CreatedAt, r.UpdatedAt, r.LastSeenAt, r.IsOnline, r.WebsiteVisits, r.LastMessageAt,
		r.LastMessageBy, r.LastMessageText, r.ID}
}

// SetBase sets the cells of the base columns, in the order of BaseColumns.
func (r *Row) SetBase(c *[BaseCount]string) {
	r.UUID, r.Name, r.Email, r.DialCode, r.Phone, r.Status, r.Tags, r.Notes = c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
	r.Picture, r.AgentID, r.City, r.Country, r.Gender, r.Type = c[8], c[9], c[10], c[11], c[12], c[13]
	r.CreatedAt, r.UpdatedAt, r.LastSeenAt, r.IsOnline, r.WebsiteVisits = c[14], c[15], c[16], c[17], c[18]
	r.LastMessageAt, r.LastMessageBy, r.LastMessageText, r.ID = c[19], c[20], c[21], c[22]
}
