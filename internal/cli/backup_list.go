package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
)

func (a *app) backupListCommand() *cobra.Command {
	var folder string
	var table flags.Table
	run := func(ctx context.Context) error { return a.listBackups(ctx, folder, &table) }
	return command("backup_list", oneFolder(&folder), run, table.Add, a.jsonFlag, a.quietFlag)
}

func (a *app) listBackups(ctx context.Context, folder string, table *flags.Table) error {
	if err := table.Check(); err != nil {
		return err
	}
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
	if table.Name != "" {
		if err := target.WriteTable(table.Name, table.Force, summary.SnapshotTable(all)); err != nil {
			return err
		}
		a.Say("Wrote %s to %s.", screen.Count(len(all), "snapshot"), table.Name)
	}
	switch {
	case a.json || table.Name != "":
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
