package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// flagWords are the words that complete a flag whose value could be others, too.
var flagWords = map[string][]string{
	"format":        {"xlsx", "csv", "tsv", "jsonl", "raw"},
	"to":            {"xlsx", "csv", "tsv", "jsonl"},
	"delimiter":     {"comma", "semicolon", "tab", "pipe"},
	"out-delimiter": {"comma", "semicolon", "tab", "pipe"},
	"quotes":        {"enclose", "text", "escaped"},
	"encoding":      {"utf-8", "utf-16le", "utf-16be", "windows-1252", "macintosh", "ibm850"},
	"id-from":       {"email", "phone", "email,phone", "phone,email"},
	"status":        lead.Statuses(),
	"columns":       append([]string{"basic"}, lead.BaseColumns()...),
}

// completeFlags lets a shell complete the values of flags: words where there are some, files where the
// flag takes one, nothing elsewhere.
func completeFlags(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		words := flagWords[f.Name]
		if choice, ok := f.Value.(interface{ Words() []string }); ok {
			words = choice.Words()
		}
		if words != nil {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // it is there, once
		}
		if f.Name == "sheet" {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, completeSheets)
		}
	})
}

// completeSheets knows the sheets of the workbook that a command names.
func completeSheets(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	file, err := os.Open(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer file.Close() //nolint:errcheck // it was only read
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		if book, err := xlsx.Open(file, info.Size()); err == nil {
			for _, s := range book.Sheets() {
				names = append(names, s.Name)
			}
		}
	}
	return append(names, "all"), cobra.ShellCompDirectiveNoFileComp
}

// completeArgument lets a shell complete the argument of a command by what its page calls it: folders
// where one goes, and no files where nothing goes.
func completeArgument(cmd *cobra.Command) {
	_, argument, _ := strings.Cut(cmd.Use, " ")
	switch argument {
	case "DIR", "SNAPSHOT", "[SNAPSHOT]", "[REPORT]":
		cmd.ValidArgsFunction = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	case "":
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
}

// completeProfiles lets a shell complete --profile of all commands below cmd.
func (a *app) completeProfiles(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		a.completeProfiles(c)
	}
	if cmd.Flags().Lookup("profile") == nil {
		return
	}
	_ = cmd.RegisterFlagCompletionFunc("profile", func(cmd *cobra.Command, _ []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		flags := settings.Flags{Config: cmd.Flags().Lookup("config").Value.String(), Given: func(string) bool { return false }}
		_, profiles, _ := settings.Profiles(flags, a.surroundings()) // without a config file there is none
		for _, p := range profiles {
			names = append(names, p.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}
