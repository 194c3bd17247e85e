// Package lead is the model: a chat as the server sends it (Record), a line of a sheet (Row), the
// writable fields of a lead (Lead), and the conversions between them. It knows no file and no
// network.
package lead

import "strings"

// Type is a kind of chat, each with a listing of its own.
type Type string

// The two types.
const (
	TypeLead    Type = "lead"
	TypeNonLead Type = "non-lead"
)

// Word is what a record of the type is called: a lead, or a chat.
func (t Type) Word() string {
	if t == TypeNonLead {
		return "chat"
	}
	return string(t)
}

// Lead holds the fields that can be written. An empty field is neither sent nor cleared, unless
// Clear names it. An attribute is sent even with an empty value.
type Lead struct {
	UUID, AgentID, Name, Email, Phone, Status, Picture string
	DialCode                                           string // with its "+"
	Tags                                               []string
	Notes                                              []Note
	Attributes                                         []Attribute
	Clear                                              []string // columns of the empty fields to clear
}

// Note is one note of a lead.
type Note struct{ Title, Description string }

// Attribute is one custom attribute of a lead.
type Attribute struct{ Key, Value string }

// Unflatten returns the writable fields of a row. For those it reverses Flatten: the lead's Row has
// the same cells, with tags and notes as FormatTags and FormatNotes write them.
func Unflatten(r *Row) Lead {
	b := &r.Base
	l := Lead{
		UUID: b[UUID], AgentID: b[AgentID], Name: b[Name], Email: b[Email], Phone: b[Phone],
		Status: b[Status], Picture: b[Picture], DialCode: b[DialCode],
		Tags: ParseTags(b[Tags]), Notes: ParseNotes(b[Notes]),
	}
	for _, c := range r.Dynamic {
		if key, ok := AttributeKey(c.Column); ok {
			l.Attributes = append(l.Attributes, Attribute{key, c.Value})
		}
	}
	return l
}

// Row returns a row with the lead's fields.
func (l *Lead) Row() Row {
	r := Row{Base: Base{
		UUID: l.UUID, AgentID: l.AgentID, Name: l.Name, Email: l.Email, Phone: l.Phone,
		Status: l.Status, Picture: l.Picture, DialCode: l.DialCode,
		Tags: FormatTags(l.Tags), Notes: FormatNotes(l.Notes),
	}}
	for _, a := range l.Attributes {
		r.Dynamic = append(r.Dynamic, Cell{AttributePrefix + a.Key, a.Value})
	}
	return r
}

// AttributeKey returns the key of the custom attribute in a column: all that follows "attributes.".
// ok is false for any other column.
func AttributeKey(column string) (key string, ok bool) {
	if key, ok = strings.CutPrefix(column, AttributePrefix); !ok {
		return "", false
	}
	return key, true
}
