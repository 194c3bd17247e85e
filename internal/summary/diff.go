package summary

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
)

// DiffText is a difference for people: counts first.
func DiffText(pair *[2]backup.Snapshot, d *backup.Difference) string {
	var b bytes.Buffer
	line := func(format string, args ...any) {
		// A value may hold a line break; what it shows must still be one line.
		b.WriteString(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\\n") + "\n")
	}
	line("%s: %s, %s: %s", pair[0].Name, screen.Count(d.Before, "lead"), pair[1].Name, screen.Count(d.After, "lead"))
	line("%s added, %s removed, %s changed", screen.Thousands(len(d.Added)), screen.Thousands(len(d.Removed)), screen.Thousands(len(d.Changed)))
	fields := d.ByField()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		line("  %s changed in %s", name, screen.Count(fields[name], "lead"))
	}
	for i := range d.Added {
		line("+ %s", person(&d.Added[i]))
	}
	for i := range d.Removed {
		line("- %s", person(&d.Removed[i]))
	}
	for _, c := range d.Changed {
		line("~ %s", c.UUID)
		for _, f := range c.Fields {
			line("    %s: %q -> %q", f.Column, f.Before, f.After)
		}
	}
	return b.String()
}

// person names the lead of a row.
func person(r *lead.Row) string {
	names := []string{r.Base[lead.UUID], r.Base[lead.Name], r.Base[lead.Email], r.Base[lead.Phone]}
	return strings.Join(slices.DeleteFunc(names, func(s string) bool { return s == "" }), "  ")
}

// Diff is the JSON object of backup diff.
type Diff struct {
	Before  string         `json:"before"`
	After   string         `json:"after"`
	Added   int            `json:"added"`
	Removed int            `json:"removed"`
	Changed int            `json:"changed"`
	Fields  map[string]int `json:"fields"`
	// The filled cells of the leads, by column.
	AddedLeads   []map[string]string `json:"addedLeads"`
	RemovedLeads []map[string]string `json:"removedLeads"`
	ChangedLeads []backup.Change     `json:"changedLeads"`
}

// NewDiff returns the JSON object of a difference.
func NewDiff(pair *[2]backup.Snapshot, d *backup.Difference) Diff {
	return Diff{
		pair[0].Name, pair[1].Name, len(d.Added), len(d.Removed), len(d.Changed), d.ByField(),
		cells(d.Added), cells(d.Removed), d.Changed,
	}
}

// cells returns the filled cells of rows, by column.
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
