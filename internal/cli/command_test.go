package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

func TestArguments(t *testing.T) {
	t.Parallel()
	var one, two string
	cmd := &cobra.Command{Use: "move"}
	for _, tt := range []struct {
		take cobra.PositionalArgs
		args string
		want string // "" if the arguments are taken
	}{
		{noArgs, "", ""},
		{noArgs, "x", `move takes no "x"`},
		{exactly("two, please", "name them", &one, &two), "a b", ""},
		{exactly("two, please", "name them", &one, &two), "a", "two, please"},
		{exactly("two, please", "name them", &one, &two), "a b c", "two, please"},
		{oneFile(&one), "a", ""},
		{oneFile(&one), "", "move needs the name of the file"},
		{oneFile(&one), "a b", `move reads one file, but "a" and "b" were given`},
		{oneFolder(&one), "a", ""},
		{oneFolder(&one), "", "move needs the backup folder"},
		{oneFolder(&one), "a b", "move needs the backup folder"},
		{unknownCommand, "", ""},
		{unknownCommand, "x", `there is no command "x"`},
	} {
		one, two = "", ""
		err := tt.take(cmd, strings.Fields(tt.args))
		switch {
		case tt.want == "" && (err != nil || strings.TrimSpace(one+" "+two) != tt.args):
			t.Errorf("%q: %v, taken: %q and %q", tt.args, err, one, two)
		case tt.want != "" && (problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.want) || problem.Remedy(err) == ""):
			t.Errorf("%q: %v, want %q and a fix", tt.args, err, tt.want)
		}
	}
}

// TestCommand: a command has what its page says, its flags, and what it is to run.
func TestCommand(t *testing.T) {
	t.Parallel()
	var folder string
	var loud bool
	cause := errors.New("odd")
	cmd := command("backup_list", oneFolder(&folder), func(context.Context) error { return cause },
		func(f *pflag.FlagSet) { f.BoolVar(&loud, "loud", false, "") })
	if cmd.Use != "list DIR" || cmd.Short == "" || !strings.HasPrefix(cmd.Long, "-o FILE") || !strings.HasPrefix(cmd.Example, "  leadferry backup list backups\n") {
		t.Errorf("%+v", cmd)
	}
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SetArgs([]string{"b", "--loud"})
	if err := cmd.ExecuteContext(t.Context()); !errors.Is(err, cause) || folder != "b" || !loud {
		t.Errorf("%v, %q, %v", err, folder, loud)
	}
	if cmd := group("schedule"); !strings.HasPrefix(cmd.Long, "launchd is ") || strings.HasSuffix(cmd.Long, "\n") || strings.HasSuffix(cmd.Example, "\n") {
		t.Errorf("%q, %q", cmd.Long, cmd.Example)
	}
}

func TestFlagError(t *testing.T) {
	t.Parallel()
	var workers int
	cmd := command("version", noArgs, func(context.Context) error { return nil }, func(f *pflag.FlagSet) { f.IntVar(&workers, "workers", 1, "") })
	for line, want := range map[string]string{
		"--workres 3":    "did you mean --workers?",
		"--frobnicate":   "see the flags with: version --help",
		"--workers many": "see the flags with: version --help",
		"-x":             "see the flags with: version --help",
	} {
		err := flagError(cmd, cmd.ParseFlags(strings.Fields(line)))
		if problem.ExitCode(err) != problem.ExitUsage || problem.Remedy(err) != want {
			t.Errorf("%s: %v, fix %q, want %q", line, err, problem.Remedy(err), want)
		}
	}
}

// TestTalkFlags: the flags about what a command says set the screen, and their defaults leave it.
func TestTalkFlags(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		quiet, json bool
		mode        screen.Mode
	}{
		"":                        {mode: screen.Auto},
		"-q":                      {quiet: true, mode: screen.Auto},
		"--quiet --json":          {quiet: true, json: true, mode: screen.Auto},
		"--progress lines":        {mode: screen.Lines},
		"--progress none --json":  {json: true, mode: screen.None},
		"--progress bar --json=0": {mode: screen.Bar},
	} {
		a := &app{Screen: &screen.Screen{}}
		if _, err := parse(t, line, a.talkFlags); err != nil || a.Quiet != want.quiet || a.json != want.json || a.Progress != want.mode {
			t.Errorf("%s: %+v, json %v, %v", line, a.Screen, a.json, err)
		}
	}
	a := &app{Screen: &screen.Screen{}, json: true} // an error of another flag is to be an object, too
	if _, err := parse(t, "", a.talkFlags); err != nil || !a.json {
		t.Errorf("%v, json %v", err, a.json)
	}
}
