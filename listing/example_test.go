package listing_test

import (
	"context"
	"fmt"
	"log"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// Read every lead of a bot, and learn whether it was all of them.
func ExampleReader_Prove() {
	server, err := sandbox.New(sandbox.Options{Leads: 120, PageSize: 50})
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
	reader := listing.Reader{Lister: client, Types: []lead.Type{lead.TypeLead}, Workers: 4}
	leads := map[string]lead.Row{}
	result, err := reader.Prove(context.Background(), func(rows []lead.Row) error {
		for _, row := range rows {
			leads[row.Base[lead.UUID]] = row
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d leads on %d pages, verified: %v\n", len(leads), result.Pages, result.Verified)
	// Output: 120 leads on 3 pages, verified: true
}
