package cli

import (
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

func (a *app) backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "Keep dated snapshots of the bot in a folder, and prove them",
		Long: `Keeps dated snapshots of the bot in a folder. Each is a folder of its own with the leads, the chats that are no leads, and a manifest.
The records are the server's own, byte for byte, one a line; any program that unpacks zstd can read them.

leadferry schedule prints the lines that make cron or systemd run it every night.`,
		Example: `  leadferry backup create backups --sandbox
  leadferry backup list backups
  leadferry backup check backups`,
		Args: unknownCommand,
		RunE: showHelp,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(
		a.backupCreateCommand(new(createOptions)), a.backupListCommand(), a.backupCheckCommand(), a.backupDiffCommand(),
		a.backupRestoreCommand(), a.backupPruneCommand(), a.backupStatusCommand(),
	)
	return cmd
}

// oneFolder takes the backup folder from the arguments.
func oneFolder(folder *string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return problem.Usage(cmd.CommandPath()+" needs the backup folder, and nothing else",
				"for example: "+cmd.CommandPath()+" backups")
		}
		*folder = args[0]
		return nil
	}
}
