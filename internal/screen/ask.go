package screen

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/term"

	"github.com/leadferry/leadferry/internal/problem"
)

// Ask asks a question that only y or yes agrees to. The end of the input is a no. An error means
// that ctx ended first.
func (s *Screen) Ask(ctx context.Context, question string) (yes bool, err error) {
	line, err := s.line(ctx, question+" [y/N] ")
	return isYes(line), err
}

// line asks for a line. What comes before the end of the input is one, too, but without its end.
func (s *Screen) line(ctx context.Context, question string) (string, error) {
	s.askAnew(question)
	line, err := Interruptible(ctx, func() (string, error) {
		line, _ := bufio.NewReader(s.In).ReadString('\n') // what comes before an error is the answer
		return line, nil
	})
	if err != nil || !strings.HasSuffix(line, "\n") {
		s.show("\n")
	}
	return strings.ReplaceAll(line, "\r\n", "\n"), err
}

// askAnew shows a question. What was typed before does not answer it.
func (s *Screen) askAnew(question string) {
	if s.discard != nil {
		s.discard()
	}
	const answer = 4 // yes fits in the line of its question
	s.write(s.form(question, answer))
}

func isYes(line string) bool {
	line = strings.ToLower(strings.TrimSpace(line))
	return line == "y" || line == "yes"
}

// Suggest asks a question that Enter agrees to, as y and yes do, until the answer is one of those or n or
// no. The end of the input is a no. An error means that ctx ended first.
func (s *Screen) Suggest(ctx context.Context, question string) (yes bool, err error) {
	for {
		line, err := s.line(ctx, question+" [Y/n] ")
		word := strings.ToLower(strings.TrimSpace(line))
		switch {
		case err != nil || line == "\n" || isYes(line):
			return err == nil, err
		case !strings.HasSuffix(line, "\n") || word == "n" || word == "no":
			return false, nil
		}
	}
}

// Prompt asks for a line of text. A script element may be pasted as several lines. No answer at all
// is an io.EOF.
func (s *Screen) Prompt(ctx context.Context, question string) (string, error) {
	s.askAnew(question)
	in := bufio.NewReader(s.In)
	return Interruptible(ctx, func() (text string, err error) {
		for more := true; more && err == nil; more = strings.Contains(text, "<script") && !strings.Contains(text, "</script") {
			var line string
			line, err = in.ReadString('\n')
			text += line
		}
		if text != "" {
			return text, nil
		}
		return "", err
	})
}

// PromptSecret asks for a line that the terminal does not show.
func (s *Screen) PromptSecret(ctx context.Context, question string) (string, error) {
	if s.readSecret == nil {
		return s.Prompt(ctx, question)
	}
	defer s.show("\n")
	return s.readSecret(ctx, func() { s.show(question) })
}

// readHidden turns the terminal's echo off before it asks, so that what is pasted at once is not
// seen either. It restores the terminal however this ends.
func readHidden(ctx context.Context, fd int, show func()) (string, error) {
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	discardTyped(fd)
	show()
	typed, err := Interruptible(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	return string(typed), errors.Join(err, term.Restore(fd, before))
}

// ReadAll reads a short text, such as a token, from in.
func ReadAll(ctx context.Context, in io.Reader) (string, error) {
	const most = 64 << 10
	text, err := Interruptible(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, most)) })
	return string(text), err
}

// Interruptible runs do, which cannot be interrupted, such as a read from a terminal or a pipe. If
// ctx ends first, it returns the cause of that and leaves do running: the process is about to end.
func Interruptible[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		r.err = problem.Caught("waiting for input", func() (err error) {
			r.value, err = do()
			return err
		})()
		done <- r
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
