package convertalk

import (
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// envelope is what every answer says around its data.
type envelope struct {
	success bool
	told    bool // success was there
	code    int  // -1 for one that is no whole number
	message string
}

// member reads one member of the envelope; false means that the name is none of its own and the value is still to be read.
func (e *envelope) member(name []byte, s *jsonscan.Scanner) bool {
	switch string(name) {
	case "success":
		v := s.Value()
		yes := v.Kind == jsonscan.Bool && string(v.Text) == "true"
		e.success = yes && (e.success || !e.told) // an answer that says both says no
		e.told = true
	case "code":
		v := s.Value()
		text, _ := jsonscan.AppendText(nil, v)
		code, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if e.code = code; err != nil && !v.IsBlank() {
			e.code = -1
		}
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
