package cli

import (
	"context"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
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
			a.command = "backup check"
			ids, err := keys.load()
			if err != nil {
				return err
			}
			return a.checkBackups(cmd.Context(), path, ids)
		},
	}
	keys.flags(cmd.Flags())
	a.jsonFlag(cmd)
	cmd.Flags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on success")
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
	out := checkJSON{Schema: 1, Command: a.command, Snapshots: []checkedJSON{}}
	for i := range all {
		s := &all[i]
		finding, err := backup.Check(ctx, s, ids)
		if err != nil {
			return err
		}
		checked := checkedJSON{Name: s.Name, State: standing(s), Records: finding.Records, BytesOnly: finding.BytesOnly, Damage: []string{}}
		for _, damage := range finding.Damage {
			checked.Damage = append(checked.Damage, damage.Error())
			a.sayAlways("error: %s is damaged: %s", filepath.Clean(s.Path), damage)
		}
		switch {
		case len(finding.Damage) > 0:
			out.Damaged++
		case finding.BytesOnly:
			a.say("%s: every byte is as it was written; to read the records too, add --age-identity FILE", s.Name)
		default:
			a.say("%s: every byte is as it was written, %s can be read", s.Name, count(finding.Records, "record"))
		}
		out.Snapshots = append(out.Snapshots, checked)
	}
	if a.json {
		if err := a.printJSON(out); err != nil {
			return err
		}
	}
	if out.Damaged > 0 {
		a.sayAlways("  fix: do not rely on what is damaged; make a new snapshot with leadferry backup create, and look after the disk")
		return &saidError{problem.ExitFailed}
	}
	return nil
}

// checkJSON is the JSON object of backup check.
type checkJSON struct {
	Schema    int           `json:"schema"`
	Command   string        `json:"command"`
	Damaged   int           `json:"damaged"`
	Snapshots []checkedJSON `json:"snapshots"`
}

type checkedJSON struct {
	Name      string   `json:"name"`
	State     string   `json:"state"`
	Records   int      `json:"records"`
	BytesOnly bool     `json:"bytesOnly"`
	Damage    []string `json:"damage"`
}
