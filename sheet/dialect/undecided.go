package dialect

import (
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Undecided is a file that is read once a person says how.
type Undecided struct {
	Text string
	Ways []Way  // the likeliest first
	Even bool   // none of them is likelier than the others
	Else string // what helps if none of them is right, "" for nothing
}

// Way is one way to read a file.
type Way struct {
	If      string // when it is the right one; "" needs no words
	Dialect Dialect
	Head    Head
	Sheet   string // of a workbook
	Format  string // of a file whose name or text says another one or none; "jsonl" is also one array of objects
}

// Likeliest returns the way that is probably right; ok is false if there is none.
func (u *Undecided) Likeliest() (w *Way, ok bool) {
	if u.Even || len(u.Ways) == 0 {
		return nil, false
	}
	return &u.Ways[0], true
}

// Flags are those of the command line that choose the way.
func (w *Way) Flags() (flags []string) {
	add := func(is bool, name, value string) {
		if is {
			flags = append(flags, name, value)
		}
	}
	add(w.Format != "", "--format", w.Format)
	add(w.Dialect.Encoding != "", "--encoding", string(w.Dialect.Encoding))
	add(w.Dialect.Delimiter != 0, "--delimiter", DelimiterName(w.Dialect.Delimiter))
	add(w.Dialect.Quotes != "", "--quotes", string(w.Dialect.Quotes))
	add(w.Sheet != "", "--sheet", w.Sheet)
	add(w.Head.Row > 0, "--header-row", strconv.Itoa(w.Head.Row))
	add(w.Head.Names != nil, "--no-header", strings.Join(w.Head.Names, ","))
	return flags
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
		fix := command(w.Flags()...)
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
