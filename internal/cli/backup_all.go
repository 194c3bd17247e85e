package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// backUpAll backs up every profile, one after the other. One that fails does not stop the others; only the user does.
func (a *app) backUpAll(ctx context.Context, o *backupOptions) error {
	return a.pinged(ctx, o.pingURL, func() (string, error) {
		profiles, err := o.everyProfile()
		if err != nil {
			return "", err
		}
		if err := os.Mkdir(o.folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", problem.Usage(fmt.Sprintf("cannot make the backup folder %s: %v", o.folder, err), "choose a folder that you may write to")
		}
		all := profilesSummary{Schema: 1, Command: a.command}
		for i := range profiles {
			if ctx.Err() != nil {
				break
			}
			all.add(a.backUpOne(ctx, o, &profiles[i]))
		}
		text := all.text(len(profiles))
		if all.ExitCode == problem.ExitDone {
			a.say("%s", text)
		} else {
			a.sayAlways("%s", text)
		}
		if a.json {
			if err := a.printJSON(&all); err != nil {
				return text, err
			}
		}
		return text, said(all.ExitCode)
	})
}

// everyProfile reads the config file. Settings that hold for one bot alone are refused.
func (o *backupOptions) everyProfile() ([]profile.Profile, error) {
	for _, flag := range []string{"profile", "base-url", "bot-id", "customer-id", "token-file", "sandbox"} {
		if o.given(flag) {
			return nil, problem.Usage(fmt.Sprintf("--all-profiles and --%s do not go together", flag), "leave one of them out")
		}
	}
	o.alone = true
	o.findConfig()
	file, err := o.loadConfig()
	if err != nil {
		return nil, err
	}
	if len(file.Profiles) == 0 {
		return nil, problem.Usage(file.Path+" has no profile", "make one with: leadferry init")
	}
	return file.Profiles, nil
}

// backUpOne backs up one profile. Whatever happens is told and counted, so that the others have their turn.
func (a *app) backUpOne(ctx context.Context, all *backupOptions, p *profile.Profile) (one profileSummary) {
	o := *all
	o.profileName, o.folder, o.pingURL = p.Name, filepath.Join(all.folder, p.Name), p.PingURL
	one.Profile = p.Name
	a.say("profile %s", p.Name)
	var err error
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("leadferry ran into a fault of its own: %v\n%s", r, debug.Stack())
		}
		if err != nil {
			err = fmt.Errorf("profile %s: %w", p.Name, err)
			one.Error, one.ExitCode = err.Error(), problem.ExitCode(err)
			a.tellError(err)
		}
	}()
	err = a.pinged(ctx, o.pingURL, func() (text string, err error) {
		done, err := a.createBackup(ctx, &o)
		if err != nil {
			return "", err
		}
		one.Snapshot, one.Removed, one.Requests, one.ExitCode = &done.Snapshot, done.Removed, done.Requests, done.ExitCode
		return done.text, said(done.ExitCode)
	})
	if isType[*saidError](err) {
		err = nil
	}
	return one
}

// severity orders the exit codes of several runs, the worst last.
var severity = []int{problem.ExitDone, problem.ExitPartial, problem.ExitUnverified, problem.ExitGuard, problem.ExitLocked, problem.ExitUsage, problem.ExitAuth, problem.ExitFailed, problem.ExitInterrupted, problem.ExitTerminated}

// worse returns the worse of two exit codes.
func worse(a, b int) int {
	if slices.Index(severity, a) > slices.Index(severity, b) {
		return a
	}
	return b
}

// profilesSummary is the JSON object of backup create --all-profiles.
type profilesSummary struct {
	Schema   int              `json:"schema"`
	Command  string           `json:"command"`
	Profiles []profileSummary `json:"profiles"`
	ExitCode int              `json:"exitCode"`
}

// profileSummary is what became of one profile.
type profileSummary struct {
	Profile  string        `json:"profile"`
	Snapshot *snapshotJSON `json:"snapshot,omitempty"` // nil if none was made
	Removed  int           `json:"removed"`
	Requests int64         `json:"requests"`
	Error    string        `json:"error,omitempty"`
	ExitCode int           `json:"exitCode"`
}

func (s *profilesSummary) add(one profileSummary) {
	s.Profiles = append(s.Profiles, one)
	s.ExitCode = worse(s.ExitCode, one.ExitCode)
}

// text says in a line how many of them were backed up, and which were not.
func (s *profilesSummary) text(wanted int) string {
	var bad []string
	for _, one := range s.Profiles {
		if one.ExitCode != problem.ExitDone {
			bad = append(bad, fmt.Sprintf("%s (exit code %d)", one.Profile, one.ExitCode))
		}
	}
	text := fmt.Sprintf("%d of %s backed up", len(s.Profiles)-len(bad), count(wanted, "profile"))
	if len(bad) > 0 {
		text += "; not well: " + strings.Join(bad, ", ")
	}
	if left := wanted - len(s.Profiles); left > 0 {
		text += fmt.Sprintf("; %d not begun", left)
	}
	return text
}
