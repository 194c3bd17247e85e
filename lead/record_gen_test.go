package lead_test

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// genRecord draws records of the documented shape in which any value may be of any kind, members
// may be missing, repeated or unknown.
func genRecord() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		scalar := func() string {
			return rapid.OneOf(
				rapid.Map(genText(), quote),
				rapid.SampledFrom([]string{`null`, `1`, `-0.0`, `1e400`, `12345678901234567890`, `true`, `"\ud83d"`, `""`, `[]`, `{}`, `[1,"x"]`,
					`{"key":"a"}`, `"91"`, `91`, `"+91"`, `"a,b"`}),
			).Draw(t, "value")
		}
		object := func(members ...string) string {
			var kept []string
			for _, m := range members {
				for range rapid.SampledFrom([]int{1, 1, 1, 1, 0, 2}).Draw(t, "times") {
					kept = append(kept, m)
				}
			}
			if rapid.IntRange(0, 5).Draw(t, "unknown") == 0 {
				kept = append(kept, quote(genText().Draw(t, "name"))+":"+scalar())
			}
			return "{" + strings.Join(kept, ",") + "}"
		}
		either := func(s string) string {
			if rapid.IntRange(0, 7).Draw(t, "odd") == 0 {
				return scalar()
			}
			return s
		}
		list := func(element func() string) string {
			var elements []string
			for range rapid.IntRange(0, 3).Draw(t, "length") {
				elements = append(elements, either(element()))
			}
			return "[" + strings.Join(elements, ",") + "]"
		}
		phone := object(`"number":`+scalar(), `"prefix":`+scalar())
		contact := object(`"email":`+scalar(), `"phone":`+either(phone))
		note := func() string { return object(`"title":`+scalar(), `"description":`+scalar()) }
		attribute := func() string { return object(`"key":`+scalar(), `"value":`+scalar()) }
		details := object(`"name":`+scalar(), `"picture":`+scalar(), `"city":`+scalar(), `"contact":`+either(contact),
			`"tags":`+either(list(scalar)), `"attributes":`+either(list(attribute)))
		profile := object(`"notes":`+either(list(note)), `"userDetails":`+either(details))
		return object(`"_id":`+scalar(), `"uuid":`+scalar(), `"status":`+scalar(), `"_agentAssigned":`+scalar(), `"profile":`+either(profile),
			`"lastMessage":`+either(object(`"text":`+scalar())))
	})
}

func quote(s string) string {
	b, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(s, "?"))
	if err != nil {
		panic(err)
	}
	return string(b)
}
