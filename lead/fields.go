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

// members reads the members of the object at path.
func (r *Record) members(s *jsonscan.Scanner, path string) {
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		column, object := known(path, name)
		if object == pathPhone { // a bare number or text in its place is the phone itself
			if k := s.Kind(); k == jsonscan.String || k == jsonscan.Number {
				column, object = Phone, ""
			}
		}
		switch {
		case object != "" && s.Kind() == jsonscan.Object:
			r.members(s, object)
		case column >= 0:
			r.set(column, s, path, name)
		default:
			r.keep(path, name, s.Value())
		}
	}
}

// known returns the base column of a member, else -1 and the path of the object that it holds, or "".
func known(path string, name []byte) (column Column, object string) {
	switch path {
	case "":
		switch string(name) {
		case "_id":
			return ID, ""
		case "uuid":
			return UUID, ""
		case "createdAt":
			return CreatedAt, ""
		case "updatedAt":
			return UpdatedAt, ""
		case "lastSeenAt":
			return LastSeenAt, ""
		case "isOnline":
			return IsOnline, ""
		case "websiteVisits":
			return WebsiteVisits, ""
		case "status":
			return Status, ""
		case "_agentAssigned":
			return AgentID, ""
		case "lastMessage":
			return -1, pathLastMessage
		case "profile":
			return -1, pathProfile
		}
	case pathLastMessage:
		switch string(name) {
		case "at":
			return LastMessageAt, ""
		case "by":
			return LastMessageBy, ""
		case "text":
			return LastMessageText, ""
		}
	case pathProfile:
		switch string(name) {
		case "notes":
			return Notes, ""
		case "userDetails":
			return -1, pathDetails
		}
	case pathDetails:
		switch string(name) {
		case "name":
			return Name, ""
		case "picture":
			return Picture, ""
		case "contact":
			return -1, pathContact
		case "city":
			return City, ""
		case "country":
			return Country, ""
		case "gender":
			return Gender, ""
		case "tags":
			return Tags, ""
		}
	case pathContact:
		switch string(name) {
		case "email":
			return Email, ""
		case "phone":
			return -1, pathPhone
		}
	case pathPhone:
		switch string(name) {
		case "number":
			return Phone, ""
		case "prefix":
			return DialCode, ""
		}
	}
	return -1, ""
}
