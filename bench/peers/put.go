package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"sync/atomic"
)

// leadBody is a row of the benchmark's spreadsheet as it is sent.
const leadBody = `{"uuid":"00000000-0000-4000-8000-%012d","botId":%q,"customerId":%q,` +
	`"name":"Asha Rao","email":"lead.12345@mail.example.com",` +
	`"phone":"9876543211","dialCode":"+91","status":"OPEN","tags":"vip,newsletter","notes":"asked for a quote",` +
	`"attributes":"[{\"key\":\"plan\",\"value\":\"pro\"},{\"key\":\"company\",\"value\":\"Rao & Sons\"}]"}`

// put writes one lead under many uuids: the floor under the time of any import, which also reads,
// checks and reports. With -targets it prints the requests for vegeta instead.
func put(flags *flag.FlagSet, args []string) {
	workers := flags.Int("workers", 16, "goroutines")
	rows := flags.Int("rows", 20_000, "leads to write")
	targets := flags.Bool("targets", false, "print the requests for vegeta")
	flags.Parse(args)
	api := newAPI(*workers)
	body := func(n int) []byte { return fmt.Appendf(nil, leadBody, n, api.botID, api.customerID) }
	if *targets {
		for n := range *rows {
			api.printTarget(body(n + 1))
		}
		return
	}
	var next atomic.Int64
	parallel(*workers, func() {
		for n := int(next.Add(1)); n <= *rows; n = int(next.Add(1)) {
			must(api.put(body(n)))
		}
	})
	fmt.Println(*rows, "rows")
}

func (a *api) printTarget(lead []byte) {
	text, err := json.Marshal(map[string]any{
		"method": http.MethodPut, "url": a.leadURL(), "body": lead,
		"header": http.Header{"Content-Type": {"application/json"}, "x-bp-token": {a.token}},
	})
	must(err)
	fmt.Println(string(text))
}
