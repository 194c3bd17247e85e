// Package schedule writes what makes a system run a command every day: a line for cron, units for
// systemd, an agent for launchd, a task for Windows.
package schedule

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/problem"
)

// Job is a command and the time of day to run it at.
type Job struct {
	Name         string   // of its units and files, such as leadferry-backup-acme
	About        string   // what it does, for people
	Words        []string // the command, with absolute paths
	Key          string   // what tells the command from others
	Silent       bool     // cron keeps what it answers to itself: only what is wrong is mailed
	Home         string   // the user's home folder, where launchd keeps what it says
	Hour, Minute int
}

// Plan is what a system needs to run a job.
type Plan struct {
	Files []File
	Text  string // all that to paste or to redirect, with comments where the system allows them
	Bare  bool   // Text is a file to redirect, without the steps

	// Steps returns what to do with the files, in lines. The name is that of the one file, "" if it was
	// not written.
	Steps func(file string) []string
}

// File is a file of a plan.
type File struct {
	Name   string
	Bytes  []byte
	Shared bool // with other jobs, and perhaps changed by hand: one that is there stays
}

// Kinds are the systems that run jobs.
func Kinds() []string { return []string{"cron", "systemd", "launchd", "windows"} }

// Plan returns the plan for a kind of system.
func (j Job) Plan(kind string) (Plan, error) {
	if err := j.check(kind); err != nil {
		return Plan{}, err
	}
	switch kind {
	case "systemd":
		return j.systemd(), nil
	case "launchd":
		return j.launchd(), nil
	case "windows":
		return j.windows()
	}
	return j.cron(), nil
}

var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// check returns an error if a schedule cannot hold the job.
func (j Job) check(kind string) error {
	if !names.MatchString(j.Name) {
		return problem.Usage(fmt.Sprintf("--name %q cannot be the name of a schedule", j.Name), "use letters, digits, and after the first of them also . - _")
	}
	const fix = "leave it out, or rename the file or folder"
	for _, word := range append([]string{j.Home}, j.Words...) {
		switch {
		case strings.ContainsFunc(word, unicode.IsControl):
			return problem.Usage(fmt.Sprintf("%q contains a control character, which a schedule cannot contain", word), fix)
		case !utf8.ValidString(word) && (kind == "launchd" || kind == "windows"):
			return problem.Usage(fmt.Sprintf("%q is not UTF-8, which a file for %s must be", word, kind), fix)
		}
	}
	return nil
}

// At returns the job at a time such as 03:17. "" is a minute after 3 that differs from command to
// command, so that not all jobs ask the server at once.
func (j Job) At(at string) (Job, error) {
	if at == "" {
		h := fnv.New32()
		h.Write([]byte(j.Key))
		j.Hour, j.Minute = 3, int(h.Sum32()%60)
		if j.Silent {
			j.Hour = 6 // it looks at what the runs after 3 have done
		}
		return j, nil
	}
	t, err := time.Parse("15:04", at)
	if err != nil {
		return j, problem.Usage(fmt.Sprintf("--at %q is not a time of day", at), "for example: --at 03:17")
	}
	j.Hour, j.Minute = t.Hour(), t.Minute()
	return j, nil
}
