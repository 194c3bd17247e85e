// Peers holds the programs that leadferry is measured against: what its user would write in Go
// instead, and the least that any program must do.
//
//	peers export   exports all leads, or converts a file of raw records
//	peers import   imports a spreadsheet
//	peers fetch    reads every page of the listing, and no more
//	peers put      writes one lead under many uuids, and no more
//
// The platform is the one that the CONVERTALK_ variables name.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

func main() {
	programs := map[string]func(*flag.FlagSet, []string){
		"export": export, "import": importSheet, "fetch": fetch, "put": put,
	}
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		log.Fatal("usage: peers export|import|fetch|put [FLAGS]")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	programs[os.Args[1]](flags, os.Args[2:])
}

// must ends the program at the first error: nothing here retries or resumes.
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// parallel runs work in so many goroutines and waits for all.
func parallel(workers int, work func()) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(work)
	}
	wg.Wait()
}

// api is the platform.
type api struct {
	url, token, botID, customerID string
	client                        *http.Client
}

func newAPI(workers int) *api {
	return &api{
		url: os.Getenv("CONVERTALK_BASE_URL"), token: os.Getenv("CONVERTALK_TOKEN"),
		botID: os.Getenv("CONVERTALK_BOT_ID"), customerID: os.Getenv("CONVERTALK_CUSTOMER_ID"),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}},
	}
}

// page reads a page of the listing into body.
func (a *api) page(n int, body *bytes.Buffer) error {
	url := fmt.Sprintf("%s/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", a.url, a.botID, a.customerID, n)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("x-bot-token", a.token)
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = body.ReadFrom(resp.Body)
	return err
}

func (a *api) leadURL() string { return a.url + "/inbox/direct/lead" }

// refusedError is the server's word to come again later.
type refusedError struct{ wait time.Duration }

func (e *refusedError) Error() string { return fmt.Sprintf("429: wait %v", e.wait) }

// put writes a lead.
func (a *api) put(lead []byte) error {
	req, err := http.NewRequest(http.MethodPut, a.leadURL(), bytes.NewReader(lead))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-bp-token", a.token)
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil {
			seconds = 1
		}
		return &refusedError{time.Duration(seconds) * time.Second}
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"success":true`)) {
		return fmt.Errorf("%s: %s", resp.Status, answer)
	}
	return nil
}
