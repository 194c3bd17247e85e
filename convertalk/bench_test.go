package convertalk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/lead"
)

const benchRecord = `{"_id":"63d9ffa77a8d152facbe2f2f","uuid":"7e88d192-9b20-4035-9b68-d4ac3d58a34f","createdAt":"2023-02-01T05:59:03.533Z",` +
	`"isOnline":false,"lastMessage":{"at":"2023-02-01T06:00:20.000Z","by":"bot","text":"Welcome to Convertalk. I am here to help you."},` +
	`"lastSeenAt":"2023-02-01T06:00:21.000Z","profile":{"notes":[{"title":"Call","description":"Wants a quote \u00fcber 20 seats"}],` +
	`"userDetails":{"name":"J\u00fcrgen M\u00fcller","contact":{"email":"j.mueller@example.org","phone":{"number":"15112345678","prefix":"49"}},` +
	`"city":"Berlin","country":"Germany","gender":"MALE","tags":["vip","newsletter"],"attributes":[{"key":"plan","value":"pro"}]}},` +
	`"status":"INPROGRESS","updatedAt":"2023-02-02T06:46:34.119Z","websiteVisits":1,"_agentAssigned":"631aa793bcfa100487d13d0d"}`

// BenchmarkDecode reads a page that has been fetched.
func BenchmarkDecode(b *testing.B) {
	for _, records := range []int{10, 50, 200} {
		b.Run(fmt.Sprintf("records=%d", records), func(b *testing.B) {
			text := []byte(`{"success":true,"message":"ok","code":200,"data":[` + strings.Repeat(benchRecord+",", records-1) + benchRecord + `]}`)
			var p Page
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.decode(text); err != nil || len(p.Records) != records {
					b.Fatal(len(p.Records), err)
				}
			}
		})
	}
}

// BenchmarkBody writes the body of an upsert.
func BenchmarkBody(b *testing.B) {
	l := lead.Lead{
		UUID: "7e88d192-9b20-4035-9b68-d4ac3d58a34f", Name: "Jürgen Müller", Email: "j.mueller@example.org", Phone: "15112345678", DialCode: "+49",
		Status: "OPEN", Tags: []string{"vip", "newsletter"}, Notes: []lead.Note{{Title: "Call", Description: "Wants a quote"}},
		Attributes: []lead.Attribute{{Key: "plan", Value: "pro"}, {Key: "company", Value: "Example GmbH"}},
	}
	for name, wire := range map[string]Wire{"wire=strings": WireStrings, "wire=arrays": WireArrays} {
		b.Run(name, func(b *testing.B) {
			c := &Client{opts: Options{BotID: "631aa793bcfa100487d13d0d", CustomerID: "631aa793bcfa100487d13d0e", Wire: wire}}
			b.ReportAllocs()
			for b.Loop() {
				c.body(&l)
			}
		})
	}
}
