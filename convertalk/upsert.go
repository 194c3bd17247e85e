package convertalk

import (
	"context"
	"slices"
	"strings"

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
// *ratelimit.WaitError or the context's cause; an error other than Refused leaves open whether the server applied it. When the context
// ends, a request under way has five seconds more to hear its answer.
func (c *Client) Upsert(ctx context.Context, l lead.Lead) (Answer, error) {
	var answer []byte
	r := &call{op: "the upsert", write: true, url: c.put, body: c.body(&l), into: &answer, decode: decodeEnvelope}
	attempts, err := c.do(ctx, r)
	if err != nil {
		return Answer{Attempts: attempts}, err
	}
	return Answer{Attempts: attempts, Status: r.status, Code: r.env.code, Message: clean(r.env.message, c.opts.Token)}, nil
}

// body writes the documented fields that are filled.
func (c *Client) body(l *lead.Lead) []byte {
	b := object{text: []byte{'{'}, clear: l.Clear}
	b.filledText("uuid", l.UUID)
	b.filledText("botId", c.opts.BotID)
	b.filledText("customerId", c.opts.CustomerID)
	b.filledText("agentId", l.AgentID)
	b.filledText("name", l.Name)
	b.filledText("email", l.Email)
	b.filledText("phone", l.Phone)
	b.filledText("dialCode", l.DialCode)
	b.filledText("status", l.Status)
	b.filledText("picture", l.Picture)
	if c.opts.Wire == WireArrays {
		b.raw("tags", tagsJSON(l.Tags))
		b.raw("notes", notesJSON(l.Notes))
		b.raw("attributes", attributesJSON(l.Attributes))
	} else {
		b.filledText("tags", strings.Join(l.Tags, ","))
		b.filledText("notes", notesText(l.Notes))
		b.filledText("attributes", string(attributesJSON(l.Attributes)))
	}
	return append(b.text, '}')
}

// notesText is one plain note as it is, and JSON text where there is more to say.
func notesText(notes []lead.Note) string {
	if len(notes) == 1 && notes[0].Title == "" {
		return notes[0].Description
	}
	return string(notesJSON(notes))
}

func tagsJSON(tags []string) []byte {
	return list(tags, func(dst []byte, tag string) []byte { return appendQuoted(dst, tag) })
}

func notesJSON(notes []lead.Note) []byte {
	return list(notes, func(dst []byte, n lead.Note) []byte {
		return appendPair(dst, "title", n.Title, "description", n.Description)
	})
}

func attributesJSON(attributes []lead.Attribute) []byte {
	return list(attributes, func(dst []byte, a lead.Attribute) []byte { return appendPair(dst, "key", a.Key, "value", a.Value) })
}

// list writes a JSON array, or nothing at all for no elements.
func list[T any](elements []T, appendElement func([]byte, T) []byte) []byte {
	if len(elements) == 0 {
		return nil
	}
	b := []byte{'['}
	for i, e := range elements {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendElement(b, e)
	}
	return append(b, ']')
}

func appendPair(dst []byte, name1, value1, name2, value2 string) []byte {
	o := object{text: append(dst, '{')}
	o.always(name1, value1)
	o.always(name2, value2)
	return append(o.text, '}')
}

// object writes the members of a JSON object.
type object struct {
	text   []byte
	filled bool
	clear  []string // members that are written although they are empty
}

func (o *object) name(name string) {
	if o.filled {
		o.text = append(o.text, ',')
	}
	o.filled = true
	o.text = append(appendQuoted(o.text, name), ':')
}

func (o *object) always(name, value string) {
	o.name(name)
	o.text = appendQuoted(o.text, value)
}

// filledText and raw leave an empty value out, unless it is to be cleared.
func (o *object) filledText(name, value string) {
	if value != "" || slices.Contains(o.clear, name) {
		o.always(name, value)
	}
}

func (o *object) raw(name string, value []byte) {
	if len(value) == 0 && slices.Contains(o.clear, name) {
		value = []byte("[]")
	}
	if len(value) > 0 {
		o.name(name)
		o.text = append(o.text, value...)
	}
}

// appendQuoted writes a JSON string; text that is not UTF-8 is sent with U+FFFD in the broken places, since JSON can carry no other.
func appendQuoted(dst []byte, text string) []byte {
	if isPlain(text) {
		return append(append(append(dst, '"'), text...), '"')
	}
	out, err := jsontext.AppendQuote(dst, strings.ToValidUTF8(text, "\ufffd"))
	if err != nil {
		panic("convertalk: quoting valid text failed: " + err.Error())
	}
	return out
}

// isPlain tells whether a text is itself in JSON: most are, and need no further look.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
