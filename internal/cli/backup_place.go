package cli

import (
	"context"
	"path/filepath"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
)

// place returns where snapshots are kept.
func (a *app) place(address string) (backup.Place, error) {
	return store.NewFolder(address), nil
}

// openSnapshot opens one snapshot.
func (a *app) openSnapshot(ctx context.Context, address string) (backup.Snapshot, error) {
	folder, name := filepath.Split(filepath.Clean(address))
	place, err := a.place(folder)
	if err != nil {
		return backup.Snapshot{}, err
	}
	return backup.Open(ctx, place, name), nil
}
