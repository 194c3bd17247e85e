// Yardstick is the export that a Go programmer writes in an hour: typed structs, json.Unmarshal per page, one goroutine a worker, the
// columns united in memory, csv.Writer. It keeps no unknown fields, verifies nothing, and holds all leads in memory. leadferry's export
// is measured against it, and with -in, which reads a file of raw records instead, its convert.
package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

type lead struct {
	ID          string `json:"_id"`
	UUID        string `json:"uuid"`
	CreatedAt   string `json:"createdAt"`
	UpdatedAt   string `json:"updatedAt"`
	LastSeenAt  string `json:"lastSeenAt"`
	IsOnline    bool   `json:"isOnline"`
	Visits      int    `json:"websiteVisits"`
	Status      string `json:"status"`
	Agent       string `json:"_agentAssigned"`
	LastMessage struct {
		At, By, Text string
	} `json:"lastMessage"`
	Profile struct {
		Notes []struct {
			Title, Description string
		} `json:"notes"`
		Details struct {
			Name, Picture, City, Country, Gender string
			Contact                              struct {
				Email string
				Phone struct{ Number, Prefix string }
			}
			Tags       []string
			Attributes []struct{ Key, Value string }
		} `json:"userDetails"`
	} `json:"profile"`
}

func main() {
	workers := flag.Int("workers", 16, "goroutines")
	output := flag.String("o", "yardstick.csv", "file to write")
	input := flag.String("in", "", "read raw records from this file, one a line, and not from the server")
	flag.Parse()
	var pages map[int][]lead
	if *input == "" {
		pages = fetch(*workers)
	} else {
		pages = map[int][]lead{1: records(*input)}
	}
	if err := write(*output, pages); err != nil {
		log.Fatal(err)
	}
}

// fetch reads pages until each worker has met an empty one.
func fetch(workers int) map[int][]lead {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	pages := map[int][]lead{}
	var mu sync.Mutex
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				n := int(next.Add(1))
				data := page(client, n)
				if len(data) == 0 {
					return
				}
				mu.Lock()
				pages[n] = data
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return pages
}

func page(client *http.Client, n int) []lead {
	url := fmt.Sprintf("%s/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", os.Getenv("CONVERTALK_BASE_URL"),
		os.Getenv("CONVERTALK_BOT_ID"), os.Getenv("CONVERTALK_CUSTOMER_ID"), n)
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
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	var answer struct{ Data []lead }
	if err := json.Unmarshal(body, &answer); err != nil {
		log.Fatal(err)
	}
	return answer.Data
}

func records(name string) (all []lead) {
	f, err := os.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var l lead
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			log.Fatal(err)
		}
		all = append(all, l)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	return all
}

func write(name string, pages map[int][]lead) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	keys := attributeKeys(pages)
	header := []string{"uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "picture", "agentId", "city", "country",
		"gender", "createdAt", "updatedAt", "lastSeenAt", "isOnline", "websiteVisits", "lastMessageAt", "lastMessageBy", "lastMessageText", "id"}
	for _, k := range keys {
		header = append(header, "attributes."+k)
	}
	if err := w.Write(header); err != nil {
		return err
	}
	for n := 1; n <= len(pages); n++ {
		for _, l := range pages[n] {
			if err := w.Write(row(l, keys)); err != nil {
				return err
			}
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return f.Close()
}

func attributeKeys(pages map[int][]lead) []string {
	set := map[string]bool{}
	for _, p := range pages {
		for _, l := range p {
			for _, a := range l.Profile.Details.Attributes {
				set[a.Key] = true
			}
		}
	}
	var keys []string
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func row(l lead, keys []string) []string {
	d := l.Profile.Details
	var notes []string
	for _, n := range l.Profile.Notes {
		notes = append(notes, n.Title+": "+n.Description)
	}
	cells := []string{l.UUID, d.Name, d.Contact.Email, "+" + d.Contact.Phone.Prefix, d.Contact.Phone.Number, l.Status, strings.Join(d.Tags, ", "),
		strings.Join(notes, "\n"), d.Picture, l.Agent, d.City, d.Country, d.Gender, l.CreatedAt, l.UpdatedAt, l.LastSeenAt,
		strconv.FormatBool(l.IsOnline), strconv.Itoa(l.Visits), l.LastMessage.At, l.LastMessage.By, l.LastMessage.Text, l.ID}
	values := map[string]string{}
	for _, a := range d.Attributes {
		values[a.Key] = a.Value
	}
	for _, k := range keys {
		cells = append(cells, values[k])
	}
	return cells
}
