package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gocarina/gocsv"
)

// sheetRow is a row of the benchmark's spreadsheet, and what is sent of it.
type sheetRow struct {
	UUID       string `csv:"uuid" json:"uuid"`
	BotID      string `csv:"-" json:"botId"`
	CustomerID string `csv:"-" json:"customerId"`
	Name       string `csv:"name" json:"name,omitempty"`
	Email      string `csv:"email" json:"email,omitempty"`
	DialCode   string `csv:"dialCode" json:"dialCode,omitempty"`
	Phone      string `csv:"phone" json:"phone,omitempty"`
	Status     string `csv:"status" json:"status,omitempty"`
	Tags       string `csv:"tags" json:"tags,omitempty"`
	Notes      string `csv:"notes" json:"notes,omitempty"`
	Plan       string `csv:"attributes.plan" json:"-"`
	Company    string `csv:"attributes.company" json:"-"`
	Attributes string `csv:"-" json:"attributes,omitempty"`
}

// importSheet is the import that a Go programmer writes in an hour: gocsv, a struct with tags, some
// workers and a tuned http.Client. It checks nothing, retries nothing but what is refused, and writes no report.
func importSheet(flags *flag.FlagSet, args []string) {
	workers := flags.Int("workers", 16, "goroutines")
	input := flags.String("in", "leads.csv", "file to read")
	retry := flags.Bool("retry", false, "wait as the server says where it refuses, and send the row again")
	flags.Parse(args)
	file, err := os.Open(*input)
	must(err)
	rows := make(chan *sheetRow, *workers)
	go func() { must(gocsv.UnmarshalToChan(file, rows)) }()
	api := newAPI(*workers)
	var done, failed atomic.Int64
	parallel(*workers, func() {
		for row := range rows {
			done.Add(1)
			err := api.put(api.body(row))
			for refused := (*refusedError)(nil); *retry && errors.As(err, &refused); {
				time.Sleep(refused.wait)
				err = api.put(api.body(row))
			}
			if err != nil {
				failed.Add(1)
				log.Println(row.UUID, err)
			}
		}
	})
	fmt.Println(done.Load(), "rows,", failed.Load(), "failed")
}

// body is a row as it is sent: the attributes become a list in JSON, as text.
func (a *api) body(row *sheetRow) []byte {
	var attributes []attribute
	for _, a := range []attribute{{"plan", row.Plan}, {"company", row.Company}} {
		if a.Value != "" {
			attributes = append(attributes, a)
		}
	}
	if len(attributes) > 0 {
		text, err := json.Marshal(attributes)
		must(err)
		row.Attributes = string(text)
	}
	row.BotID, row.CustomerID = a.botID, a.customerID
	row.Tags = strings.ReplaceAll(row.Tags, ", ", ",")
	body, err := json.Marshal(row)
	must(err)
	return body
}
