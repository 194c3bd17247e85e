package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gocarina/gocsv"
)

type attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// record is a lead as the server sends it.
type record struct {
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
			Attributes []attribute
		} `json:"userDetails"`
	} `json:"profile"`
}

// row is a lead as the file has it, without the attributes.
type row struct {
	UUID            string `csv:"uuid"`
	Name            string `csv:"name"`
	Email           string `csv:"email"`
	DialCode        string `csv:"dialCode"`
	Phone           string `csv:"phone"`
	Status          string `csv:"status"`
	Tags            string `csv:"tags"`
	Notes           string `csv:"notes"`
	Picture         string `csv:"picture"`
	AgentID         string `csv:"agentId"`
	City            string `csv:"city"`
	Country         string `csv:"country"`
	Gender          string `csv:"gender"`
	CreatedAt       string `csv:"createdAt"`
	UpdatedAt       string `csv:"updatedAt"`
	LastSeenAt      string `csv:"lastSeenAt"`
	IsOnline        bool   `csv:"isOnline"`
	Visits          int    `csv:"websiteVisits"`
	LastMessageAt   string `csv:"lastMessageAt"`
	LastMessageBy   string `csv:"lastMessageBy"`
	LastMessageText string `csv:"lastMessageText"`
	ID              string `csv:"id"`
}

// export is the export that a Go programmer writes in an hour: structs with tags, encoding/json for
// each page, gocsv for the file, one goroutine a worker, all leads in memory. It keeps no unknown
// fields and proves nothing. With -in it reads a file of raw records instead of the listing.
func export(flags *flag.FlagSet, args []string) {
	workers := flags.Int("workers", 16, "goroutines")
	output := flags.String("o", "leads.csv", "file to write")
	input := flags.String("in", "", "read raw records from this file, one a line, and not from the server")
	flags.Parse(args)
	pages := map[int][]record{}
	if *input == "" {
		pages = readListing(newAPI(*workers), *workers)
	} else {
		for page := range slices.Chunk(readFile(*input), 50) {
			pages[len(pages)+1] = page
		}
	}
	writeSheet(*output, pages)
}

// readListing reads pages until each worker has met an empty one.
func readListing(api *api, workers int) map[int][]record {
	pages := map[int][]record{}
	var mu sync.Mutex
	var next atomic.Int64
	parallel(workers, func() {
		for {
			n := int(next.Add(1))
			page := readPage(api, n)
			if len(page) == 0 {
				return
			}
			mu.Lock()
			pages[n] = page
			mu.Unlock()
		}
	})
	return pages
}

func readPage(api *api, n int) []record {
	var body bytes.Buffer
	must(api.page(n, &body))
	var answer struct{ Data []record }
	must(json.Unmarshal(body.Bytes(), &answer))
	return answer.Data
}

func readFile(name string) (all []record) {
	file, err := os.Open(name)
	must(err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var r record
		must(json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	must(lines.Err())
	return all
}

func writeSheet(name string, pages map[int][]record) {
	file, err := os.Create(name)
	must(err)
	w := &attributeWriter{Writer: csv.NewWriter(file), keys: attributeKeys(pages)}
	must(gocsv.MarshalCSV([]row{}, w)) // the header
	for n := 1; n <= len(pages); n++ {
		w.records = pages[n]
		must(gocsv.MarshalCSVWithoutHeaders(rowsOf(pages[n]), w))
	}
	must(file.Close())
}

func rowsOf(page []record) (rows []row) {
	for i := range page {
		rows = append(rows, page[i].row())
	}
	return rows
}

func (r *record) row() row {
	d := &r.Profile.Details
	var notes []string
	for _, n := range r.Profile.Notes {
		notes = append(notes, n.Title+": "+n.Description)
	}
	return row{
		UUID: r.UUID, Name: d.Name, Email: d.Contact.Email,
		DialCode: "+" + d.Contact.Phone.Prefix, Phone: d.Contact.Phone.Number,
		Status: r.Status, Tags: strings.Join(d.Tags, ", "), Notes: strings.Join(notes, "\n"),
		Picture: d.Picture, AgentID: r.Agent, City: d.City, Country: d.Country, Gender: d.Gender,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, LastSeenAt: r.LastSeenAt,
		IsOnline: r.IsOnline, Visits: r.Visits,
		LastMessageAt: r.LastMessage.At, LastMessageBy: r.LastMessage.By, LastMessageText: r.LastMessage.Text,
		ID: r.ID,
	}
}

// attributeKeys are the keys of all attributes, in alphabetical order.
func attributeKeys(pages map[int][]record) []string {
	seen := map[string]bool{}
	for _, page := range pages {
		for i := range page {
			for _, a := range page[i].Profile.Details.Attributes {
				seen[a.Key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// attributeWriter adds the columns that no struct can have: one for each attribute.
type attributeWriter struct {
	*csv.Writer
	keys    []string
	records []record // whose rows are still to be written; none for the header
}

func (w *attributeWriter) Write(cells []string) error {
	if len(w.records) == 0 {
		for _, k := range w.keys {
			cells = append(cells, "attributes."+k)
		}
		return w.Writer.Write(cells)
	}
	values := map[string]string{}
	for _, a := range w.records[0].Profile.Details.Attributes {
		values[a.Key] = a.Value
	}
	w.records = w.records[1:]
	for _, k := range w.keys {
		cells = append(cells, values[k])
	}
	return w.Writer.Write(cells)
}
