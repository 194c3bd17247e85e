package profile

import (
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Program returns the path of a program that a profile names. One with a slash is found from the config
// file's folder, as token_file is; others are looked for in PATH.
func Program(folder, name string) string {
	if !filepath.IsAbs(name) && strings.ContainsAny(name, `/\`) {
		return filepath.Join(folder, name)
	}
	return name
}

// NoProgram returns what is wrong if err, of running a program, says that there is none. It is nil for
// other errors. The program is called what.
func NoProgram(what string, err error) *problem.Problem {
	if !errors.Is(err, exec.ErrNotFound) && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &problem.Problem{Text: what + " does not exist", Fix: "give its whole path: cron knows few folders"}
}
