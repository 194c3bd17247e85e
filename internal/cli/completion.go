package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

func completionCommand() *cobra.Command {
	shells := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"zsh":        func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) },
		"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) },
	}
	cmd := group("completion")
	cmd.Args = cobra.ArbitraryArgs
	cmd.ValidArgs = []string{"bash", "zsh", "fish", "powershell"}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 && shells[args[0]] != nil {
			return shells[args[0]](cmd.Root(), cmd.OutOrStdout())
		}
		return problem.Usage("completion needs the name of one shell", "choose bash, zsh, fish or powershell")
	}
	return cmd
}
