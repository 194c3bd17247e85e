package job

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
)

// OpenReport claims the report folder; o says which, but for what follows from the job. A plan and a
// restore leave nothing outside of it.
func (r *Run) OpenReport(o report.Options) (err error) {
	j, resumed := r.Job, false
	r.named = o.Named != ""
	o.Resume, o.Look, o.Run = j.Resume, j.PlanOnly && r.Command == "undo", r.kind()
	r.Temps.Folder, resumed, err = report.Open(o)
	if err != nil {
		return err
	}
	if j.Resume && !resumed {
		r.Watcher.Say("Nothing to resume: starting from the beginning.")
	}
	j.Resume = resumed
	r.Temps.Folder.NameAfter(strings.TrimSuffix(o.Base, ".report"), j.PlanOnly || j.Rules.Trusted || j.Input.Name == "-")
	if r.Command == "import" {
		r.Temps.Folder.Rejects(j.Input.Name)
	}
	return nil
}

// kind says of what the run is one.
func (r *Run) kind() string {
	switch r.Command {
	case "undo":
		return "undo of this import"
	case "import":
		return "import of this file"
	}
	return "restore of this snapshot"
}

// folder returns the report folder, a nil interface if there is none.
func (r *Run) folder() importer.Folder {
	if r.Temps.Folder == nil {
		return nil
	}
	return r.Temps.Folder
}

// leaveNone makes the report folder go with the run, which has nothing to say in it, unless the user
// named one.
func (r *Run) leaveNone(report *string) {
	if !r.named && r.Temps.Folder != nil {
		r.Temps.Folder.Forget()
		*report, r.Rows = "", nil
	}
}

// keepPage writes the page of a report. Without it the report is as good as it was.
func (r *Run) keepPage(ctx context.Context, p page.Import) {
	folder := r.Temps.Folder
	write := func() error {
		results, err := folder.Read(importer.ResultsFile)
		if err != nil {
			return err
		}
		defer results.Close() //nolint:errcheck // it was only read
		p.Rows, p.Results, p.Bot, p.Pace, p.Made = r.Rows, results, r.Bot(), r.pace.Samples(), time.Now()
		return folder.Write(report.PageFile, func(to io.Writer) error { return p.Write(context.WithoutCancel(ctx), to) })
	}
	if r.Rows == nil {
		return
	}
	if err := problem.Caught("drawing the page", write)(); err != nil {
		r.Watcher.Warn("warning: %s could not be written: %v", folder.File(report.PageFile), err)
	}
}
