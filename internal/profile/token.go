package profile

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

const (
	mostToken = 64 << 10         // bytes kept of a command's output
	patience  = 10 * time.Second // for a token command
)

// HasToken reports whether the profile has a token file or command.
func (p *Profile) HasToken() bool { return p.TokenFile != "" || p.TokenCommand != nil }

// TokenPath returns the path of the token file.
func (p *Profile) TokenPath() string { return p.path(p.TokenFile) }

// MapPath returns the path of the map file, "" if there is none.
func (p *Profile) MapPath() string {
	if p.MapFile == "" {
		return ""
	}
	return p.path(p.MapFile)
}

// Folder is where the config file is, which Program asks for.
func (p *Profile) Folder() string { return p.folder }

// path returns the path of a file that the profile names.
func (p *Profile) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.folder, name)
}

// Token reads the token from its file, or runs the command that prints it. No error quotes either.
func (p *Profile) Token(ctx context.Context) (string, error) {
	if p.TokenCommand != nil {
		text, err := p.run(ctx, patience)
		return text, noToken(err)
	}
	return ReadToken(p.TokenPath())
}

// ReadToken reads a token file. It refuses a file that others may read, and one that holds nothing.
func ReadToken(path string) (string, error) {
	text, _, err := read("token file", path, 0o077, "read")
	if text = strings.TrimSpace(text); err == nil && text == "" {
		err = problem.Usage(fmt.Sprintf("the token file %s is empty", path), "write the token into it")
	}
	return text, noToken(err)
}

// noToken gives wrong use of a token's source the exit code of a missing token: to a script they are
// the same trouble.
func noToken(err error) error {
	if e, ok := errors.AsType[*problem.Error](err); ok && e.Exit == problem.ExitUsage {
		missing := *e
		missing.Exit = problem.ExitAuth
		return &missing
	}
	return err
}

// run returns the output of the token command, run without a shell. It drops the standard error,
// which may hold the token.
func (p *Profile) run(ctx context.Context, patience time.Duration) (string, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	//nolint:gosec // the user's own config file names the program
	cmd := exec.CommandContext(limited, Program(p.folder, p.TokenCommand[0]), p.TokenCommand[1:]...)
	var out bounded
	cmd.Stdout = &out
	cmd.WaitDelay = 3 * time.Second // a process it started may keep the pipe open; a busy machine needs a while to read it
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) { // it is done, but left such a process running
		err = nil
	}
	if err != nil && ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	what := fmt.Sprintf("the token_command of profile %s (%s)", p.Name, p.TokenCommand[0])
	const try = "run it by hand in a terminal to see what is wrong"
	switch {
	case limited.Err() != nil:
		return "", problem.Usage(fmt.Sprintf("%s gave no answer for %v", what, patience),
			try+"; it cannot ask you anything here")
	case err != nil:
		if none := NoProgram(what, err); none != nil {
			return "", problem.Usage(none.Text, none.Fix)
		}
		return "", problem.Usage(fmt.Sprintf("%s failed: %v "+
			"(its messages are not shown, they may hold the token)", what, err), try)
	}
	if text := strings.TrimSpace(string(out.text)); text != "" {
		return text, nil
	}
	return "", problem.Usage(what+" printed nothing", try)
}

// bounded keeps the beginning of what is written to it. (A bytes.Buffer has a ReadFrom, too.)
type bounded struct{ text []byte }

func (b *bounded) Write(p []byte) (int, error) {
	b.text = append(b.text, p[:min(len(p), mostToken-len(b.text))]...)
	return len(p), nil
}
