package sandbox

import (
	"fmt"
	"strings"
)

// strange writes the person with the odd shape of that number; the shapes come round again. It returns the record and its uuid.
func (p *person) strange(number int) (raw []byte, uuid string) {
	shape := oddShapes[number%len(oddShapes)]
	text := strings.NewReplacer("$ID", p.id, "$UUID", p.uuid, "$AT", stamp(p.updated)).Replace(shape)
	if !strings.Contains(shape, "$UUID") {
		return []byte(text), ""
	}
	return []byte(text), p.uuid
}

// odd puts something into a record that is otherwise plain.
func odd(members string) string {
	return `{"_id":"$ID","uuid":"$UUID","createdAt":"$AT","updatedAt":"$AT",` + members + `}`
}

func oddDetails(members string) string { return odd(`"profile":{"userDetails":{` + members + `}}`) }

func oddAttributes(list string) string { return oddDetails(`"attributes":[` + list + `]`) }

// oddShapes are shapes that the documents do not show, and servers send.
var oddShapes = []string{
	oddDetails(`"contact":{"phone":{"number":919876543210,"prefix":91}}`),
	oddDetails(`"contact":{"phone":4915112345678}`),
	oddDetails(`"contact":{"phone":"0049 151"}`),
	oddDetails(`"contact":null`),
	oddDetails(`"contact":[],"name":{"first":"A","last":"B"}`),
	oddDetails(`"tags":null,"attributes":null`),
	oddDetails(`"tags":"one,two"`),
	oddDetails(`"tags":["a, b","say \"hi\""," edge ","",null,5,{"x":1}]`),
	odd(`"websiteVisits":9007199254740993`),
	odd(`"websiteVisits":1e400,"isOnline":"yes","status":"WHATEVER"`),
	odd(`"profile":null`),
	odd(`"status":"OPEN"`),
	odd(`"profile":"gone"`),
	odd(`"profile":{"notes":"just text: here","userDetails":[]}`),
	odd(`"profile":{"notes":[{"title":"a: b","description":"two\nlines\r\nthree"},{"title":"","description":""},"text",{"description":" edge "}]}`),
	oddAttributes(`{"key":"n","value":12345678901234567890},{"key":"b","value":true},{"key":"o","value":{"a":[1, 2]}},{"key":"z","value":null}`),
	oddAttributes(`{"key":"twice","value":"1"},{"key":"twice","value":"2"},{"key":"once","value":"3"}`),
	oddAttributes(`{"key":"name","value":"an attribute"},{"key":"uuid","value":"too"},{"key":"extra.x","value":"and this"}`),
	oddAttributes(`{"key":"a.b","value":"dot"},{"key":"c,d","value":"comma"},{"key":"e\"f","value":"quote"},{"key":"g\nh","value":"line"},{"key":"😀","value":"emoji"},{"key":"","value":"no key"},{"key":" i ","value":"spaces"}`),
	oddAttributes(`{"key":5,"value":"number"},"text",{"value":"no key"},{"key":"more","value":"x","_id":"1"}`),
	odd(`"a":1,"lastMessage":{"b":"2","text":null},"profile":{"c":[3],"userDetails":{"d":{"x":null},"contact":{"e":true,"phone":{"f":"6"}}}}`),
	odd(`"profile.city":"a name with a point","":"no name","q\"uote":"x"`),
	odd(`"\u0073tatus":"OPEN","x":1,"x":"2"`),
	odd(`"status":"lone \ud83d surrogate"`),
	oddDetails(`"name":"=1+1","city":"+49","country":"-5","gender":"@x"`),
	oddDetails(`"name":"\ttab","city":"\rreturn","country":"\nline","gender":"'=quoted"`),
	oddDetails(`"name":"＝1","city":"＋1","country":"－1","gender":"＠x"`),
	oddDetails(`"name":"'tis","city":"''=x","country":"'","gender":"a\r\nb"`),
	odd(`"lastMessage":{"text":"` + strings.Repeat("long ", 8000) + `"}`),
	odd(`"lastMessage":{"text":"\u001b[31mred\u0007 \u202eturned"}`),
	`{"_id":"$ID","createdAt":"$AT","updatedAt":"$AT","status":"CLOSED"}`,
	`{"uuid":"$UUID","websiteVisits":-0.0}`,
	fmt.Sprintf(`{"_id":"$ID","uuid":"$UUID","deep":%s1%s}`, strings.Repeat(`[`, 40), strings.Repeat(`]`, 40)),
}
