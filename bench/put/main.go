// Put writes one prebuilt lead under so many uuids and does nothing else: the import without reading, checking and reporting, whose wall
// time leadferry's is measured against. With -targets it writes nothing, but prints the requests for vegeta.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
)

// body is a row of the benchmarks' spreadsheet as it is sent.
const body = `{"uuid":"00000000-0000-4000-8000-%012d","botId":%q,"customerId":%q,"name":"Asha Rao","email":"lead.12345@mail.example.com",` +
	`"phone":"9876543211","dialCode":"+91","status":"OPEN","tags":"vip,newsletter","notes":"asked for a quote",` +
	`"attributes":"[{\"key\":\"plan\",\"value\":\"pro\"},{\"key\":\"company\",\"value\":\"Rao & Sons\"}]"}`

func main() {
	workers := flag.Int("workers", 16, "goroutines")
	rows := flag.Int("rows", 20_000, "leads to write")
	targets := flag.Bool("targets", false, "print the requests for vegeta")
	flag.Parse()
	if *targets {
		for n := range *rows {
			target(int64(n + 1))
		}
		return
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *workers}}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range *workers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(*rows); n = next.Add(1) {
				put(client, n)
			}
		})
	}
	wg.Wait()
	fmt.Println(*rows, "rows")
}

func lead(n int64) []byte {
	return fmt.Appendf(nil, body, n, os.Getenv("CONVERTALK_BOT_ID"), os.Getenv("CONVERTALK_CUSTOMER_ID"))
}

func url() string { return os.Getenv("CONVERTALK_BASE_URL") + "/inbox/direct/lead" }

func target(n int64) {
	text, err := json.Marshal(map[string]any{
		"method": http.MethodPut, "url": url(), "body": lead(n),
		"header": http.Header{"Content-Type": {"application/json"}, "x-bp-token": {os.Getenv("CONVERTALK_TOKEN")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}

func put(client *http.Client, n int64) {
	req, err := http.NewRequest(http.MethodPut, url(), bytes.NewReader(lead(n)))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-bp-token", os.Getenv("CONVERTALK_TOKEN"))
	resp, err := client.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"success":true`)) {
		log.Fatalf("%s: %s", resp.Status, answer)
	}
}
