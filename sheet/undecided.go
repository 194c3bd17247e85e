package sheet

import (
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Undecided is a file that is read once a person says how, by flags of the command line.
type Undecided struct {
	Text  string
	Flags []string // "--sheet", "Leads"
}

func (u *Undecided) Error() string { return u.Text + ": add " + u.flags() }

// Remedy returns what to add to the command.
func (u *Undecided) Remedy() string { return "add " + u.flags() }

// ExitCode says that it was wrong use.
func (u *Undecided) ExitCode() int { return problem.ExitUsage }

func (u *Undecided) flags() string {
	var words []string
	for _, word := range u.Flags {
		if strings.ContainsAny(word, " '\"") {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}
