package lead

import "github.com/leadferry/leadferry/internal/jsonscan"

// The paths of the known objects. Custom attributes have no base column: they are kept as the unknown
// member pathDetails + nameAttributes until the record is flattened.
const (
	pathLastMessage = "lastMessage."
	pathProfile     = "profile."
	pathDetails     = "profile.userDetails."
	pathContact     = "profile.userDetails.contact."
	pathPhone       = "profile.userDetails.contact.phone."
	nameAttributes  = "attributes"
)

// object is a known object.
type object struct {
	path    string
	members []field
}

// field is what a known member holds: a base column, or an object.
type field struct {
	name   string
	column Column // -1 if it is none
	object *object
}

var (
	phone = &object{pathPhone, []field{{"number", Phone, nil}, {"prefix", DialCode, nil}}}

	details = &object{pathDetails, []field{
		{"name", Name, nil}, {"picture", Picture, nil},
		{"contact", -1, &object{pathContact, []field{{"email", Email, nil}, {"phone", -1, phone}}}},
		{"city", City, nil}, {"country", Country, nil}, {"gender", Gender, nil}, {"tags", Tags, nil},
	}}

	chat = &object{"", []field{
		{"_id", ID, nil}, {"uuid", UUID, nil}, {"createdAt", CreatedAt, nil}, {"isOnline", IsOnline, nil},
		{"lastMessage", -1, &object{pathLastMessage, []field{
			{"at", LastMessageAt, nil}, {"by", LastMessageBy, nil}, {"text", LastMessageText, nil},
		}}},
		{"lastSeenAt", LastSeenAt, nil},
		{"profile", -1, &object{pathProfile, []field{{"notes", Notes, nil}, {"userDetails", -1, details}}}},
		{"status", Status, nil}, {"updatedAt", UpdatedAt, nil}, {"websiteVisits", WebsiteVisits, nil},
		{"_agentAssigned", AgentID, nil},
	}}
)

// members reads the members of an object.
func (r *Record) members(s *jsonscan.Scanner, o *object) {
	s.EnterObject()
	next := 0 // servers send members in one order, mostly that of the list
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		column, inner := o.member(name, &next)
		if inner == phone { // a bare number or text in its place is the phone itself
			if k := s.Kind(); k == jsonscan.String || k == jsonscan.Number {
				column, inner = Phone, nil
			}
		}
		switch {
		case inner != nil && s.Kind() == jsonscan.Object:
			r.members(s, inner)
		case column >= 0:
			r.set(column, s, o.path, name)
		default:
			r.keep(o.path, name, s.Value())
		}
	}
}

// member returns what a member holds, -1 and nil if it is unknown. It looks from next on, and sets next
// to the place after the member.
func (o *object) member(name []byte, next *int) (Column, *object) {
	for range o.members {
		f := &o.members[*next]
		if *next++; *next == len(o.members) {
			*next = 0
		}
		if f.name == string(name) {
			return f.column, f.object
		}
	}
	return -1, nil
}
