package convertalk

import (
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// envelope is what every answer says around its data.
type envelope struct {
	success bool
	code    int
	message string
}

// member reads one member of the envelope; false means that the name is none of its own and the value is still to be read.
func (e *envelope) member(name []byte, s *jsonscan.Scanner) bool {
	switch string(name) {
	case "success":
		v := s.Value()
		e.success = v.Kind == jsonscan.Bool && string(v.Text) == "true"
	case "code":
		text, _ := jsonscan.AppendText(nil, s.Value())
		e.code, _ = strconv.Atoi(strings.TrimSpace(string(text)))
	case "message":
		text, _ := jsonscan.AppendText(nil, s.Value())
		e.message = string(text)
	default:
		return false
	}
	return true
}

// decodeEnvelope reads an answer whose data does not matter.
func decodeEnvelope(body []byte) (envelope, error) {
	var e envelope
	s := jsonscan.New(body)
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		if !e.member(name, &s) {
			s.Value()
		}
	}
	return e, s.End()
}
