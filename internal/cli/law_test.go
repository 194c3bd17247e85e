package cli

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/screen"
)

// TestOneMeaning: a flag has one name, one letter, one kind of value and one text, whatever the command:
// who has learned it once knows it everywhere.
func TestOneMeaning(t *testing.T) {
	t.Parallel()
	first, of := map[string]*pflag.Flag{}, map[string]string{}
	everyCommand((&app{Screen: &screen.Screen{}}).root(), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			was := first[f.Name]
			if was == nil {
				first[f.Name], of[f.Name] = f, cmd.CommandPath()
				return
			}
			if f.Name == "help" {
				return
			}
			if was.Usage != f.Usage || was.Shorthand != f.Shorthand || was.Value.Type() != f.Value.Type() {
				t.Errorf("--%s\n  %s: %s\n  %s: %s", f.Name, of[f.Name], was.Usage, cmd.CommandPath(), f.Usage)
			}
		})
	})
}
