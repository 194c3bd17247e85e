package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	helpWidth     = 79 // of a help page at most, in characters
	commandColumn = 14 // where what a command does begins
	flagColumn    = 28 // where the text about a flag begins
)

// showHelp prints the page of a command: how it is used, examples, all about it, its flags in groups.
func (a *app) showHelp(cmd *cobra.Command, _ []string) {
	err := a.answer(helpPage(cmd, min(helpWidth, a.page.Columns()-1)))
	a.lost = cmp.Or(a.lost, err)
}

// helpPage is the page of a command. Its paragraphs and lists are that wide; what stands in lines of its
// own, as examples do, is as it was written.
func helpPage(cmd *cobra.Command, width int) string {
	var b strings.Builder
	b.WriteString(wrapped(cmd.Short, 0, width) + "\n")
	if !isTopic(cmd) && cmd.HasParent() {
		b.WriteString("Usage:\n  " + cmd.UseLine() + "\n\n")
	}
	if cmd.Example != "" {
		b.WriteString("Examples:\n" + cmd.Example + "\n\n")
	}
	commands := commandLists(cmd)
	for _, l := range commands {
		b.WriteString(l.text(commandColumn, width))
	}
	if len(commands) > 0 {
		b.WriteString("\n")
	}
	for paragraph := range strings.SplitSeq(strings.TrimRight(cmd.Long, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, " ") || paragraph == "" {
			b.WriteString(paragraph + "\n")
		} else {
			b.WriteString(wrapped(strings.Join(strings.Fields(paragraph), " "), 0, width))
		}
		b.WriteString("\n")
	}
	for _, l := range flagLists(cmd) {
		b.WriteString(l.text(flagColumn, width) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// list is a part of a page: commands or flags, and what each of them does.
type list struct {
	title string
	items []item
}

type item struct{ name, about string }

// text is the list in lines of a page. What the items do begins at a column, or further left on a narrow
// page.
func (l *list) text(column, width int) string {
	column = min(column, width/2-5)
	var b strings.Builder
	b.WriteString(l.title + ":\n")
	for _, i := range l.items {
		text := wrapped(i.about, column, width)
		if utf8.RuneCountInString(i.name) > column-2 {
			b.WriteString(i.name + "\n" + text)
		} else {
			b.WriteString(i.name + text[len(i.name):])
		}
	}
	return b.String()
}

// commandLists are the commands below cmd in their groups.
func commandLists(cmd *cobra.Command) (lists []list) {
	for _, g := range append(cmd.Groups(), &cobra.Group{Title: "Commands"}) {
		l := list{title: g.Title}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() && c.GroupID == g.ID {
				l.items = append(l.items, item{"  " + c.Name(), c.Short})
			}
		}
		if len(l.items) > 0 {
			lists = append(lists, l)
		}
	}
	return lists
}

// flagLists are the flags of a command in their groups.
func flagLists(cmd *cobra.Command) (lists []list) {
	for _, g := range flagGroups {
		l := list{title: g.title}
		for _, entry := range g.flags {
			name, value, _ := strings.Cut(entry, "=")
			if f := cmd.Flags().Lookup(name); f != nil && !f.Hidden {
				l.items = append(l.items, flagItem(f, value))
			}
		}
		if len(l.items) > 0 {
			lists = append(lists, l)
		}
	}
	return lists
}

// flagItem is a flag, the name of its value, what it does, and its default.
func flagItem(f *pflag.Flag, value string) item {
	head := "      --" + f.Name
	if f.Shorthand != "" {
		head = "  -" + f.Shorthand + ", --" + f.Name
	}
	about := f.Usage
	if f.Value.Type() != "bool" {
		if choice, ok := f.Value.(interface{ Words() []string }); ok {
			value = strings.Join(choice.Words(), "|")
		}
		head += " " + value
		if text := strings.Trim(f.DefValue, "[]"); text != "" && text != "0" && text != "0s" {
			about += fmt.Sprintf(" (default %s)", text)
		}
	}
	return item{head, about}
}

// wrapped breaks a text into indented lines of at most width characters.
func wrapped(text string, indent, width int) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && indent+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	lines = append(lines, line)
	margin := strings.Repeat(" ", indent)
	return margin + strings.Join(lines, "\n"+margin) + "\n"
}

// topics are pages about what concerns several commands.
var topics = []string{"exit-codes", "columns", "filters"}

func isTopic(cmd *cobra.Command) bool { return slices.Contains(topics, cmd.Name()) }

// addTopics adds the pages that only help shows.
func addTopics(root *cobra.Command) {
	for _, name := range topics {
		topic := group(name)
		topic.Hidden = true
		root.AddCommand(topic)
	}
}

// helpCommand shows the page of a command or a topic.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND | TOPIC]", Short: "Show the help of a command, or of a topic: " + strings.Join(topics, ", "), Hidden: true,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if at, rest, err := root.Find(args); err == nil && len(rest) == 0 {
				for _, c := range at.Commands() {
					if c.IsAvailableCommand() || isTopic(c) {
						names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			named, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(named, rest)
			}
			return named.Help()
		},
	}
}
