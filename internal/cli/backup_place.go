package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
)

// place returns where snapshots are kept: a folder, or s3://BUCKET/PREFIX.
func place(address string) (backup.Place, error) {
	return settings.Place(address, ownState("buckets"), os.Getenv)
}

// snapshots lists the snapshots at a place. If it has none, but folders that do, --all-profiles was
// forgotten: that is refused.
func (a *app) snapshots(ctx context.Context, at backup.Place, address string) ([]backup.Snapshot, error) {
	all, err := backup.List(ctx, at)
	_, name := parent(address)
	if _, ok := store.ParseName(name); ok && errors.Is(err, fs.ErrNotExist) {
		return nil, a.missing(ctx, address, err)
	}
	if err != nil || len(all) > 0 {
		return all, err
	}
	folders, err := at.Folders(ctx)
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	one, fix := folders[0], ""
	text := fmt.Sprintf("%s holds no snapshots itself, but its folder %s does", address, one)
	if len(folders) > 1 {
		text = fmt.Sprintf("%s holds no snapshots itself, but %s in it do, such as %s", address, screen.Count(len(folders), "folder"), one)
	}
	if i := slices.Index(a.args, "--profile"); i >= 0 && i+1 < len(a.args) {
		one = a.args[i+1]
	} else if len(folders) > 1 && a.command != "backup diff" && a.command != "backup report" {
		fix = "for all of them: " + a.rerun("", "--all-profiles") + "\n  fix: "
	}
	return nil, problem.Usage(text, fix+"for one of them: "+a.rerunFor(address, within(address, one)))
}

// within returns the address of what lies in a folder or in a bucket.
func within(address, name string) string { return settings.Within(address, name) }

// parent returns the backup folder that a snapshot is in, and the snapshot's name.
func parent(address string) (folder, name string) {
	if store.IsBucket(address) {
		return path.Split(strings.TrimRight(address, "/"))
	}
	return filepath.Split(filepath.Clean(address))
}

// newestSnapshot opens the newest good snapshot in a backup folder.
func (a *app) newestSnapshot(ctx context.Context, folder string) (*backup.Snapshot, error) {
	at, err := place(folder)
	if err != nil {
		return nil, err
	}
	all, err := a.snapshots(ctx, at, folder)
	if err != nil {
		return nil, err
	}
	newest := backup.NewestGood(all, time.Now())
	if newest == nil {
		return nil, problem.Usage("there is no good snapshot in "+folder, "name a snapshot that leadferry backup create made, or the folder of some")
	}
	return newest, nil
}

// namedSnapshot opens the snapshot that a command names. What is none is refused, with a command that works.
func (a *app) namedSnapshot(ctx context.Context, address string) (s backup.Snapshot, err error) {
	s, err = openSnapshot(ctx, address)
	switch folder, _ := parent(address); {
	case err != nil || s.Damage == nil:
		return s, err
	case errors.Is(s.Damage, backup.ErrGone):
		return s, a.missing(ctx, address, nil)
	case !s.Time.IsZero():
		return s, problem.Usage(fmt.Sprintf("%s cannot be read: %v", address, s.Damage),
			"choose one that this list calls good: "+shell.Command("leadferry", "backup", "list", cmp.Or(folder, ".")))
	}
	newest, err := a.newestSnapshot(ctx, address)
	if errors.Is(err, fs.ErrNotExist) && a.hasSnapshots(ctx, address) {
		return s, a.missing(ctx, address, err)
	}
	if err != nil {
		return s, err
	}
	return s, problem.Usage(address+" is a backup folder, not one of its snapshots",
		"for the newest one: "+a.rerunFor(address, within(address, newest.Name)))
}

// hasSnapshots reports whether the folder that a snapshot would be in has any.
func (a *app) hasSnapshots(ctx context.Context, address string) bool {
	folder, _ := parent(address)
	at, err := place(cmp.Or(within(folder, ""), "."))
	if err != nil {
		return false
	}
	all, err := backup.List(ctx, at)
	return err == nil && len(all) > 0
}

// missing refuses a snapshot that is not there. Where a folder beside it holds one of its name, the fix is
// this command for that one, else it lists those that there are. cause may be nil.
func (a *app) missing(ctx context.Context, address string, cause error) error {
	folder, name := parent(address)
	in := cmp.Or(within(folder, ""), ".")
	e := problem.Usage("there is no snapshot "+address, "check the name, and name its folder, too: backups/"+name)
	e.Cause = cause
	at, err := place(in)
	if err != nil {
		return err
	}
	if all, err := backup.List(ctx, at); err == nil && len(all) > 0 {
		e.Fix = "choose one of this list: " + shell.Command("leadferry", "backup", "list", in)
		return e
	}
	folders, err := at.Folders(ctx)
	for _, of := range folders {
		there := within(folder, of)
		if s, err := openSnapshot(ctx, within(there, name)); err == nil && s.Damage == nil {
			e.Fix = "it is in the folder " + shell.Quote(there) + ": " + a.rerunFor(address, s.Path)
			return e
		}
	}
	if err == nil && len(folders) > 0 {
		e.Fix = "choose one of this list: " + shell.Command("leadferry", "backup", "list", within(folder, folders[0]))
	}
	return e
}

// openSnapshot opens one snapshot.
func openSnapshot(ctx context.Context, address string) (backup.Snapshot, error) {
	folder, name := parent(address)
	at, err := place(folder)
	if err != nil {
		return backup.Snapshot{}, err
	}
	s := backup.Open(ctx, at, name)
	if isType[*store.UnreachableError](s.Damage) {
		return s, s.Damage
	}
	return s, nil
}
