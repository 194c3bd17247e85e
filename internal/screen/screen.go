// Package screen is where the program talks with a person: messages, questions, and the bar that
// shows how far a run is. It knows no command and no engine.
package screen

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Screen is the pair of streams that a person reads and answers on. Its methods are safe for
// concurrent use as far as the streams are.
type Screen struct {
	In       io.Reader
	Err      io.Writer // all messages
	Quiet    bool      // no messages on success, and no bar
	Progress Mode      // how it is shown
	CanAsk   bool      // a person reads Err and answers on In
	Terminal bool      // Err is a terminal that can move its cursor
	Width    int       // of the terminal, in characters

	// readSecret reads a line that is not shown, and calls show when the terminal is ready for it;
	// nil where there is no terminal.
	readSecret func(ctx context.Context, show func()) (string, error)
}

// New returns the screen of two standard streams. kind is the terminal's TERM.
func New(in, err *os.File, kind string) *Screen {
	fd := int(err.Fd())
	terminal := term.IsTerminal(fd)
	s := &Screen{
		In: in, Err: err, Width: 80,
		CanAsk:   terminal && term.IsTerminal(int(in.Fd())),
		Terminal: terminal && kind != "dumb",
	}
	if s.CanAsk {
		s.readSecret = func(ctx context.Context, show func()) (string, error) {
			return readHidden(ctx, int(in.Fd()), show)
		}
	}
	if width, _, err := term.GetSize(fd); err == nil && width > 0 {
		s.Width = width
	}
	return s
}

// Say shows a message, unless asked to be quiet.
func (s *Screen) Say(format string, args ...any) {
	if !s.Quiet {
		s.Warn(format, args...)
	}
}

// Warn shows a message even when asked to be quiet.
func (s *Screen) Warn(format string, args ...any) {
	s.show(fmt.Sprintf(strings.TrimRight(format, "\n")+"\n", args...))
}

func (s *Screen) show(text string) {
	io.WriteString(s.Err, Harmless(text)) //nolint:errcheck // there is no other place to report it
}
