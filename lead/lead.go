// Package lead is the model: a chat as the server sends it (Record), a line of a sheet (Row), the writable fields of a lead (Lead), and
// the ways between them. It knows no file and no network.
package lead

// Type is the kind of chat that a listing is asked for.
type Type string

// The two types a listing knows.
const (
	TypeLead    Type = "lead"
	TypeNonLead Type = "non-lead"
)

// Lead holds the fields that can be written. An empty field says nothing, and is neither sent nor cleared, unless Clear names it. An
// attribute is sent as it is, with an empty value too.
type Lead struct {
	UUID, AgentID, Name, Email, Phone, Status, Picture string
	DialCode                                           string // with its "+"
	Tags                                               []string
	Notes                                              []Note
	Attributes                                         []Attribute
	Clear                                              []string // columns of the empty fields that are to be emptied
}

// Note is one note of a lead.
type Note struct{ Title, Description string }

// Attribute is one custom attribute of a lead.
type Attribute struct{ Key, Value string }

// Unflatten reads the writable fields out of a row. It is the inverse of Flatten for those: the lead's Row has the same cells as far as
// they can be written, with tags and notes in the form that FormatTags and FormatNotes give them.
func Unflatten(r *Row) Lead {
	l := Lead{
		UUID: r.Base[UUID], AgentID: r.Base[AgentID], Name: r.Base[Name], Email: r.Base[Email], Phone: r.Base[Phone], Status: r.Base[Status], Picture: r.Base[Picture],
		DialCode: r.Base[DialCode], Tags: ParseTags(r.Base[Tags]), Notes: ParseNotes(r.Base[Notes]),
	}
	for _, c := range r.Dynamic {
		if key, ok := AttributeKey(c.Column); ok {
			l.Attributes = append(l.Attributes, Attribute{key, c.Value})
		}
	}
	return l
}

// Row returns the row of the lead's writable fields.
func (l *Lead) Row() Row {
	r := Row{
		Base: Base{UUID: l.UUID, AgentID: l.AgentID, Name: l.Name, Email: l.Email, Phone: l.Phone, Status: l.Status, Picture: l.Picture,
			DialCode: l.DialCode, Tags: FormatTags(l.Tags), Notes: FormatNotes(l.Notes)},
	}
	for _, a := range l.Attributes {
		r.Dynamic = append(r.Dynamic, Cell{AttributePrefix + a.Key, a.Value})
	}
	return r
}

// AttributeKey returns the key of the custom attribute that a column holds; ok is false for every other column. What follows
// "attributes." is the key exactly, whatever it holds.
func AttributeKey(column string) (key string, ok bool) {
	if len(column) < len(AttributePrefix) || column[:len(AttributePrefix)] != AttributePrefix {
		return "", false
	}
	return column[len(AttributePrefix):], true
}
