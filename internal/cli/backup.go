package cli

import "github.com/spf13/cobra"

func (a *app) backupCommand() *cobra.Command {
	return group("backup",
		a.backupCreateCommand(new(createOptions)), a.backupListCommand(), a.backupCheckCommand(), a.backupDiffCommand(),
		a.backupRestoreCommand(), a.backupPruneCommand(), a.backupStatusCommand(), a.backupReportCommand(),
	)
}
