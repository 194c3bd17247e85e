package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

func (a *app) backupDiffCommand() *cobra.Command {
	var keys identities
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Tell which leads were added, removed or changed between two snapshots",
		Long: `Compares the leads of two snapshots, first in numbers, then lead by lead. With one folder of snapshots in place of the two, the newest
two good ones are compared.`,
		Example: `  leadferry backup diff backups
  leadferry backup diff backups/2026-11-22T030811Z backups/2026-11-23T030811Z`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return problem.Usage("backup diff needs two snapshots, or a folder of them", "for example: leadferry backup diff backups")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a.command = "backup diff"
			ids, err := keys.load()
			if err != nil {
				return err
			}
			return a.diffBackups(cmd.Context(), args, ids)
		},
	}
	keys.flags(cmd.Flags())
	a.jsonFlag(cmd)
	return cmd
}

// chosen returns the two snapshots to compare.
func chosen(args []string) (pair [2]backup.Snapshot, err error) {
	if len(args) == 2 {
		for i, path := range args {
			if pair[i] = backup.Open(path); pair[i].Damage != nil {
				return pair, problem.Usage(fmt.Sprintf("%s cannot be read: %v", path, pair[i].Damage), "choose another; see: leadferry backup list DIR")
			}
		}
		return pair, nil
	}
	all, err := snapshots(args[0])
	if err != nil {
		return pair, err
	}
	all = slices.DeleteFunc(all, func(s backup.Snapshot) bool { return !s.Good() })
	if len(all) < 2 {
		return pair, problem.Usage(fmt.Sprintf("there are no two good snapshots in %s", args[0]), "name two snapshots")
	}
	return [2]backup.Snapshot(all[len(all)-2:]), nil
}

func (a *app) diffBackups(ctx context.Context, args []string, ids []age.Identity) error {
	pair, err := chosen(args)
	if err != nil {
		return err
	}
	d, err := backup.Diff(ctx, &pair[0], &pair[1], ids)
	if err != nil {
		return readable(err)
	}
	if a.json {
		return a.printJSON(diffJSON{
			1, a.command, pair[0].Name, pair[1].Name, len(d.Added), len(d.Removed), len(d.Changed), d.ByField(), cells(d.Added), cells(d.Removed), d.Changed,
		})
	}
	return a.answer(diffText(&pair, d))
}

// readable adds how to read an encrypted snapshot.
func readable(err error) error {
	if errors.Is(err, backup.ErrNoIdentity) {
		return problem.Usage(err.Error(), "add --age-identity FILE")
	}
	return err
}

// diffText is a difference for people: counts first.
func diffText(pair *[2]backup.Snapshot, d *backup.Difference) string {
	var b bytes.Buffer
	line := func(format string, args ...any) {
		// A value may hold a line break; what it shows must still be one line.
		b.WriteString(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\\n") + "\n")
	}
	line("%s: %s, %s: %s", pair[0].Name, count(d.Before, "lead"), pair[1].Name, count(d.After, "lead"))
	line("%s added, %s removed, %s changed", thousands(len(d.Added)), thousands(len(d.Removed)), thousands(len(d.Changed)))
	fields := d.ByField()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		line("  %s changed in %s", name, count(fields[name], "lead"))
	}
	person := func(sign string, r *lead.Row) {
		line("%s %s", sign, strings.Join(slices.DeleteFunc([]string{r.Base[lead.UUID], r.Base[lead.Name], r.Base[lead.Email], r.Base[lead.Phone]}, func(s string) bool { return s == "" }), "  "))
	}
	for i := range d.Added {
		person("+", &d.Added[i])
	}
	for i := range d.Removed {
		person("-", &d.Removed[i])
	}
	for _, c := range d.Changed {
		line("~ %s", c.UUID)
		for _, f := range c.Fields {
			line("    %s: %q -> %q", f.Column, f.Before, f.After)
		}
	}
	return b.String()
}

// diffJSON is the JSON object of backup diff.
type diffJSON struct {
	Schema  int            `json:"schema"`
	Command string         `json:"command"`
	Before  string         `json:"before"`
	After   string         `json:"after"`
	Added   int            `json:"added"`
	Removed int            `json:"removed"`
	Changed int            `json:"changed"`
	Fields  map[string]int `json:"fields"`
	// Of the leads themselves, by column, what is filled.
	AddedLeads   []map[string]string `json:"addedLeads"`
	RemovedLeads []map[string]string `json:"removedLeads"`
	ChangedLeads []backup.Change     `json:"changedLeads"`
}

func cells(rows []lead.Row) []map[string]string {
	all, names := make([]map[string]string, len(rows)), lead.BaseColumns()
	for i := range rows {
		filled := map[string]string{}
		for n, value := range rows[i].Base {
			if value != "" {
				filled[names[n]] = value
			}
		}
		for _, c := range rows[i].Dynamic {
			filled[c.Column] = c.Value
		}
		all[i] = filled
	}
	return all
}
