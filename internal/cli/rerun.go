package cli

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/shell"
)

// rerun is a command line like this one, which can be copied into a shell: the same for its input,
// with more flags.
func (a *app) rerun(input string, more ...string) string { return a.rerunFor(input, input, more...) }

// rerunFor is rerun for another file, a rejects file: it is plain CSV, and takes the place of a plan.
func (a *app) rerunFor(input, file string, more ...string) string {
	words := []string{"leadferry"}
	other := file != input
	anew := func(name string) bool { // the new value takes the place of the old one
		return name != "--map" && name != "--map-status" && slices.Contains(more, name)
	}
	drop := []string{"--report", "--format", "--encoding", "--delimiter", "--sheet", "--plan-file", "--header-row", "--no-header"}
	for i := 0; i < len(a.args); i++ {
		name, _, joined := strings.Cut(a.args[i], "=")
		switch {
		case (other || slices.Contains(more, name)) && slices.Contains(drop, name): // or more says it anew
			if name == "--plan-file" {
				words = append(words, file, "--plan")
			}
			if !joined {
				i++ // and its value
			}
		case slices.Contains(more, "--resume") && (name == "--dry-run" || name == "-n" || name == "--plan"): // it sends
		case name == "--restart", name == "--resume", other && name == "--raw-cells":
		case anew(name):
			if !joined {
				i++
			}
		case a.args[i] == input:
			words = append(words, file)
		default:
			words = append(words, a.args[i])
		}
	}
	return shell.Command(append(words, more...)...)
}

// connected is another command line with the connection of this one.
func (a *app) connected(words ...string) string {
	return shell.Command(append(append([]string{"leadferry"}, words...), a.connection()...)...)
}

// connection are the flags of this command line that say how to connect.
func (a *app) connection() (words []string) {
	flags := []string{
		"--profile", "--config", "--base-url", "--bot-id", "--customer-id", "--token-file", "--read-header", "--write-header",
		"--rate", "--workers", "--max-wait",
	}
	for i := 0; i < len(a.args); i++ {
		name, _, joined := strings.Cut(a.args[i], "=")
		if !slices.Contains(flags, name) {
			continue
		}
		words = append(words, a.args[i])
		if !joined && i+1 < len(a.args) {
			i++
			words = append(words, a.args[i])
		}
	}
	return words
}
