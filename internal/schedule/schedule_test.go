package schedule

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at           string
		hour, minute int
		ok           bool
	}{
		{"03:17", 3, 17, true}, {"23:59", 23, 59, true}, {"3:07", 3, 7, true}, {"24:00", 0, 0, false}, {"noon", 0, 0, false},
	} {
		j, err := New([]string{"x"}, tt.at, "")
		if (err == nil) != tt.ok || j.Hour != tt.hour || j.Minute != tt.minute {
			t.Errorf("%q: %+v, %v", tt.at, j, err)
		}
	}
	if _, err := New([]string{"a\nb"}, "", ""); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("%v: a line break must be refused", err)
	}
	minutes := map[int]bool{}
	for _, key := range "abcdefghijklmnop" {
		j, err := New(nil, "", string(key))
		if err != nil || j.Hour != 3 || j.Minute < 0 || j.Minute > 59 {
			t.Errorf("%q: %+v, %v", key, j, err)
		}
		minutes[j.Minute] = true
	}
	if len(minutes) < 8 {
		t.Errorf("16 folders share %d minutes", len(minutes))
	}
}

func TestAbsolute(t *testing.T) {
	t.Parallel()
	abs := func(name string) string {
		path, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct{ in, want []string }{
		{[]string{"--quiet", "--token-file", "t", "x"}, []string{"--quiet", "--token-file=" + abs("t"), "x"}},
		{[]string{"--token-file=t", "--config", "/c"}, []string{"--token-file=" + abs("t"), "--config=/c"}},
		{[]string{"--token-file", "-"}, []string{"--token-file=-"}},
		{[]string{"--bot-id", "t"}, []string{"--bot-id", "t"}},
		{nil, nil},
	} {
		got, err := Absolute(tt.in, "--token-file", "--config")
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%v: %v\n%s", tt.in, err, diff)
		}
	}
}

func TestSystemd(t *testing.T) {
	t.Parallel()
	got := Job{[]string{"/opt/lead ferry", `a"b\c`, "50%", "$HOME"}, 2, 5}.Systemd()
	for _, want := range []string{`ExecStart="/opt/lead ferry" "a\"b\\c" "50%%" "$$HOME"` + "\n", "OnCalendar=*-*-* 02:05:00\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// TestCron reads the line as cron and its shell do.
func TestCron(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[ -~ä]{0,10}`), 1, 6).Draw(t, "words")
		line := Job{append([]string{"printf", `%s\n`}, words...), 3, 7}.Cron()
		_, line, _ = strings.Cut(line, "\n")
		command, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "7 3 * * * ")
		if !ok {
			t.Fatal(line)
		}
		if i := strings.Index(strings.ReplaceAll(command, `\%`, ""), "%"); i >= 0 {
			t.Fatalf("a percent sign is not escaped: %s", command)
		}
		// Some crons remove the backslash, others leave it to the shell: both must do.
		for _, c := range []string{command, strings.ReplaceAll(command, `\%`, "%")} {
			out, err := exec.Command(shell, "-c", c).Output()
			if got, want := string(out), strings.Join(words, "\n")+"\n"; err != nil || got != want {
				t.Fatalf("%s: %q, %v, want %q", c, got, err, want)
			}
		}
	})
}
