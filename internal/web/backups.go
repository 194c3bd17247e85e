package web

import (
	"context"
	"html/template"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
)

// backupFolder is a folder of snapshots that the Options name. A browser names it by its place in them,
// and a snapshot by its name, which is looked up in the list and never opened as a path.
type backupFolder struct {
	Index   int
	Address string
	all     []backup.Snapshot // the oldest first
}

// folderOf lists the snapshots of the folder that a request means.
func (s *Site) folderOf(r *http.Request) (*backupFolder, error) {
	i, err := strconv.Atoi(r.PathValue("folder"))
	if err != nil || i < 0 || i >= len(s.o.Backups) {
		return nil, problem.Usage("there is no such backup folder", "choose one of the page Backups")
	}
	return s.listFolder(r.Context(), i)
}

// listFolder lists the snapshots of the folder at a place in the Options.
func (s *Site) listFolder(ctx context.Context, i int) (*backupFolder, error) {
	f := &backupFolder{Index: i, Address: s.o.Backups[i]}
	at, err := settings.Place(f.Address, filepath.Join(s.o.State, "buckets"), s.o.Around.Getenv)
	if err == nil {
		f.all, err = backup.List(ctx, at)
	}
	return f, err
}

// snapshotOf finds the snapshot of a restore, which may have begun before the program was started.
func (s *Site) snapshotOf(ctx context.Context, w *work) (*backup.Snapshot, error) {
	i := slices.IndexFunc(s.o.Backups, func(address string) bool { return string(job.FromRoot(address)) == w.backups })
	if i < 0 {
		return nil, problem.Usage("the folder of this backup was not named: "+w.backups, "start with: "+shell.Command("leadferry", "ui", "--backups", w.backups))
	}
	f, err := s.listFolder(ctx, i)
	if err != nil {
		return nil, err
	}
	return f.snapshot(w.File)
}

// snapshot is the one of that name.
func (f *backupFolder) snapshot(name string) (*backup.Snapshot, error) {
	for i := range f.all {
		if f.all[i].Name == name && f.all[i].Damage == nil {
			return &f.all[i], nil
		}
	}
	return nil, problem.Usage("there is no such snapshot that can be read", "load the page Backups again, and choose there")
}

// Choices are the snapshots that can be read, the newest first, with their ages and what they are worth.
func (f *backupFolder) Choices() (all []choice) {
	for i := range slices.Backward(f.all) {
		if d := summary.Describe(&f.all[i]); d.Damage == "" {
			all = append(all, choice{Value: d.Name, Text: d.Name + ", " + screen.Age(time.Since(d.Time)) + " old, " + screen.Count(d.Leads, "lead") + ", " + d.State})
		}
	}
	return all
}

// backups shows the only folder, or lists them.
func (s *Site) backups(rw http.ResponseWriter, r *http.Request) {
	if len(s.o.Backups) == 1 {
		http.Redirect(rw, r, "/backups/0", http.StatusSeeOther)
		return
	}
	s.show(rw, r, "backups.html", "Backups", "", s.o.Backups)
}

// backupFolder shows how the snapshots of a folder have grown, and what can be done with them.
func (s *Site) backupFolder(rw http.ResponseWriter, r *http.Request) {
	f, err := s.folderOf(r)
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	body := struct {
		*backupFolder
		Drawn    template.HTML
		Bots     []bot
		Controls []control
	}{backupFolder: f, Controls: restoreControls()}
	b, err := page.NewBackups(r.Context(), f.Address, f.all, s.o.Identities)
	if err == nil {
		body.Drawn, err = drawn(b.WriteBody)
	}
	if err == nil {
		body.Bots, err = s.bots.all()
	}
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	s.show(rw, r, "backup.html", "Backups", shell.Command("leadferry", "backup", "list", f.Address), body)
}

// restore begins to restore a snapshot: by the plan that an import shows.
func (s *Site) restore(rw http.ResponseWriter, r *http.Request) {
	f, err := s.folderOf(r)
	var snapshot *backup.Snapshot
	if err == nil {
		snapshot, err = f.snapshot(r.PostForm.Get("snapshot"))
	}
	w := &work{Kind: "restore", phase: ready, words: wordsOf(r.PostForm, "where", "blank")}
	if err == nil {
		err = applyToRestore(w.words, &importer.Options{})
	}
	if err == nil {
		w.Bot, err = s.bots.named(r.PostForm.Get("bot"))
	}
	if err == nil {
		w.File, w.backups = snapshot.Name, string(job.FromRoot(f.Address))
		err = s.works.add(w, s.folder)
	}
	s.beginAndShow(rw, r, w, false, err)
}
