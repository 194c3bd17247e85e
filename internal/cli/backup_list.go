package cli

import (
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

func (a *app) backupListCommand() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:     "list DIR",
		Short:   "List the snapshots in a folder",
		Example: "  leadferry backup list backups",
		Args:    oneFolder(&folder),
		RunE:    func(*cobra.Command, []string) error { return a.listBackups(folder) },
	}
	a.jsonFlag(cmd.Flags())
	return cmd
}

func (a *app) listBackups(folder string) error {
	found, err := snapshots(folder)
	if err != nil {
		return err
	}
	all := make([]snapshot, len(found))
	for i := range found {
		all[i] = describe(&found[i])
	}
	switch {
	case a.json:
	case len(all) == 0:
		a.Say("there is no snapshot in %s yet", folder)
	default:
		if err := a.answer(snapshotTable(all)); err != nil {
			return err
		}
	}
	return end(a, backupList{all}, problem.ExitDone)
}

func snapshotTable(all []snapshot) string {
	rows := [][]string{{"SNAPSHOT", "LEADS", "OTHER CHATS", "SIZE", "STATE"}}
	for _, s := range all {
		row := []string{s.Name, screen.Thousands(s.Leads), screen.Thousands(s.Chats), screen.Size(s.Bytes), s.State}
		switch {
		case s.Damage != "":
			row = []string{s.Name, "?", "?", "?", "damaged: " + s.Damage}
		case s.Encrypted:
			row[4] += ", encrypted"
		}
		rows = append(rows, row)
	}
	return screen.Table(rows)
}

// backupList is the JSON object of backup list.
type backupList struct {
	Snapshots []snapshot `json:"snapshots"`
}
