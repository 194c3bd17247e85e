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
	Watched  bool      // Err is a terminal, so what it shows stays with the person
	Terminal bool      // Err is a terminal that can move its cursor
	Color    bool      // Err shows colours
	Width    int       // of the terminal, in characters, where it cannot be measured

	name  string // of the bot that it is about, at the beginning of each line; "" for none
	crowd *Crowd // that this bot belongs to; nil for none

	discard func()             // what was typed and not read yet; nil where there is no terminal
	measure func() (width int) // 0 where that is not possible; nil where there is no terminal

	// readSecret reads a line that is not shown, and calls show when the terminal is ready for it;
	// nil where there is no terminal.
	readSecret func(ctx context.Context, show func()) (string, error)
}

// New returns the screen of two standard streams. kind is the terminal's TERM; plain asks for no
// colours.
func New(in, err *os.File, kind string, plain bool) *Screen {
	fd := int(err.Fd())
	watched := term.IsTerminal(fd)
	s := &Screen{
		In: in, Err: err, Width: 80,
		CanAsk:   watched && term.IsTerminal(int(in.Fd())),
		Watched:  watched,
		Terminal: watched && kind != "dumb",
		Color:    watched && kind != "dumb" && !plain,
	}
	if term.IsTerminal(int(in.Fd())) {
		s.discard = func() { discardTyped(int(in.Fd())) }
	}
	if s.CanAsk {
		s.readSecret = func(ctx context.Context, show func()) (string, error) {
			return readHidden(ctx, int(in.Fd()), show)
		}
	}
	if watched {
		s.measure = func() int {
			width, _, _ := term.GetSize(fd) // it is 0 with an error
			return width
		}
	}
	return s
}

// Columns is how many characters a line has now: a person may have made the window smaller.
func (s *Screen) Columns() int {
	if s.measure != nil {
		if width := s.measure(); width > 0 {
			return width
		}
	}
	return s.Width
}

// Say shows a message, unless asked to be quiet.
func (s *Screen) Say(format string, args ...any) {
	if !s.Quiet {
		s.Warn(format, args...)
	}
}

// Warn shows a message even when asked to be quiet.
func (s *Screen) Warn(format string, args ...any) { s.show(Message(format, args...)) }

// Message makes a message with a line break at its end. An argument forges no line: line breaks in it,
// of file names for instance, are shown as \n, and errors that are joined stand in one line. Lines of
// our own are an argument of type Block.
func Message(format string, args ...any) string {
	line := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case error:
			line[i] = strings.ReplaceAll(arg.Error(), "\n", "; ")
		case string:
			line[i] = OneLine(arg)
		default:
			line[i] = arg
		}
	}
	return fmt.Sprintf(strings.TrimRight(format, "\n")+"\n", line...)
}

// Block is a text of several lines, in which all names are quoted.
type Block string

// Form makes a text harmless, and fit for the terminal, if it is one. Elsewhere lines stay whole.
func (s *Screen) Form(text string) string { return s.form(text, 0) }

// form is Form, with room for so many characters at the end of each line.
func (s *Screen) form(text string, room int) string {
	text = Harmless(text)
	name := ""
	if s.name != "" {
		name = s.name + ": "
	}
	if s.Watched {
		text = wrap(text, s.Columns()-len(name)-room)
	}
	if s.Color {
		text = Paint(text)
	}
	if name != "" && text != "" {
		text = name + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+name) + "\n"
	}
	return text
}

// Named returns the same screen for what is about one bot: each line begins with its name.
func (s *Screen) Named(bot string) *Screen {
	named := *s
	named.name = bot
	return &named
}

func (s *Screen) show(text string) { s.write(s.Form(text)) }

func (s *Screen) write(text string) {
	io.WriteString(s.Err, text) //nolint:errcheck // there is no other place to report it
}
