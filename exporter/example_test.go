package exporter_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// Export the leads of a bot in turns of 20 requests. Another process could do the next turn: all it
// needs is the spool and the cursor.
func ExampleTurn() {
	server, err := sandbox.New(sandbox.Options{Leads: 1000, PageSize: 50})
	if err != nil {
		log.Fatal(err)
	}
	client, err := convertalk.New(convertalk.Options{
		Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(ratelimit.Options{Workers: 4}),
	})
	if err != nil {
		log.Fatal(err)
	}
	spool, err := os.CreateTemp("", "spool-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(spool.Name())
	defer spool.Close()

	options := exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: 4, Format: sheet.CSV, Columns: []string{"name"}}
	out, cursor := new(lines), exporter.Cursor(0)
	for turns := 1; ; turns++ {
		var sum exporter.Summary
		sum, cursor, err = exporter.Turn(context.Background(), client, out, spool, options, cursor, listing.Budget{Pages: 20})
		if err != nil {
			log.Fatal(err)
		}
		if cursor == 0 {
			fmt.Printf("%d turns: %d leads on %d lines, verified: %v\n", turns, sum.Leads, out.n, sum.Verified)
			return
		}
	}
	// Output: 2 turns: 1000 leads on 1001 lines, verified: true
}

// lines counts lines.
type lines struct{ n int }

func (l *lines) Write(p []byte) (int, error) {
	for _, b := range p {
		if b == '\n' {
			l.n++
		}
	}
	return len(p), nil
}
