package cli

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	helpWidth  = 80 // of a help page, in characters
	helpColumn = 28 // where the text about a flag begins
)

// showHelp prints the page of a command: how it is used, examples, all about it, its flags in groups.
func showHelp(cmd *cobra.Command, _ []string) {
	fmt.Fprint(cmd.OutOrStdout(), helpPage(cmd)) //nolint:errcheck // there is no other place to report it
}

func helpPage(cmd *cobra.Command) string {
	var b strings.Builder
	b.WriteString(wrapped(cmd.Short, 0) + "\n")
	if !isTopic(cmd) && cmd.HasParent() {
		b.WriteString("Usage:\n  " + cmd.UseLine() + "\n\n")
	}
	if cmd.Example != "" {
		b.WriteString("Examples:\n" + cmd.Example + "\n\n")
	}
	b.WriteString(commandList(cmd))
	for paragraph := range strings.SplitSeq(strings.TrimRight(cmd.Long, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, " ") || paragraph == "" {
			b.WriteString(paragraph + "\n")
		} else {
			b.WriteString(wrapped(strings.Join(strings.Fields(paragraph), " "), 0))
		}
		b.WriteString("\n")
	}
	for _, g := range flagGroups {
		b.WriteString(g.text(cmd))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// commandList lists the commands below cmd in their groups.
func commandList(cmd *cobra.Command) string {
	var b strings.Builder
	list := func(title, group string) {
		var lines strings.Builder
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() && c.GroupID == group {
				fmt.Fprintf(&lines, "  %-12s%s\n", c.Name(), c.Short)
			}
		}
		if lines.Len() > 0 {
			b.WriteString(title + "\n" + lines.String())
		}
	}
	for _, g := range cmd.Groups() {
		list(g.Title, g.ID)
	}
	list("Commands:", "")
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}

// text lists the flags of a command that belong to the group, "" if there are none.
func (g *flagGroup) text(cmd *cobra.Command) string {
	var b strings.Builder
	for _, entry := range g.flags {
		name, value, _ := strings.Cut(entry, "=")
		if f := cmd.Flags().Lookup(name); f != nil && !f.Hidden {
			b.WriteString(flagText(f, value))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return g.title + ":\n" + b.String() + "\n"
}

// flagText is a flag, the name of its value, what it does, and its default.
func flagText(f *pflag.Flag, value string) string {
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
	text := wrapped(about, helpColumn)
	if utf8.RuneCountInString(head) > helpColumn-2 {
		return head + "\n" + text
	}
	return head + text[len(head):]
}

// wrapped breaks a text into indented lines, as wide as a help page at most.
func wrapped(text string, indent int) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && indent+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > helpWidth {
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
