package screen

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// typed is a screen on which a person types text.
func typed(text string) (*Screen, *strings.Builder) {
	var shown strings.Builder
	return &Screen{In: strings.NewReader(text), Err: &shown, CanAsk: true}, &shown
}

// mute never says anything.
type mute struct{}

func (mute) Read([]byte) (int, error) { select {} }

func TestAsk(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"y\n": true, " YES \n": true, "yes": true, "n\n": false, "\n": false, "": false, "yeah\n": false} {
		s, shown := typed(answer)
		yes, err := s.Ask(t.Context(), "Send?")
		if yes != want || err != nil || !strings.HasPrefix(shown.String(), "Send? [y/N] ") {
			t.Errorf("%q: %v, %v, shown %q", answer, yes, err, shown)
		}
		if ended := strings.HasSuffix(shown.String(), "\n"); ended == strings.HasSuffix(answer, "\n") {
			t.Errorf("%q: the line is ended: %v", answer, ended)
		}
	}
}

// TestAnswerFits: a question leaves room for its answer in its last line.
func TestAnswerFits(t *testing.T) {
	t.Parallel()
	for length := 60; length <= 80; length++ {
		s, shown := typed("yes\n")
		s.Watched, s.Width = true, 80
		if _, err := s.Ask(t.Context(), strings.Repeat("a", length-20)+" "+strings.Repeat("b", 10)+"?"); err != nil {
			t.Fatal(err)
		}
		_, last, _ := strings.Cut("\n"+shown.String(), "\n")
		if i := strings.LastIndex(last, "\n"); i >= 0 {
			last = last[i+1:]
		}
		if len(last)+len("yes") > 80 {
			t.Errorf("%q and its answer are wider than 80", last)
		}
	}
}

// TestSuggest: only Enter and a clear yes agree, and a slip is asked again.
func TestSuggest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		answers []string
		yes     bool
	}{
		{[]string{"\n"}, true}, {[]string{"Y\n"}, true}, {[]string{"no\n"}, false}, {[]string{"N\n"}, false}, {[]string{""}, false},
		{[]string{"CLOSED\n", "y\n"}, true}, {[]string{"x\n", "what?\n", "n\n"}, false}, {[]string{"x\n", ""}, false},
	} {
		s, shown := typed("")
		s.In = &keyboard{lines: tt.answers}
		yes, err := s.Suggest(t.Context(), "OPEN?")
		if asked := strings.Count(shown.String(), "OPEN? [Y/n] "); yes != tt.yes || err != nil || asked != len(tt.answers) {
			t.Errorf("%q: %v, %v, shown %q", tt.answers, yes, err, shown)
		}
	}
}

// keyboard gives one line to each read, as a terminal does.
type keyboard struct{ lines []string }

func (k *keyboard) Read(p []byte) (int, error) {
	if len(k.lines) == 0 || k.lines[0] == "" {
		return 0, io.EOF
	}
	n := copy(p, k.lines[0])
	k.lines = k.lines[1:]
	return n, nil
}

func TestAskStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	s := &Screen{In: mute{}, Err: io.Discard}
	if yes, err := s.Ask(ctx, "Send?"); yes || problem.ExitCode(err) != problem.ExitInterrupted {
		t.Errorf("%v, %v", yes, err)
	}
}

func TestPrompt(t *testing.T) {
	t.Parallel()
	const script = "<script src=x\ndefer>b,c</script>\n"
	for answer, want := range map[string]string{"one\ntwo\n": "one\n", script + "more": script, "no line end": "no line end"} {
		s, _ := typed(answer)
		if got, err := s.Prompt(t.Context(), "page: "); got != want || err != nil {
			t.Errorf("%q: %q, %v", answer, got, err)
		}
	}
	s, _ := typed("")
	if got, err := s.Prompt(t.Context(), "page: "); got != "" || !errors.Is(err, io.EOF) {
		t.Errorf("%q, %v, want io.EOF", got, err)
	}
}

func TestPromptSecret(t *testing.T) {
	t.Parallel()
	s, shown := typed("")
	s.readSecret = func(_ context.Context, show func()) (string, error) {
		show()
		return "geheim", nil
	}
	if got, err := s.PromptSecret(t.Context(), "token: "); got != "geheim" || err != nil || shown.String() != "token: \n" {
		t.Errorf("%q, %v, shown %q", got, err, shown)
	}
}

func TestInterruptible(t *testing.T) {
	t.Parallel()
	_, err := Interruptible(t.Context(), func() (int, error) { panic("odd") })
	if _, ok := errors.AsType[*problem.Panic](err); !ok {
		t.Errorf("%v, want a *problem.Panic", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if n, err := Interruptible(ctx, func() (int, error) { select {} }); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, %v", n, err)
	}
	if text, err := ReadAll(t.Context(), strings.NewReader(strings.Repeat("x", 1<<20))); len(text) != 64<<10 || err != nil {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	s, shown := typed("")
	s.Say("hello %s\n\n", "\x1b[2J")
	s.Quiet = true
	s.Say("not this")
	s.Warn("but %d %%", 5)
	if got := shown.String(); got != "hello \\u001b[2J\nbut 5 %\n" {
		t.Errorf("%q", got)
	}
}
