//go:build unix

package hook

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// shown takes the lines of hooks.
type shown struct {
	mu    sync.Mutex
	lines []string
	ready chan struct{} // closed by the line "ready"
}

func (s *shown) add(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
	if line == "ready" {
		close(s.ready)
	}
}

func hooks(environ ...string) (*Hooks, *shown) {
	s := &shown{ready: make(chan struct{})}
	return &Hooks{Profile: "acme", Environ: append(environ, "PATH="+os.Getenv("PATH")), Begin: func(string, string) {}, Show: s.add}, s
}

func shell(script string, words ...string) []string {
	return append([]string{"sh", "-c", script, "hook"}, words...)
}

// TestWhatHooksAreTold: words, environment and standard input, and never the token.
func TestWhatHooksAreTold(t *testing.T) {
	t.Parallel()
	h, s := hooks("CONVERTALK_TOKEN=geheim", "convertalk_token=geheim", "LEADFERRY_SNAPSHOT=of an outer run", "HOME=/h")
	h.Then = shell(`cat; echo; for word in "$@"; do echo "<$word>"; done; env`,
		"{file}", "a $HOME b", "{profile}/{command}-{exit_code}", "{hook} {unknown}", "")
	r := &Run{Command: "export", Profile: "acme", File: "it's 100% $(x).csv", Made: true, Summary: []byte(`{"leads":3}`)}
	if err := h.Copy(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"leads":3}`, "<it's 100% $(x).csv>", "<a $HOME b>", "<acme/export-0>", "<then {unknown}>", "<>", "HOME=/h",
		"LEADFERRY_HOOK=then", "LEADFERRY_COMMAND=export", "LEADFERRY_PROFILE=acme", "LEADFERRY_FILE=it's 100% $(x).csv", "LEADFERRY_EXIT_CODE=0",
	} {
		if !slices.Contains(s.lines, want) {
			t.Errorf("%q is not in %q", want, s.lines)
		}
	}
	if all := strings.Join(s.lines, "\n"); strings.Contains(all, "geheim") || strings.Contains(all, "SNAPSHOT") {
		t.Errorf("%s", all)
	}
}

// TestWhichHookRuns for which run.
func TestWhichHookRuns(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, tt := range map[string]struct {
		run   func(*Hooks) error
		shows []string
	}{
		"a file":              {func(h *Hooks) error { return h.Copy(ctx, &Run{File: "f", Made: true}) }, []string{"then f"}},
		"a snapshot":          {func(h *Hooks) error { return h.Copy(ctx, &Run{Snapshot: "s", Made: true}) }, nil},
		"nothing made":        {func(h *Hooks) error { return h.Copy(ctx, &Run{File: "f"}) }, nil},
		"a good run":          {func(h *Hooks) error { return h.Tell(ctx, &Run{}) }, []string{"good"}},
		"a bad run":           {func(h *Hooks) error { return h.Tell(ctx, &Run{ExitCode: 3}) }, []string{"bad 3"}},
		"a profile with none": {func(*Hooks) error { return new(Hooks).Tell(ctx, &Run{}) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, s := hooks()
			h.Then, h.OnSuccess, h.OnFailure = []string{"echo", "then", "{file}"}, []string{"echo", "good"}, []string{"echo", "bad", "{exit_code}"}
			if err := tt.run(h); err != nil || !slices.Equal(s.lines, tt.shows) {
				t.Errorf("%v, %q", err, s.lines)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "fails"), []byte("#!/bin/sh\necho why\nexit 7\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		words []string
		want  string
	}{
		"exit code":       {[]string{"./fails", "https://secret.example/hook"}, "s was made, but not copied: the then hook of profile acme (./fails) failed: exit status 7"},
		"no such program": {[]string{"no-such-program", "secret"}, "(no-such-program) does not exist"},
		"no such file":    {[]string{"./none", "secret"}, "(./none) does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := hooks()
			h.Folder, h.Then = folder, tt.words
			err := h.Copy(t.Context(), &Run{Snapshot: "s", Made: true})
			if problem.ExitCode(err) != problem.ExitUncopied || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") ||
				problem.Remedy(err) == "" || problem.Unsent(err) {
				t.Errorf("%v, fix %q", err, problem.Remedy(err))
			}
		})
	}
}

// TestTimeout: a hook that does not end is killed with all that it has started, even if they ignore the
// signal to end.
func TestTimeout(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	over := make(chan error)
	go func() { // the pipe ends with the last process that has it open
		_, err := os.ReadFile(pipe)
		over <- err
	}()
	h, _ := hooks()
	h.Timeout, h.OnSuccess = time.Second, shell(`trap "" TERM; exec 9>"$1"; sh -c 'while :; do sleep 1; done' & wait`, pipe)
	err := h.Tell(t.Context(), new(Run))
	if err == nil || !strings.Contains(err.Error(), "it was still running after 1s, and was stopped") {
		t.Errorf("%v", err)
	}
	select {
	case err := <-over:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("a child lives on")
	}
}

// TestInterrupted: the signal that stops the run reaches the hook, which can clean up.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, why := range []*problem.Interrupted{{}, {Terminated: true}} {
		h, s := hooks()
		h.Then = shell(`trap 'echo INT; exit 1' INT; trap 'echo TERM; exit 1' TERM; echo ready; while :; do sleep 0.1; done`)
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			<-s.ready
			cancel(why)
		}()
		err := h.Copy(ctx, &Run{File: "f.csv", Made: true})
		want := map[bool]string{false: "INT", true: "TERM"}[why.Terminated]
		if problem.ExitCode(err) != why.ExitCode() || !strings.HasSuffix(err.Error(), "f.csv was made, but perhaps not copied") || !slices.Contains(s.lines, want) {
			t.Errorf("%v, %q", err, s.lines)
		}
		if err := h.Tell(ctx, &Run{}); err != nil {
			t.Error(err)
		}
		s.lines = nil
		h.OnFailure = []string{"echo", "told"}
		if err := h.Tell(ctx, &Run{ExitCode: 130}); err != nil || !slices.Contains(s.lines, "told") {
			t.Errorf("%v, %q: the end of a stopped run is told", err, s.lines)
		}
	}
}

// TestLeftBehind: a process that a hook leaves behind does not make it fail.
func TestLeftBehind(t *testing.T) {
	t.Parallel()
	h, s := hooks()
	h.OnSuccess = shell("sleep 20 & echo done")
	if err := h.Tell(t.Context(), new(Run)); err != nil || !slices.Equal(s.lines, []string{"done"}) {
		t.Errorf("%v, %q", err, s.lines)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	s := new(shown)
	l := &lines{show: s.add}
	for _, part := range []string{"one\r\ntw", "o\n\n", strings.Repeat("x", longestLine+1), "\nend"} {
		if n, err := l.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	l.end()
	if want := []string{"one", "two", strings.Repeat("x", longestLine), "x", "end"}; !slices.Equal(s.lines, want) {
		t.Errorf("%q", s.lines)
	}
}

func TestNoInput(t *testing.T) {
	t.Parallel()
	h, _ := hooks()
	h.OnSuccess = []string{"true"} // it reads nothing of a large summary
	if err := h.Tell(t.Context(), &Run{Summary: make([]byte, 1<<20)}); err != nil {
		t.Error(err)
	}
}

// TestPlaceholders: a profile knows the words that hooks fill in, no more and no fewer.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	var names []string
	for _, v := range new(Run).values("then") {
		names = append(names, v.name)
	}
	if !slices.Equal(names, profile.Placeholders()) {
		t.Errorf("hooks fill in %q, profiles know %q", names, profile.Placeholders())
	}
}
