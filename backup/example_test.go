package backup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// A night's work: a snapshot, a check of every byte, and the old ones out.
func Example() {
	if err := night(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 2026-11-23T030811Z good: true leads: 120 chats: 30
	// 150 records read, damage: []
	// 0 removed
}

func night(ctx context.Context) (err error) {
	platform, err := sandbox.New(sandbox.Options{Leads: 120, NonLeads: 30})
	if err != nil {
		return err
	}
	client, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Transport: platform.Transport(),
		Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Pacer: ratelimit.New(ratelimit.Options{Workers: 4}),
	})
	if err != nil {
		return err
	}
	parent, err := os.MkdirTemp("", "backups")
	if err != nil {
		return err
	}
	defer os.RemoveAll(parent)

	place := store.NewFolder(filepath.Join(parent, "acme"))
	held, err := backup.Hold(ctx, place, time.Minute)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	now := func() time.Time { return time.Date(2026, 11, 23, 3, 8, 11, 0, time.UTC) }
	snapshot, err := held.Create(ctx, backup.Options{
		Lister: client, BotID: client.BotID(), Host: client.Host(), Tool: "an example",
		Workers: 4, Processors: 1, Now: now,
	})
	if err != nil {
		return err
	}
	m := &snapshot.Manifest
	fmt.Println(snapshot.Name, "good:", snapshot.Good(), "leads:", m.Leads, "chats:", m.Chats)

	finding, err := backup.Check(ctx, &snapshot, nil)
	if err != nil {
		return err
	}
	fmt.Println(finding.Records, "records read, damage:", finding.Damage)

	all, err := backup.List(ctx, place)
	if err != nil {
		return err
	}
	policy := backup.Policy{Daily: 7, Monthly: 12}
	removed, err := held.Prune(ctx, policy.Decide(all, now()))
	fmt.Println(removed, "removed")
	return err
}
