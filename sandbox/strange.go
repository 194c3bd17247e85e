package sandbox

import "strings"

// oddity is a member, with a value that differs from the documents but is valid JSON.
type oddity struct {
	path  string // names with slashes
	value string // as JSON; "" removes the member
}

// oddities begin with the worst, so that a few strange leads already have them.
var oddities = []oddity{
	{details + "contact/phone/number", `4155550142`},
	{"websiteVisits", `9007199254740993`},
	{details + "attributes", `[{"key":"big","value":12345678901234567890},{"key":"pi","value":3.10},{"key":"yes","value":true}]`},
	{details + "tags", `null`},
	{"profile", ``},
	{"profile", `null`},
	{details + "contact", `null`},
	{details + "contact/phone", `4155550143`},
	{details + "attributes", `[{"key":"object","value":{"a":[1,null]}},{"key":"nothing","value":null},{"key":"list","value":["x","y"]}]`},
	{details + "attributes", `[{"key":"plan","value":"Pro"},{"key":"plan","value":"Free"}]`},
	{details + "attributes", `[{"key":"name","value":"not the name"},{"key":"uuid","value":"not the uuid"},{"key":"attributes.x","value":"1"}]`},
	{details + "attributes", `[{"key":"a.b, \"c\"\nd 🦊","value":"x"},{"key":"","value":"no key"},{"key":"extra.x","value":"y"}]`},
	{details + "attributes", `[{"key":"more","value":"a","_id":"64f1c0ffee0000000000a001","source":{"form":3}}]`},
	{details + "attributes", `[{"key":" spaced ","value":" v "},{"key":"KEY","value":"1"},{"key":"key","value":"2"},{"key":"=1+1","value":"=1+1"}]`},
	{details + "tags", `["a,b","say \"hi\"","","a;b|c"," spaced ","[\"json\"]"]`},
	{"profile/notes", `[{"title":"To do: today","description":"one: 1\ntwo: 2\n\nthree","_id":"64f1c0ffee0000000000a002"},{"title":"","description":": "}]`},
	{"profile/notes", `[{"title":"No id","description":"plain"},{"description":"no title"},{"title":"no description"},"just text",null]`},
	{"custom", `{"deep":{"er":[1,{"x":null}]},"flag":false}`},
	{"profile/score", `{"value":0.1,"at":"2026-10-01T00:00:00.000Z"}`},
	{details + "contact/fax", `"+49 30 1234567"`},
	{details + "contact/phone/verified", `true`},
	{"lastMessage/attachments", `[{"url":"https://cdn.elsewhere.example/a.png","size":1e3}]`},
	{details + "name", `"lone \ud83d surrogate \udc00"`},
	{details + "name", `"\u003d1+1 \u0041\/\u00e9"`},
	{details + "name", `"=1+1"`},
	{details + "name", `"'=already guarded"`},
	{details + "name", `"'tis"`},
	{details + "name", `"＝1+1"`},
	{details + "city", `"＋plus"`},
	{details + "city", `"－minus"`},
	{details + "city", `"＠at"`},
	{details + "city", `"\t=tab"`},
	{details + "country", `"\r=cr"`},
	{details + "country", `"\n=lf"`},
	{details + "name", `"''-2"`},
	{details + "name", `"@SUM(A1)"`},
	{"lastMessage/text", `"line one\r\nline two\r\n\r\nline four\r"`},
	{"lastMessage/text", `"\u001b[31mred\u001b[0m \u0007 \u0000 \u202e \u200b \ufeff"`},
	{"lastMessage/text", `"` + strings.Repeat("long 長い ", 40_000/9) + strings.Repeat("x", 40_000%9) + `"`},
	{"status", `"WAITING"`},
	{"status", `null`},
	{"uuid", ``},
	{"size", `1e400`},
	{"balance", `-0.0`},
	{"isOnline", `"yes"`},
	{"lastMessage", `null`},
	{"lastMessage", `"just text"`},
	{"createdAt", `1762000000000`},
	{"_agentAssigned", `{"_id":"64b7c0de0000000000a9e001","name":"Agent, \"A\""}`},
	{details + "gender", `""`},
	{details + "name", `" \u00a0spaces around\u3000 "`},
	{details + "contact/email", `"two@example.com, three@example.com"`},
	{details + "contact/phone/prefix", `"+91"`},
	{details + "contact/phone/prefix", `91`},
	{details + "attributes", `{"plan":"Pro"}`},
	{"", `null`},
}

// distort makes a chat strange in the k-th way.
func distort(raw []byte, k int) []byte {
	odd := oddities[k%len(oddities)]
	raw = edit(raw, 0, change{strings.Split(odd.path, "/"), func([]byte) []byte {
		if odd.value == "" {
			return nil
		}
		return []byte(odd.value)
	}})
	if k%7 == 3 {
		raw = append(raw[:len(raw)-1], `,"\u0061bc\u00e9":"an escaped key"}`...)
	}
	return raw
}
