package cli

import (
	"context"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

func (a *app) backupCheckCommand() *cobra.Command {
	var path string
	var keys identities
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Read every byte of the snapshots and tell what is damaged",
		Long: `Compares every byte of the snapshots in a folder, or of the one snapshot named, to their manifests, and reads every record.
Of an encrypted snapshot the records are read only with --age-identity. Damage is exit code 1.`,
		Example: `  leadferry backup check backups
  leadferry backup check backups/2026-11-23T030811Z --age-identity key.txt`,
		Args: oneFolder(&path),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ids, err := keys.load()
			if err != nil {
				return err
			}
			return a.checkBackups(cmd.Context(), path, ids)
		},
	}
	keys.flags(cmd.Flags())
	a.jsonFlag(cmd.Flags())
	a.quietFlag(cmd.Flags())
	return cmd
}

func (a *app) checkBackups(ctx context.Context, path string, ids []age.Identity) error {
	all, err := snapshots(path)
	if err != nil {
		return err
	}
	if one := backup.Open(path); len(all) == 0 && !one.Time.IsZero() { // a snapshot itself, by its name
		all = []backup.Snapshot{one}
	}
	if len(all) == 0 {
		return problem.Usage("there is no snapshot in "+path, "name a folder of snapshots, or one of them")
	}
	out, code := backupCheck{Snapshots: []checkedSnapshot{}}, problem.ExitDone
	for i := range all {
		found, err := backup.Check(ctx, &all[i], ids)
		if err != nil {
			return err
		}
		out.Snapshots = append(out.Snapshots, a.tellChecked(&all[i], &found))
		if len(found.Damage) > 0 {
			out.Damaged++
		}
	}
	if out.Damaged > 0 {
		code = problem.ExitFailed
		a.Warn("  fix: do not rely on what is damaged; make a new snapshot with leadferry backup create, and look after the disk")
	}
	return end(a, out, code)
}

// tellChecked says what the check of a snapshot has found.
func (a *app) tellChecked(s *backup.Snapshot, found *backup.Finding) checkedSnapshot {
	checked := checkedSnapshot{s.Name, stateOf(s), found.Records, found.BytesOnly, []string{}}
	for _, damage := range found.Damage {
		checked.Damage = append(checked.Damage, damage.Error())
		a.Warn("error: %s is damaged: %s", filepath.Clean(s.Path), damage)
	}
	switch {
	case len(found.Damage) > 0:
	case found.BytesOnly:
		a.Say("%s: every byte is as it was written; to read the records too, add --age-identity FILE", s.Name)
	default:
		a.Say("%s: every byte is as it was written, %s can be read", s.Name, screen.Count(found.Records, "record"))
	}
	return checked
}

// backupCheck is the JSON object of backup check.
type backupCheck struct {
	Damaged   int               `json:"damaged"`
	Snapshots []checkedSnapshot `json:"snapshots"`
}

type checkedSnapshot struct {
	Name      string   `json:"name"`
	State     string   `json:"state"`
	Records   int      `json:"records"`
	BytesOnly bool     `json:"bytesOnly"`
	Damage    []string `json:"damage"`
}
