package dialect

import (
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Undecided is a file that is read once a person says how.
type Undecided struct {
	Text string
	Ways []Way  // the likeliest first
	Else string // what helps if none of them is right, "" for nothing
}

// Way is one way to read a file, by flags of the command line.
type Way struct {
	If    string // when it is the right one; "" needs no words
	Flags []string
}

func (u *Undecided) Error() string { return u.Text }

// ExitCode says that it was wrong use.
func (u *Undecided) ExitCode() int { return problem.ExitUsage }

// Remedy returns what to add to the command.
func (u *Undecided) Remedy() string {
	return u.Fix(func(flags ...string) string { return "add " + strings.Join(flags, " ") })
}

// Fix returns all that may be done. command makes a command line with more flags.
func (u *Undecided) Fix(command func(flags ...string) string) string {
	var fixes []string
	for _, w := range u.Ways {
		fix := command(w.Flags...)
		if w.If != "" {
			fix = "if " + w.If + ": " + fix
		}
		fixes = append(fixes, fix)
	}
	if u.Else != "" {
		fixes = append(fixes, u.Else)
	}
	return strings.Join(fixes, "\n    or ")
}
