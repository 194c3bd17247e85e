package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

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

// manPage is a page in the language of man(7).
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", strings.ToUpper(title)) }
	verbatim := func(text string) { fmt.Fprintf(&b, ".PP\n.nf\n%s.fi\n", roff(text)) }
	fmt.Fprintf(&b, ".TH %s 1 \"\" leadferry\n", strings.ToUpper(manName(cmd)))
	section("Name")
	b.WriteString(roff(manName(cmd) + " - " + cmd.Short))
	if !isTopic(cmd) {
		section("Synopsis")
		b.WriteString(roff(cmd.UseLine()))
	}
	if cmd.Example != "" {
		section("Examples")
		verbatim(cmd.Example)
	}
	section("Description")
	if commands := commandList(cmd); commands != "" {
		verbatim(commands)
	}
	for paragraph := range strings.SplitSeq(strings.TrimRight(cmd.Long, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, " ") {
			verbatim(paragraph)
		} else {
			b.WriteString(".PP\n" + roff(paragraph))
		}
	}
	for _, g := range flagGroups {
		if text := g.text(cmd); text != "" {
			title, lines, _ := strings.Cut(text, "\n")
			section(strings.TrimSuffix(title, ":"))
			verbatim(lines)
		}
	}
	return b.String()
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
