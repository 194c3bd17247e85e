package convertalk

import (
	"testing"

	"github.com/leadferry/leadferry/lead"
)

func TestBody(t *testing.T) {
	t.Parallel()
	full := lead.Lead{
		UUID: "u", AgentID: "a", Name: "Ann \"x\"", Email: "e", Phone: "0170", DialCode: "+49", Status: "OPEN", Picture: "p",
		Tags: []string{"x", "y"}, Notes: []lead.Note{{Title: "T", Description: "D"}}, Attributes: []lead.Attribute{{Key: "k", Value: "v"}},
	}
	for name, tc := range map[string]struct {
		wire Wire
		lead lead.Lead
		want string
	}{
		"strings":        {WireStrings, full, `{"uuid":"u","botId":"B","customerId":"C","agentId":"a","name":"Ann \"x\"","email":"e","phone":"0170","dialCode":"+49","status":"OPEN","picture":"p","tags":"x,y","notes":"[{\"title\":\"T\",\"description\":\"D\"}]","attributes":"[{\"key\":\"k\",\"value\":\"v\"}]"}`},
		"arrays":         {WireArrays, full, `{"uuid":"u","botId":"B","customerId":"C","agentId":"a","name":"Ann \"x\"","email":"e","phone":"0170","dialCode":"+49","status":"OPEN","picture":"p","tags":["x","y"],"notes":[{"title":"T","description":"D"}],"attributes":[{"key":"k","value":"v"}]}`},
		"blank":          {WireArrays, lead.Lead{UUID: "u"}, `{"uuid":"u","botId":"B","customerId":"C"}`},
		"blank strings":  {WireStrings, lead.Lead{UUID: "u"}, `{"uuid":"u","botId":"B","customerId":"C"}`},
		"one plain note": {WireStrings, lead.Lead{UUID: "u", Notes: []lead.Note{{Description: "call"}}}, `{"uuid":"u","botId":"B","customerId":"C","notes":"call"}`},
		"broken text":    {WireStrings, lead.Lead{UUID: "u", Name: "a\xff"}, "{\"uuid\":\"u\",\"botId\":\"B\",\"customerId\":\"C\",\"name\":\"a\ufffd\"}"},
	} {
		c := &Client{opts: Options{BotID: "B", CustomerID: "C", Wire: tc.wire}}
		if got := string(c.body(&tc.lead)); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tc.want)
		}
	}
}
