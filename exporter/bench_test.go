package exporter_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sheet"
)

const benchRecord = `{"_id":"%024x","uuid":"7e88d192-9b20-4035-9b68-%012x","createdAt":"2023-02-01T05:59:03.533Z",` +
	`"isOnline":false,"lastMessage":{"at":"2023-02-01T06:00:20.000Z","by":"bot","text":"Welcome to Convertalk. I am here to help you."},` +
	`"lastSeenAt":"2023-02-01T06:00:21.000Z","profile":{"notes":[{"title":"Call","description":"Wants a quote \u00fcber 20 seats",` +
	`"_id":"63db5c4abcbc3be2e95b20ae"}],"userDetails":{"name":"J\u00fcrgen M\u00fcller","picture":"https://example.org/p.png",` +
	`"contact":{"email":"j.mueller@example.org","phone":{"number":"15112345678","prefix":"49"}},"city":"Berlin","country":"Germany",` +
	`"gender":"MALE","tags":["vip","newsletter"],"attributes":[{"key":"plan","value":"pro"},{"key":"source","value":"ads"},` +
	`{"key":"budget","value":"10000"},{"key":"company","value":"Example GmbH"}],"language":"de"}},` +
	`"status":"INPROGRESS","updatedAt":"2023-02-02T06:46:34.119Z","websiteVisits":1,"_agentAssigned":"631aa793bcfa100487d13d0d","__v":0}`

// shelf answers listing requests with pages made beforehand.
type shelf [][]byte

func newShelf(pages int) shelf {
	var s shelf
	for p := range pages {
		var records []string
		for i := range 50 {
			records = append(records, fmt.Sprintf(benchRecord, p*50+i, p*50+i))
		}
		s = append(s, []byte(`{"success":true,"message":"ok","code":200,"data":[`+strings.Join(records, ",")+`]}`))
	}
	return append(s, []byte(`{"success":true,"data":[]}`))
}

func (s shelf) RoundTrip(r *http.Request) (*http.Response, error) {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return nil, err
	}
	if page < 1 {
		page = len(s)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(s[min(page, len(s))-1]))}, nil
}

// BenchmarkRun is an export of 10,000 leads without a network.
func BenchmarkRun(b *testing.B) {
	pages := newShelf(200)
	size := 0
	for _, p := range pages {
		size += len(p)
	}
	for _, format := range []sheet.Format{sheet.CSV, sheet.JSONL, sheet.Raw} {
		b.Run("format="+format.String(), func(b *testing.B) {
			spool, err := os.Create(b.TempDir() + "/spool")
			if err != nil {
				b.Fatal(err)
			}
			defer spool.Close()
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				c, err := convertalk.New(convertalk.Options{Token: "t", Transport: pages, Pacer: ratelimit.New(ratelimit.Options{Workers: 8})})
				if err != nil {
					b.Fatal(err)
				}
				o := exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: 8, Format: format}
				sum, err := exporter.Run(b.Context(), c, io.Discard, spool, o)
				if err != nil || sum.Leads != 10_000 {
					b.Fatal(sum, err)
				}
			}
		})
	}
}

// BenchmarkSince is the same into CSV, whole, and as a delta of which all is new or nothing.
func BenchmarkSince(b *testing.B) {
	pages := newShelf(200)
	run := func(b *testing.B, spool *os.File, since *delta.Since) {
		b.Helper()
		c, err := convertalk.New(convertalk.Options{Token: "t", Transport: pages, Pacer: ratelimit.New(ratelimit.Options{Workers: 8})})
		if err != nil {
			b.Fatal(err)
		}
		o := exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: 8, Format: sheet.CSV, Since: since}
		if sum, err := exporter.Run(b.Context(), c, io.Discard, spool, o); err != nil || sum.Leads != 10_000 {
			b.Fatal(sum, err)
		}
	}
	var k known
	for _, name := range []string{"whole", "all", "nothing"} {
		b.Run("new="+name, func(b *testing.B) {
			spool, err := os.Create(b.TempDir() + "/spool")
			if err != nil {
				b.Fatal(err)
			}
			defer spool.Close()
			b.ReportAllocs()
			for b.Loop() {
				var since *delta.Since
				switch name {
				case "all":
					k.prints = nil
					since = k.since()
				case "nothing":
					since = k.since()
				}
				run(b, spool, since)
			}
		})
	}
}
