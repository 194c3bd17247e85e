// Fetch reads every page of the listing and does nothing with it: the walker that leadferry's wall time is measured against. It is told
// how many pages there are, as no exporter is.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
)

func main() {
	workers := flag.Int("workers", 16, "goroutines")
	pages := flag.Int("pages", 2000, "pages to read")
	flag.Parse()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *workers}}
	var next, bytes atomic.Int64
	var wg sync.WaitGroup
	for range *workers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(*pages); n = next.Add(1) {
				bytes.Add(read(client, n))
			}
		})
	}
	wg.Wait()
	fmt.Println(*pages, "pages,", bytes.Load(), "bytes")
}

func read(client *http.Client, page int64) int64 {
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
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	return n
}
