package lead

import "github.com/leadferry/leadferry/internal/jsonscan"

func (r *Record) chat(s *jsonscan.Scanner) {
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "_id":
			r.set(ID, s, "", name)
		case "uuid":
			r.set(UUID, s, "", name)
		case "createdAt":
			r.set(CreatedAt, s, "", name)
		case "updatedAt":
			r.set(UpdatedAt, s, "", name)
		case "lastSeenAt":
			r.set(LastSeenAt, s, "", name)
		case "isOnline":
			r.set(IsOnline, s, "", name)
		case "websiteVisits":
			r.set(WebsiteVisits, s, "", name)
		case "status":
			r.set(Status, s, "", name)
		case "_agentAssigned":
			r.set(AgentID, s, "", name)
		case "lastMessage":
			r.lastMessage(s, name)
		case "profile":
			r.profile(s, name)
		default:
			r.keep("", name, s.Value())
		}
	}
}

func (r *Record) lastMessage(s *jsonscan.Scanner, name []byte) {
	if !r.object(s, "", name) {
		return
	}
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "at":
			r.set(LastMessageAt, s, pathLastMessage, name)
		case "by":
			r.set(LastMessageBy, s, pathLastMessage, name)
		case "text":
			r.set(LastMessageText, s, pathLastMessage, name)
		default:
			r.keep(pathLastMessage, name, s.Value())
		}
	}
}

func (r *Record) profile(s *jsonscan.Scanner, name []byte) {
	if !r.object(s, "", name) {
		return
	}
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "notes":
			r.set(Notes, s, pathProfile, name)
		case "userDetails":
			r.details(s, name)
		default:
			r.keep(pathProfile, name, s.Value())
		}
	}
}

func (r *Record) details(s *jsonscan.Scanner, name []byte) {
	if !r.object(s, pathProfile, name) {
		return
	}
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "name":
			r.set(Name, s, pathDetails, name)
		case "picture":
			r.set(Picture, s, pathDetails, name)
		case "contact":
			r.contact(s, name)
		case "city":
			r.set(City, s, pathDetails, name)
		case "country":
			r.set(Country, s, pathDetails, name)
		case "gender":
			r.set(Gender, s, pathDetails, name)
		case "tags":
			r.set(Tags, s, pathDetails, name)
		default: // the custom attributes too
			r.keep(pathDetails, name, s.Value())
		}
	}
}

func (r *Record) contact(s *jsonscan.Scanner, name []byte) {
	if !r.object(s, pathDetails, name) {
		return
	}
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "email":
			r.set(Email, s, pathContact, name)
		case "phone":
			r.phone(s, name)
		default:
			r.keep(pathContact, name, s.Value())
		}
	}
}

// phone reads {"number","prefix"}. A bare number or text in its place is the phone itself.
func (r *Record) phone(s *jsonscan.Scanner, name []byte) {
	if k := s.Kind(); k == jsonscan.String || k == jsonscan.Number {
		r.set(Phone, s, pathContact, name)
		return
	}
	if !r.object(s, pathContact, name) {
		return
	}
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		switch string(name) {
		case "number":
			r.set(Phone, s, pathPhone, name)
		case "prefix":
			r.set(DialCode, s, pathPhone, name)
		default:
			r.keep(pathPhone, name, s.Value())
		}
	}
}
