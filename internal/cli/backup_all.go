package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/summary"
)

// backUpAll backs up every profile.
func (a *app) backUpAll(ctx context.Context, o *createOptions) error {
	o.bots.Flags = o.Flags
	return a.pings(o.pingURL).Around(ctx, func() (text string, err error) {
		if err := makeFolder(o.folder); err != nil {
			err = problem.Usage(fmt.Sprintf("cannot make the backup folder %s: %v", o.folder, err),
				"choose a folder that you may write to")
			a.tellAll(ctx, &o.bots, &botEnds{following: &o.Following}, err)
			return "", err
		}
		if o.compressor, err = backup.NewCompressor(processors()); err != nil {
			return "", err
		}
		bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (summary.Backed, summary.Line, error) {
			return bot.backUpOne(ctx, o, p)
		})
		if err != nil {
			return "", err
		}
		return endBots(a, &bots, wanted, "backed up")
	})
}

// backUpOne backs up one of the profiles, and does what it wants to follow.
func (a *app) backUpOne(ctx context.Context, o *createOptions, p *profile.Profile) (one summary.Backed, line summary.Line, err error) {
	found, err := a.ofProfile(o.Flags, p)
	var r outcome
	err = a.follow(ctx, follower{&o.Following, p, p.PingURL}, &r, func() error {
		if err != nil {
			return err
		}
		done, err := a.createBackup(ctx, o, within(o.folder, p.Name), found, &r)
		if err == nil {
			one, line = summary.Backed{Snapshot: &done.Snapshot, Removed: done.Removed, Requests: done.Requests}, done.Snapshot.Line()
		}
		return err
	})
	return one, line, err
}

// makeFolder makes the folder that the folders of all profiles stand in. A bucket needs none.
func makeFolder(address string) error {
	if store.IsBucket(address) {
		return nil
	}
	if err := os.Mkdir(address, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
