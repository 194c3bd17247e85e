// Leadferry-cluster does leadferry's jobs on several machines: see docs/cluster.md.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := root().ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		if fix := problem.Remedy(err); fix != "" {
			fmt.Fprintln(os.Stderr, "  fix:", fix)
		}
	}
	stop()
	os.Exit(problem.ExitCode(err)) //nolint:gocritic // stop has been called
}

func root() *cobra.Command {
	cmd := &cobra.Command{
		Use: "leadferry-cluster", Short: "Back up, export and import many bots from several machines, of which any may die",
		SilenceErrors: true, SilenceUsage: true,
	}
	backup := &cobra.Command{Use: "backup", Short: "Back up bots"}
	backup.AddCommand(backupStart())
	export := &cobra.Command{Use: "export", Short: "Export leads into files of the store"}
	export.AddCommand(exportStart())
	bringIn := &cobra.Command{Use: "import", Short: "Import a spreadsheet"}
	bringIn.AddCommand(importStart())
	cmd.AddCommand(workerCommand(), backup, export, bringIn, scheduleCommand(), statusCommand(), cancelCommand(), fetchCommand(), devCommand())
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return problem.Usage(err.Error(), "see leadferry-cluster --help")
	})
	return cmd
}
