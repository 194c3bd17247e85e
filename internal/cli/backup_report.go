package cli

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

func (a *app) backupReportCommand() *cobra.Command {
	var folder, output string
	var keys flags.Identities
	run := func(ctx context.Context) error { return a.reportBackups(ctx, folder, output, &keys) }
	return command("backup_report", oneFolder(&folder), run, keys.Add, a.jsonFlag, a.quietFlag, func(f *pflag.FlagSet) {
		flags.OutputFile(f, &output)
	})
}

func (a *app) reportBackups(ctx context.Context, folder, output string, keys *flags.Identities) error {
	ids, err := keys.Load()
	if err != nil {
		return err
	}
	at, err := place(folder)
	if err != nil {
		return err
	}
	b := page.Backups{Folder: folder, Now: time.Now()}
	if b.Snapshots, err = a.snapshots(ctx, at, folder); err != nil {
		return err
	}
	if len(b.Snapshots) == 0 {
		return problem.Usage("there is no snapshot in "+folder, "make one with: leadferry backup create "+shell.Quote(folder))
	}
	if b.Newest = backup.NewestGood(b.Snapshots, b.Now); b.Newest != nil {
		b.Census, err = backup.Count(ctx, b.Newest, ids)
		if errors.Is(err, backup.ErrNoIdentity) {
			b.Census, b.Why, err = nil, "they are encrypted, and --age-identity was not given.", nil
		}
		if err != nil {
			return err
		}
	}
	own := output == "" && !store.IsBucket(folder)
	switch {
	case own:
		output = filepath.Join(folder, "backups.html")
	case output == "":
		output = "backups.html"
	}
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		return err
	}
	if err := atomicfile.Write(output, text.Bytes(), own); err != nil {
		return err
	}
	a.Say("%s shows %s", output, screen.Count(len(b.Snapshots), "snapshot"))
	return end(a, backupReport{output, len(b.Snapshots)}, problem.ExitDone)
}

// backupReport is the JSON object of backup report.
type backupReport struct {
	Output    string `json:"output"`
	Snapshots int    `json:"snapshots"`
}
