package convertalk

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// Wire is the shape of tags, notes and attributes in the body of an upsert.
type Wire string

// The shapes: texts, as Convertalk documents them, or arrays, as its sister platforms do and as the
// listing returns them. The zero value is WireStrings.
const (
	WireStrings Wire = "strings"
	WireArrays  Wire = "arrays"
)

// Answer is a successful upsert.
type Answer struct {
	Attempts int    // that may have reached the server, throttled ones not counted; it is told of a failed upsert too
	Status   int    // of HTTP
	Code     int    // in the answer's body, 0 if there was none
	Message  string // in the answer's body
}

// Upsert writes the filled fields of a lead and those that it clears. The lead must have a uuid. Repeating it is harmless. The error is an *Error, a
// *ratelimit.WaitError or the context's cause; an *Error says whether the server may have applied it, any other leaves that open. When the context
// ends, a request under way has five seconds more to hear its answer.
func (c *Client) Upsert(ctx context.Context, l lead.Lead) (Answer, error) {
	var answer []byte
	r := &call{op: "saving the lead", write: true, url: c.put, body: c.body(&l), into: &answer, decode: noData}
	a, attempts, err := c.do(ctx, r)
	if err != nil {
		return Answer{Attempts: attempts}, err
	}
	return Answer{Attempts: attempts, Status: a.status, Code: a.code, Message: clean(a.message, c.opts.Token)}, nil
}

// noData reads an answer whose data does not matter.
func noData(body []byte) (envelope, error) { return decodeEnvelope(body, nil) }

// note and attribute are a lead's, with the names of their members.
type (
	note struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	}
	attribute struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
)

// body writes the documented fields that are filled, and those to be cleared.
func (c *Client) body(l *lead.Lead) []byte {
	b := []byte{'{'}
	begin := func(name string, filled bool) bool {
		if !filled && !slices.Contains(l.Clear, name) {
			return false
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		return true
	}
	text := func(name, value string) {
		if begin(name, value != "") {
			b, _ = jsontext.AppendQuote(b, value) // broken text becomes U+FFFD: JSON can carry no other
		}
	}
	list := func(name string, filled bool, value any) {
		if begin(name, filled) {
			b = append(b, encode(value)...)
		}
	}
	text("uuid", l.UUID)
	text("botId", c.opts.BotID)
	text("customerId", c.opts.CustomerID)
	text("agentId", l.AgentID)
	text("name", l.Name)
	text("email", l.Email)
	text("phone", l.Phone)
	text("dialCode", l.DialCode)
	text("status", l.Status)
	text("picture", l.Picture)
	var notes []note
	for _, n := range l.Notes {
		notes = append(notes, note(n))
	}
	var attributes []attribute
	for _, a := range l.Attributes {
		attributes = append(attributes, attribute(a))
	}
	if c.opts.Wire == WireArrays {
		list("tags", len(l.Tags) > 0, l.Tags)
		list("notes", len(notes) > 0, notes)
		list("attributes", len(attributes) > 0, attributes)
	} else {
		text("tags", strings.Join(l.Tags, ","))
		if len(notes) == 1 && notes[0].Title == "" {
			text("notes", notes[0].Description)
		} else {
			text("notes", asText(notes))
		}
		text("attributes", asText(attributes))
	}
	return append(b, '}')
}

// asText is a list as JSON text, and no text for an empty one.
func asText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	return string(encode(list))
}

// encode writes a list of texts, broken ones as above.
func encode(value any) []byte {
	b, err := json.Marshal(value, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic("convertalk: encoding texts failed: " + err.Error())
	}
	return b
}
