package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

// backUpAll backs up every profile, one after the other. One that fails does not stop the others; only
// the user does.
func (a *app) backUpAll(ctx context.Context, o *createOptions) error {
	return a.pings(o.pingURL).Around(ctx, func() (string, error) {
		_, profiles, err := settings.Profiles(o.Flags, a.surroundings())
		if err != nil {
			return "", err
		}
		if err := os.Mkdir(o.folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", problem.Usage(fmt.Sprintf("cannot make the backup folder %s: %v", o.folder, err), "choose a folder that you may write to")
		}
		var all profilesBackup
		code := problem.ExitDone
		for i := range profiles {
			if ctx.Err() != nil {
				break
			}
			one := a.backUpOne(ctx, o, &profiles[i])
			all.Profiles, code = append(all.Profiles, one), worse(code, one.ExitCode)
		}
		text, talk := all.text(len(profiles)), a.Warn
		if code == problem.ExitDone {
			talk = a.Say
		}
		talk("%s", text)
		return text, end(a, all, code)
	})
}

// backUpOne backs up one profile. Whatever happens is told and counted, so that the others have their
// turn.
func (a *app) backUpOne(ctx context.Context, o *createOptions, p *profile.Profile) (one profileBackup) {
	one.Profile = p.Name
	a.Say("profile %s", p.Name)
	flags := o.Flags
	flags.Profile = p.Name
	err := a.pings(p.PingURL).Around(ctx, func() (string, error) {
		found, err := settings.ResolveAlone(flags, a.surroundings())
		if err != nil {
			return "", err
		}
		done, code, err := a.createBackup(ctx, o, filepath.Join(o.folder, p.Name), found)
		if err != nil {
			return "", err
		}
		one.Snapshot, one.Removed, one.Requests = &done.Snapshot, done.Removed, done.Requests
		return done.text, said(code)
	})
	one.ExitCode = problem.ExitCode(err)
	if err != nil && !isType[*saidError](err) {
		err = fmt.Errorf("profile %s: %w", p.Name, err)
		one.Error = err.Error()
		a.tellError(err)
	}
	return one
}

// severity orders the exit codes of several runs, the worst last.
var severity = []int{
	problem.ExitDone, problem.ExitPartial, problem.ExitUnverified, problem.ExitGuard, problem.ExitLocked, problem.ExitUsage,
	problem.ExitAuth, problem.ExitFailed, problem.ExitInterrupted, problem.ExitTerminated,
}

// worse returns the worse of two exit codes.
func worse(a, b int) int {
	if slices.Index(severity, a) > slices.Index(severity, b) {
		return a
	}
	return b
}

// profilesBackup is the JSON object of backup create --all-profiles.
type profilesBackup struct {
	Profiles []profileBackup `json:"profiles"`
}

// profileBackup is what became of one profile.
type profileBackup struct {
	Profile  string    `json:"profile"`
	Snapshot *snapshot `json:"snapshot,omitempty"` // nil if none was made
	Removed  int       `json:"removed"`
	Requests int64     `json:"requests"`
	Error    string    `json:"error,omitempty"`
	ExitCode int       `json:"exitCode"`
}

// text says in a line how many of them were backed up, and which were not.
func (s *profilesBackup) text(wanted int) string {
	var bad []string
	for _, one := range s.Profiles {
		if one.ExitCode != problem.ExitDone {
			bad = append(bad, fmt.Sprintf("%s (exit code %d)", one.Profile, one.ExitCode))
		}
	}
	text := fmt.Sprintf("%d of %s backed up", len(s.Profiles)-len(bad), screen.Count(wanted, "profile"))
	if len(bad) > 0 {
		text += "; not well: " + strings.Join(bad, ", ")
	}
	if left := wanted - len(s.Profiles); left > 0 {
		text += fmt.Sprintf("; %d not begun", left)
	}
	return text
}
