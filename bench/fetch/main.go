// Fetch reads every page of the listing and does nothing with it, or no more than to look whether it is JSON: the walker that leadferry's
// wall time is measured against, and the floor under its CPU time. It is told how many pages there are, as no exporter is.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
)

func main() {
	workers := flag.Int("workers", 16, "goroutines")
	pages := flag.Int("pages", 2000, "pages to read")
	validate := flag.Bool("validate", false, "look whether a page is JSON")
	flag.Parse()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *workers}}
	var next, total atomic.Int64
	var wg sync.WaitGroup
	for range *workers {
		wg.Go(func() {
			var body bytes.Buffer
			for n := next.Add(1); n <= int64(*pages); n = next.Add(1) {
				body.Reset()
				read(client, n, &body)
				if *validate && !json.Valid(body.Bytes()) {
					log.Fatal("page ", n, " is no JSON")
				}
				total.Add(int64(body.Len()))
			}
		})
	}
	wg.Wait()
	fmt.Println(*pages, "pages,", total.Load(), "bytes")
}

func read(client *http.Client, page int64, body *bytes.Buffer) {
	url := fmt.Sprintf("%s/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", os.Getenv("CONVERTALK_BASE_URL"),
		os.Getenv("CONVERTALK_BOT_ID"), os.Getenv("CONVERTALK_CUSTOMER_ID"), page)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("x-bot-token", os.Getenv("CONVERTALK_TOKEN"))
	resp, err := client.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := body.ReadFrom(resp.Body); err != nil {
		log.Fatal(err)
	}
}
