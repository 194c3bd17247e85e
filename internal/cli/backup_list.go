package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) backupListCommand() *cobra.Command {
	var folder string
	run := func(ctx context.Context) error { return a.listBackups(ctx, folder) }
	return command("backup_list", oneFolder(&folder), run, a.jsonFlag, a.quietFlag)
}

func (a *app) listBackups(ctx context.Context, folder string) error {
	at, err := place(folder)
	if err != nil {
		return err
	}
	found, err := backup.List(ctx, at)
	if err != nil {
		return err
	}
	all := make([]summary.Snapshot, len(found))
	for i := range found {
		all[i] = summary.Describe(&found[i])
	}
	switch {
	case a.json:
	case len(all) == 0:
		a.answers().Say("There is no snapshot in %s yet.", folder)
	default:
		if err := a.answer(summary.Table(all, time.Now())); err != nil {
			return err
		}
	}
	return end(a, backupList{all}, problem.ExitDone)
}

// backupList is the JSON object of backup list.
type backupList struct {
	Snapshots []summary.Snapshot `json:"snapshots"`
}
