package cli

import (
	"bytes"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/screen"
)

func (a *app) backupListCommand() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:     "list DIR",
		Short:   "List the snapshots in a folder",
		Example: "  leadferry backup list backups",
		Args:    oneFolder(&folder),
		RunE: func(*cobra.Command, []string) error {
			a.command = "backup list"
			return a.listBackups(folder)
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) listBackups(folder string) error {
	all, err := snapshots(folder)
	if err != nil {
		return err
	}
	if a.json {
		list := backupList{Schema: 1, Command: a.command, Snapshots: []snapshotJSON{}}
		for i := range all {
			list.Snapshots = append(list.Snapshots, describe(&all[i]))
		}
		return a.printJSON(list)
	}
	if len(all) == 0 {
		a.Say("there is no snapshot in %s yet", folder)
		return nil
	}
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "SNAPSHOT\tLEADS\tOTHER CHATS\tSIZE\tSTATE\n") //nolint:errcheck // into memory
	for i := range all {
		s := &all[i]
		leads, chats, bytes, is := screen.Thousands(s.Manifest.Leads), screen.Thousands(s.Manifest.Chats), screen.Size(s.Manifest.Bytes()), standing(s)
		if s.Damage != nil {
			leads, chats, bytes, is = "?", "?", "?", "damaged: "+s.Damage.Error()
		} else if s.Manifest.Encrypted {
			is += ", encrypted"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", s.Name, leads, chats, bytes, is) //nolint:errcheck // into memory
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return a.answer(b.String())
}

// answer writes the one answer that a command was asked for.
func (a *app) answer(text string) error {
	if _, err := a.std.Out.WriteString(screen.Harmless(text)); err != nil {
		return fmt.Errorf("the answer could not be written: %w", err)
	}
	return nil
}

// backupList is the JSON object of backup list.
type backupList struct {
	Schema    int            `json:"schema"`
	Command   string         `json:"command"`
	Snapshots []snapshotJSON `json:"snapshots"`
}

// snapshotJSON is a snapshot in a JSON object.
type snapshotJSON struct {
	Name      string        `json:"name"`
	Path      string        `json:"path"`
	Time      time.Time     `json:"time"`
	State     string        `json:"state"` // good, unverified, shrunken, both, or damaged
	Good      bool          `json:"good"`
	Damage    string        `json:"damage"`
	Leads     int           `json:"leads"`
	Chats     int           `json:"chats"`
	Bytes     int64         `json:"bytes"`
	Encrypted bool          `json:"encrypted"`
	Files     []backup.File `json:"files"`
}

func describe(s *backup.Snapshot) snapshotJSON {
	j := snapshotJSON{
		Name: s.Name, Path: s.Path, Time: s.Time, State: standing(s), Good: s.Good(), Leads: s.Manifest.Leads, Chats: s.Manifest.Chats,
		Bytes: s.Manifest.Bytes(), Encrypted: s.Manifest.Encrypted, Files: s.Manifest.Files,
	}
	if s.Damage != nil {
		j.Damage = s.Damage.Error()
	}
	return j
}
