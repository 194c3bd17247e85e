package cli

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	all, err := a.snapshots(ctx, at, folder)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return problem.Usage("there is no snapshot in "+folder, "make one with: leadferry backup create "+shell.Quote(folder))
	}
	b, err := page.NewBackups(ctx, folder, all, ids)
	if err != nil {
		return err
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
	a.Say("%s shows %s", shell.Quote(output), screen.Count(len(all), "snapshot"))
	return end(a, backupReport{output, len(all)}, problem.ExitDone)
}

// backupReport is the JSON object of backup report.
type backupReport struct {
	Output    string `json:"output"`
	Snapshots int    `json:"snapshots"`
}
