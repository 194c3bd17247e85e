package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

// manCommand writes a manual page for each command and topic, made of what its help page is made of.
func manCommand() *cobra.Command {
	cmd := group("man")
	cmd.Hidden = true
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return problem.Usage("man needs the folder to write the pages to", "for example: leadferry man ~/.local/share/man/man1")
		}
		return writeManual(cmd.Root(), args[0])
	}
	completeArgument(cmd)
	return cmd
}

// writeManual writes the pages of a command and of all below it.
func writeManual(cmd *cobra.Command, dir string) error {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || isTopic(c) {
			if err := writeManual(c, dir); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manName(cmd)+".1"), []byte(manPage(cmd)), 0o644) //nolint:gosec // for everybody to read
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manWidth is how wide a manual page is shown at most, in characters.
const manWidth = 78

// manPage is a page in the language of man(7).
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", strings.ToUpper(title)) }
	lists := func(all []list, tag int) {
		for _, l := range all {
			section(l.title)
			for _, i := range l.items {
				fmt.Fprintf(&b, ".TP %d\n%s%s", tag, roff(strings.TrimLeft(i.name, " ")), roff(i.about))
			}
		}
	}
	fmt.Fprintf(&b, ".TH %s 1 \"\" leadferry\n", strings.ToUpper(manName(cmd)))
	section("Name")
	b.WriteString(roff(manName(cmd) + " - " + cmd.Short))
	if !isTopic(cmd) {
		section("Synopsis")
		b.WriteString(roff(cmd.UseLine()))
	}
	if cmd.Example != "" {
		section("Examples")
		b.WriteString(asWritten(cmd.Example))
	}
	lists(commandLists(cmd), commandColumn)
	if cmd.Long != "" {
		section("Description")
	}
	for paragraph := range strings.SplitSeq(strings.TrimRight(cmd.Long, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, " ") {
			b.WriteString(asWritten(paragraph))
		} else {
			b.WriteString(".PP\n" + roff(paragraph))
		}
	}
	lists(flagLists(cmd), 4)
	return b.String()
}

// asWritten shows lines as they are, as far in as text is, or less where they would be too wide.
func asWritten(text string) string {
	const indent = 7 // of text on a manual page
	widest := 0
	for line := range strings.Lines(text) {
		widest = max(widest, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
	}
	return fmt.Sprintf(".PP\n.nf\n.in %dn\n%s.in\n.fi\n", max(0, min(indent, manWidth-widest)), roff(text))
}

// roff returns lines of text that man(7) does not take for requests.
func roff(text string) string {
	var b strings.Builder
	escape := strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`)
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		line = escape.Replace(line)
		if strings.HasPrefix(line, ".") {
			line = `\&` + line
		}
		b.WriteString(line)
	}
	return b.String()
}
