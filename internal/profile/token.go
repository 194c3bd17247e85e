package profile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

const (
	mostToken = 64 << 10         // bytes that are read of a token
	patience  = 10 * time.Second // for a token command
)

// HasToken tells whether the profile says where its token is.
func (p *Profile) HasToken() bool { return p.TokenFile != "" || p.TokenCommand != nil }

// TokenPath is where the token file lies.
func (p *Profile) TokenPath() string {
	if filepath.IsAbs(p.TokenFile) {
		return p.TokenFile
	}
	return filepath.Join(p.folder, p.TokenFile)
}

// Token reads the token from its file, or runs the command that prints it. No error holds any of it.
func (p *Profile) Token(ctx context.Context) (string, error) {
	if p.TokenCommand != nil {
		return p.run(ctx, patience)
	}
	return ReadToken(p.TokenPath())
}

// ReadToken reads a token file. One that others may read is refused.
func ReadToken(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", openError("token file", path, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return "", problem.Usage(fmt.Sprintf("the token file %s can be read by others (mode %04o)", path, info.Mode().Perm()), "run: chmod 600 "+path)
	}
	b, err := io.ReadAll(io.LimitReader(f, mostToken))
	if err != nil {
		return "", problem.Usage(fmt.Sprintf("the token file cannot be read: %v", err), "check the name and its permissions")
	}
	return strings.TrimSpace(string(b)), nil
}

// run starts the token command without a shell and takes what it prints.
func (p *Profile) run(ctx context.Context, patience time.Duration) (string, error) {
	program := p.TokenCommand[0]
	if !filepath.IsAbs(program) && strings.ContainsAny(program, `/\`) {
		program = filepath.Join(p.folder, program) // as token_file: from the file's folder, whatever the current one is
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(limited, program, p.TokenCommand[1:]...) //nolint:gosec // that is what the user asks for, in a file that only the user can change
	var out, errs bounded
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = time.Second // what it started may keep the pipes open
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) { // it has done its work, and left an agent running that has its output
		err = nil
	}
	if err != nil && ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	what := fmt.Sprintf("the token_command of profile %s (%s)", p.Name, p.TokenCommand[0])
	const try = "run it by hand in a terminal to see what is wrong"
	switch {
	case limited.Err() != nil:
		return "", problem.Usage(fmt.Sprintf("%s gave no answer for %v", what, patience), try+"; nobody can answer a question of it here")
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist):
		return "", problem.Usage(what+" does not exist", "give its whole path: cron knows few folders")
	case err != nil:
		return "", problem.Usage(fmt.Sprintf("%s failed: %v%s", what, err, errs.firstLine()), try)
	}
	if text := strings.TrimSpace(string(out.text)); text != "" {
		return text, nil
	}
	return "", problem.Usage(what+" printed nothing", try)
}

// bounded keeps the beginning of what is written to it. It has no other way in: a ReadFrom would be taken in place of Write.
type bounded struct{ text []byte }

func (b *bounded) Write(p []byte) (int, error) {
	b.text = append(b.text, p[:min(len(p), mostToken-len(b.text))]...)
	return len(p), nil
}

// firstLine is what the command itself had to say about its failure.
func (b *bounded) firstLine() string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(b.text)), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return ""
	}
	return ": " + line[:min(len(line), 200)]
}
