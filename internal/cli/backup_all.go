package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
)

// backUpAll backs up every profile, one after the other. One that fails does not stop the others;
// only the user does.
func (a *app) backUpAll(ctx context.Context, o *createOptions) error {
	return a.pings(o.pingURL).Around(ctx, func() (string, error) {
		_, profiles, err := settings.Profiles(o.Flags, a.surroundings())
		if err != nil {
			return "", err
		}
		if err := makeFolder(o.folder); err != nil {
			return "", problem.Usage(fmt.Sprintf("cannot make the backup folder %s: %v", o.folder, err),
				"choose a folder that you may write to")
		}
		var all summary.Profiles
		for i := range profiles {
			if ctx.Err() != nil {
				break
			}
			all.Profiles = append(all.Profiles, a.backUpOne(ctx, o, &profiles[i]))
		}
		text, code := all.Done(a, len(profiles))
		return text, end(a, all, code)
	})
}

// backUpOne backs up one profile. Whatever happens is told and counted, so that the others have
// their turn.
func (a *app) backUpOne(ctx context.Context, o *createOptions, p *profile.Profile) (one summary.Profile) {
	one.Profile = p.Name
	a.Say("profile %s", p.Name)
	flags := o.Flags
	flags.Profile = p.Name
	found, err := settings.Resolve(flags, a.surroundings().Alone())
	var r outcome
	err = a.follow(ctx, follower{&o.Following, p, p.PingURL}, &r, func() error {
		if err != nil {
			return err
		}
		done, err := a.createBackup(ctx, o, within(o.folder, p.Name), found, &r)
		if err == nil {
			one.Snapshot, one.Removed, one.Requests = &done.Snapshot, done.Removed, done.Requests
		}
		return err
	})
	one.ExitCode = problem.ExitCode(err)
	if err != nil && !isType[*saidError](err) {
		err = fmt.Errorf("profile %s: %w", p.Name, err)
		one.Error = err.Error()
		a.tellError(err)
	}
	return one
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
