package importer_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// bot is a bot in memory, for the example.
type bot map[string]lead.Row

func (b bot) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	b[l.UUID] = l.Row()
	return convertalk.Answer{Attempts: 1, Status: 200}, nil
}

func (b bot) Walk(_ context.Context, each func([]lead.Row) error) error {
	for _, r := range b {
		if err := each([]lead.Row{r}); err != nil {
			return err
		}
	}
	return nil
}

func (bot) Settle(context.Context, time.Time) error { return nil } // it is never late

func (b bot) Prove(ctx context.Context, each func([]lead.Row) error) (listing.Result, error) {
	return listing.Result{Verified: true}, b.Walk(ctx, each)
}

// consent shows a plan and agrees to it.
type consent struct{}

func (consent) Show(e importer.Event) {
	if p, ok := e.(*importer.Planned); ok {
		fmt.Println(p.Tally[row.Created], "to create,", p.Tally[row.Updated], "to update")
	}
}

func (consent) Ask(_ context.Context, q importer.Question) (bool, error) {
	fmt.Println("sending", q.Count, "rows to", q.BotID)
	return true, nil
}

func (consent) Progress(importer.Progress) {}

// The whole job: check a sheet, plan against the live leads, ask, send the difference, report.
func Example() {
	const ann = "7e88d192-9b20-4035-9b68-d4ac3d58a34f"
	leads := bot{ann: {Base: lead.Base{lead.UUID: ann, lead.Name: "Ann", lead.Email: "ann@example.org"}}}
	const text = "name,email\nAnn Example,ann@example.org\nBob,bob@example.org\n,no address\n"
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	s, err := importer.Import(context.Background(), importer.Options{
		Input:   source.Input{Name: "leads.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }},
		Rules:   check.Rules{IDFrom: []live.Field{live.Email, live.Phone}},
		Workers: 1, MaxErrors: send.Limit{Count: 100},
		Temp: func() (row.TempFile, error) { return os.CreateTemp(dir, "") },
	}, importer.Connection{BotID: "bot-1", Upserter: leads, Listing: leads}, folder(dir), consent{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Created, "created,", s.Updated, "updated,", s.Rejected, "rejected")
	fmt.Println(leads[ann].Base[lead.Name])
	// Output:
	// 1 to create, 1 to update
	// sending 2 rows to bot-1
	// 1 created, 1 updated, 1 rejected
	// Ann Example
}
