package web

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
)

// mostDiffering bounds the leads that a page lists of a comparison.
const mostDiffering = 200

// difference is what the page of a comparison shows.
type difference struct {
	Folder                  int
	Before, After           string
	Added, Removed, Changed int
	Fields                  []string // how many leads changed in each
	Leads                   [][]string
	More                    int // leads that are not listed
}

// diffBackups compares two snapshots of a folder.
func (s *Site) diffBackups(rw http.ResponseWriter, r *http.Request) {
	f, err := s.folderOf(r)
	var pair [2]*backup.Snapshot
	for i, field := range []string{"before", "after"} {
		if err == nil {
			pair[i], err = f.snapshot(r.FormValue(field))
		}
	}
	var d *backup.Difference
	if err == nil {
		if pair[1].Time.Before(pair[0].Time) {
			pair[0], pair[1] = pair[1], pair[0]
		}
		d, err = backup.Diff(r.Context(), pair[0], pair[1], s.o.Identities)
	}
	if errors.Is(err, backup.ErrNoIdentity) {
		err = problem.Usage(err.Error(), "start with: leadferry ui --backups DIR --age-identity FILE")
	}
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	s.show(rw, r, "diff.html", "What changed between two backups", shell.Command("leadferry", "backup", "diff", pair[0].Path, pair[1].Path), differenceOf(f.Index, pair, d))
}

func differenceOf(folder int, pair [2]*backup.Snapshot, d *backup.Difference) *difference {
	v := &difference{
		Folder: folder, Before: pair[0].Name, After: pair[1].Name, Added: len(d.Added), Removed: len(d.Removed), Changed: len(d.Changed),
	}
	fields := d.ByField()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v.Fields = append(v.Fields, name+": "+screen.Count(fields[name], "lead"))
	}
	add := func(cells ...string) {
		if len(v.Leads) == mostDiffering {
			v.More++
			return
		}
		v.Leads = append(v.Leads, cells)
	}
	for _, c := range d.Changed {
		for _, f := range c.Fields {
			add("changed", cmp.Or(c.Name, c.UUID), f.Column, screen.Clip(f.Before, 120), screen.Clip(f.After, 120))
		}
	}
	addAll := func(what string, rows []lead.Row) {
		for i := range rows {
			add(what, cmp.Or(rows[i].Base[lead.Name], rows[i].Base[lead.Email], rows[i].Base[lead.UUID]), "", "", "")
		}
	}
	addAll("added", d.Added)
	addAll("removed", d.Removed)
	return v
}
