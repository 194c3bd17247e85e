package profile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
)

// Load reads a config file. It refuses one that others may write to: it names programs to run and
// the host that gets the token. The error is a *problem.Error, for a missing file also
// fs.ErrNotExist. What is wrong with one profile alone is its own Problem, so that the others can be used.
func Load(path string) (*File, error) {
	f, _, err := load(path)
	return f, err
}

// load returns the text of the file, too.
func load(path string) (f *File, text string, err error) {
	text, mode, err := read("config file", path, 0o022, "changed")
	if err != nil {
		return nil, "", err
	}
	if f, err = parse(path, text); err != nil {
		return nil, "", err
	}
	secret := slices.ContainsFunc(f.Profiles, func(p Profile) bool { return p.PingURL != "" })
	if secret && openTo(mode, 0o077) {
		text := fmt.Sprintf("the config file %s can be read by others (mode %04o), "+
			"and its ping_url is a secret", path, mode.Perm())
		return nil, "", problem.Usage(text, "run: chmod 600 "+shell.Quote(path))
	}
	return f, text, nil
}

// openTo reports whether a file grants any of those permissions. Windows has none that tell.
func openTo(mode, perm fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&perm != 0
}

// read reads a small file that grants others none of those permissions, which let it be used so.
func read(what, path string, perm fs.FileMode, use string) (string, fs.FileMode, error) {
	const most = 1 << 20
	info, err := os.Stat(path) // a pipe that others planted would make opening it wait
	if err != nil {
		return "", 0, openError(what, path, err)
	}
	if err := owned.Owner(path, info); err != nil {
		return "", 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", 0, openError(what, path, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if info, err = f.Stat(); err == nil {
		err = owned.Owner(path, info)
	}
	if err != nil {
		return "", 0, err
	}
	if mode := info.Mode(); openTo(mode, perm) {
		return "", 0, problem.Usage(fmt.Sprintf("the %s %s can be %s by others (mode %04o)",
			what, path, use, mode.Perm()), "run: chmod 600 "+shell.Quote(path))
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return "", 0, openError(what, path, err)
	case len(b) > most:
		return "", 0, problem.Usage(path+" is too long for a "+what, "check the name")
	}
	return string(b), info.Mode(), nil
}

func openError(what, path string, err error) error {
	e := problem.Usage(fmt.Sprintf("the %s cannot be read: %v", what, err),
		"check the name and its permissions")
	if errors.Is(err, fs.ErrNotExist) {
		e = problem.Usage(fmt.Sprintf("the %s %s does not exist", what, path), "check the name")
	}
	e.Cause = err
	return e
}
