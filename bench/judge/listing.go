package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// addListing reads the listing of the server that the CONVERTALK_ variables name, until each worker
// has met an empty page.
func (d *digester) addListing() error {
	const workers = 16
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	var next atomic.Int64
	var group errgroup.Group
	for range workers {
		group.Go(func() error {
			for {
				n, err := d.addPage(client, next.Add(1))
				if n == 0 || err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

func (d *digester) addPage(client *http.Client, page int64) (leads int, err error) {
	url := fmt.Sprintf("%s/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", os.Getenv("CONVERTALK_BASE_URL"),
		os.Getenv("CONVERTALK_BOT_ID"), os.Getenv("CONVERTALK_CUSTOMER_ID"), page)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("x-bot-token", os.Getenv("CONVERTALK_TOKEN"))
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var answer struct{ Data []json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return 0, err
	}
	for _, text := range answer.Data {
		if err := d.addRecord(text); err != nil {
			return 0, err
		}
	}
	return len(answer.Data), nil
}
