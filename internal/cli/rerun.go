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
	return again(a.args, input, file, more...)
}

// rerunToSend is this command line without what made it only look. A report it named exists by now.
func (a *app) rerunToSend() string {
	return again(without(a.args, "--report", "--dry-run", "--plan"), "", "")
}

// rerunToPlan is this command line to plan only.
func (a *app) rerunToPlan(input string, more ...string) string {
	return again(without(a.args, "--yes", "--dry-run", "--plan"), input, input, append([]string{"--plan"}, more...)...)
}

// without leaves flags out of a command line, also where -n and -y stand in one word with others.
func without(args []string, flags ...string) (left []string) {
	for i := 0; i < len(args); i++ {
		word := args[i]
		if strings.TrimRight(word, "nqy") == "-" { // -nq
			for flag, short := range map[string]string{"--dry-run": "n", "--yes": "y"} {
				if slices.Contains(flags, flag) {
					word = strings.ReplaceAll(word, short, "")
				}
			}
		}
		name, _, joined := strings.Cut(word, "=")
		switch {
		case slices.Contains(flags, name):
			if name == "--report" && !joined {
				i++ // and its value
			}
		case word != "-" || args[i] == "-":
			left = append(left, word)
		}
	}
	return left
}

// again is rerunFor for a command line.
func again(args []string, input, file string, more ...string) string {
	words := []string{"leadferry"}
	other := file != input
	if slices.Contains(more, "--resume") { // it sends
		args = without(args, "--dry-run", "--plan")
	}
	anew := func(name string) bool { // the new value takes the place of the old one
		return name != "--map" && name != "--map-status" && slices.Contains(more, name)
	}
	drop := []string{"--report", "--format", "--encoding", "--delimiter", "--quotes", "--sheet", "--plan-file", "--header-row", "--no-header"}
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch {
		case (other || slices.Contains(more, name)) && slices.Contains(drop, name): // or more says it anew
			if name == "--plan-file" {
				words = append(words, file, "--plan")
			}
			if !joined {
				i++ // and its value
			}
		case name == "--restart", name == "--resume", other && name == "--raw-cells":
		case anew(name):
			if !joined {
				i++
			}
		case args[i] == input:
			words = append(words, file)
		default:
			words = append(words, args[i])
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
		if name != "--sandbox" && !slices.Contains(flags, name) {
			continue
		}
		words = append(words, a.args[i])
		if name != "--sandbox" && !joined && i+1 < len(a.args) {
			i++
			words = append(words, a.args[i])
		}
	}
	return words
}
