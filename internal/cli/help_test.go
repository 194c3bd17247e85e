package cli

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/screen"
)

// everyCommand calls do for root and all below it.
func everyCommand(root *cobra.Command, do func(*cobra.Command)) {
	do(root)
	for _, cmd := range root.Commands() {
		everyCommand(cmd, do)
	}
}

// TestHelpPages: every page fits a terminal of 80 columns, and shows every flag once.
func TestHelpPages(t *testing.T) {
	t.Parallel()
	pages := 0
	everyCommand((&app{Screen: &screen.Screen{}}).root(), func(cmd *cobra.Command) {
		pages++
		page := helpPage(cmd, helpWidth)
		for line := range strings.Lines(page) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
				t.Errorf("%s: %d characters: %s", cmd.CommandPath(), n, line)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			shown := 0
			for line := range strings.Lines(page) {
				at := strings.Index(line, "--"+f.Name)
				if at == 6 && strings.ContainsAny(line[at+2+len(f.Name):][:1], " \n") && strings.Trim(line[:2], " ") == "" {
					shown++
				}
			}
			if want := map[bool]int{true: 0, false: 1}[f.Hidden]; shown != want {
				t.Errorf("%s: --%s is shown %d times, want %d", cmd.CommandPath(), f.Name, shown, want)
			}
		})
		for _, kind := range []string{" string", "stringArray", "strings\n", " duration", " float"} {
			if strings.Contains(strings.ReplaceAll(page, "\n", " "), "--"+kind) {
				t.Errorf("%s names a Go type", cmd.CommandPath())
			}
		}
		if at, flags := strings.Index(page, "\nExamples:\n"), strings.Index(page, "      --"); at > 600 || flags >= 0 && at > flags {
			t.Errorf("%s: the examples come late", cmd.CommandPath())
		}
	})
	if pages < 20 {
		t.Errorf("%d pages", pages)
	}
}

// TestNarrowHelp: on a narrow terminal a line ends between words, and an example that needs two lines can
// still be copied.
func TestNarrowHelp(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 60, 80} {
		terminal := screen.Screen{Watched: true, Width: width}
		everyCommand((&app{Screen: &screen.Screen{}}).root(), func(cmd *cobra.Command) {
			for line := range strings.Lines(terminal.Form(helpPage(cmd, min(helpWidth, width-1)))) {
				line = strings.TrimRight(line, "\n")
				if n := utf8.RuneCountInString(line); n > width && len(strings.Fields(strings.TrimSuffix(line, ` \`))) > 1 {
					t.Errorf("%d columns, %s: %d characters: %s", width, cmd.CommandPath(), n, line)
				}
			}
		})
	}
	terminal := screen.Screen{Watched: true, Width: 40}
	want := "  leadferry import leads.csv \\\n    --sandbox --yes    send it without\n    asking\n"
	if got := terminal.Form("  leadferry import leads.csv --sandbox --yes    send it without asking\n"); runtime.GOOS != "windows" && got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestHelpOfTheProgram(t *testing.T) {
	t.Parallel()
	r := run(t)
	if n := strings.Count(r.out, "\n"); r.code != 0 || n > 23 { // on a screen of 24, with the prompt
		t.Errorf("exit code %d, %d lines:\n%s", r.code, n, r.out)
	}
	for _, want := range []string{"\nLeads:\n  check ", "\nBackup:\n  backup ", "\nSetup:\n  completion ", "help exit-codes"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	for line, want := range map[string]string{
		"help exit-codes": "    4  the token is missing or refused\n",
		"help columns":    "uuid  name  email",
		"help export":     "--for plain|excel|sheets|libreoffice\n",
		"import --help":   "--rate N ",
		"--version":       versionLine(),
		"-V":              versionLine(),
	} {
		if r := run(t, strings.Fields(line)...); r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%s: %+v", line, r)
		}
	}
	if r := run(t, "help", "exit-code"); r.code != 2 || !strings.Contains(r.err, `there is no command "exit-code"`) {
		t.Errorf("%+v", r)
	}
}

// TestCompletion: what a shell offers after a few words.
func TestCompletion(t *testing.T) {
	alone(t)
	write(t, "c.toml", "[profile.acme]\nbot_id = \"b\"\n[profile.beta]\nbot_id = \"c\"\n")
	if r := run(t, "template", "t.xlsx"); r.code != 0 {
		t.Fatal(r.err)
	}
	for line, want := range map[string][]string{
		"import t.xlsx --sheet |":                  {"Leads", "About", "all", ":4"},
		"import c.toml --sheet |":                  {"all", ":4"},
		"export x.csv --for |":                     {"plain", "excel", "sheets", "libreoffice", ":4"},
		"export x.csv --format |":                  {"xlsx", "csv", "tsv", "jsonl", "raw", ":4"},
		"export x.csv --config c.toml --profile |": {"acme", "beta", ":4"},
		"backup create |":                          {":16"},
		"backup restore |":                         {":16"},
		"undo |":                                   {":16"},
		"status |":                                 {":4"},
		"import |":                                 {":0"},
	} {
		args := append([]string{"__completeNoDesc"}, strings.Fields(strings.TrimSuffix(line, "|"))...)
		if r := run(t, append(args, "")...); !slices.Equal(strings.Fields(r.out), want) {
			t.Errorf("%s %q, want %q\n%s", line, strings.Fields(r.out), want, r.err)
		}
	}
	if r := run(t, "__completeNoDesc", "help", "ex"); !strings.Contains(r.out, "export\n") || !strings.Contains(r.out, "exit-codes\n") {
		t.Errorf("%+v", r)
	}
}
