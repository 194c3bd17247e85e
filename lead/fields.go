package lead

import (
	"slices"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

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

// field is what a known member holds: a base column, or an object at a path of its own.
type field struct {
	name   string
	column Column
	object string
}

// fields are the known members of the object at a path.
var fields = map[string][]field{
	"": {
		{"_id", ID, ""}, {"uuid", UUID, ""}, {"createdAt", CreatedAt, ""}, {"isOnline", IsOnline, ""},
		{"lastMessage", -1, pathLastMessage}, {"lastSeenAt", LastSeenAt, ""}, {"profile", -1, pathProfile},
		{"status", Status, ""}, {"updatedAt", UpdatedAt, ""}, {"websiteVisits", WebsiteVisits, ""},
		{"_agentAssigned", AgentID, ""},
	},
	pathLastMessage: {{"at", LastMessageAt, ""}, {"by", LastMessageBy, ""}, {"text", LastMessageText, ""}},
	pathProfile:     {{"notes", Notes, ""}, {"userDetails", -1, pathDetails}},
	pathDetails: {
		{"name", Name, ""}, {"picture", Picture, ""}, {"contact", -1, pathContact}, {"city", City, ""},
		{"country", Country, ""}, {"gender", Gender, ""}, {"tags", Tags, ""},
	},
	pathContact: {{"email", Email, ""}, {"phone", -1, pathPhone}},
	pathPhone:   {{"number", Phone, ""}, {"prefix", DialCode, ""}},
}

// members reads the members of the object at path.
func (r *Record) members(s *jsonscan.Scanner, path string) {
	known := fields[path]
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		f := field{column: -1}
		if i := slices.IndexFunc(known, func(f field) bool { return f.name == string(name) }); i >= 0 {
			f = known[i]
		}
		if f.object == pathPhone { // a bare number or text in its place is the phone itself
			if k := s.Kind(); k == jsonscan.String || k == jsonscan.Number {
				f = field{column: Phone}
			}
		}
		switch {
		case f.object != "" && s.Kind() == jsonscan.Object:
			r.members(s, f.object)
		case f.column >= 0:
			r.set(f.column, s, path, name)
		default:
			r.keep(path, name, s.Value())
		}
	}
}
