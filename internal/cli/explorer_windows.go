package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/shell"
)

// Cobra notices a double click in Explorer, shows its text and, without a duration, waits for Enter:
// the window would close before anybody could read why.
func init() {
	folder := "the folder of leadferry.exe"
	if path, err := os.Executable(); err == nil {
		folder = shell.Quote(filepath.Dir(path))
	}
	cobra.MousetrapDisplayDuration = 0
	cobra.MousetrapHelpText = fmt.Sprintf(`leadferry has no window of its own: it is typed into a terminal. Nothing was done.

1. Press the Windows key, type  powershell  and press Enter.
2. Type this and press Enter:   cd %s
3. Try it without an account:   .\leadferry export --sandbox leads.xlsx
4. See what else it can do:     .\leadferry --help

`, folder)
}
