package web

import (
	"github.com/leadferry/leadferry/importer"
)

// result is how a work ended.
type result struct {
	Title    string
	Figures  []figure
	Finished bool
	CanUndo  bool
	Stays    bool   // it only made leads, which cannot be taken back
	Rejects  string // path of the workbook with the rows to mend
	Failure  *failure
}

type figure struct {
	Label, Kind string
	Value       int
}

func resultOf(s *importer.Summary, title string) *result {
	if s == nil {
		return nil
	}
	r := &result{Title: title, Finished: s.Finished, CanUndo: s.CanBeUndone && s.Updated > 0, Rejects: s.Rejects}
	r.Stays = s.Created > 0 && !r.CanUndo
	switch {
	case s.End == importer.EndedUnsent && s.NotAttempted == 0:
		r.Title, r.Finished = "Nothing had to be sent", true
	case !s.Finished:
		r.Title = "Stopped, with rows left"
	}
	r.add("created", "good", s.Created)
	r.add("updated", "changed", s.Updated)
	r.add("unchanged", "same", s.Unchanged)
	r.add("skipped", "same", s.Skipped)
	r.add("rejected", "bad", s.Rejected)
	r.add("failed", "bad", s.Failed)
	r.add("not attempted", "same", s.NotAttempted)
	return r
}

func resultOfUndo(s *importer.UndoSummary) *result {
	if s == nil {
		return nil
	}
	r := &result{Title: "Undone", Finished: s.End != importer.EndedStopped}
	r.add("fields restored", "good", s.Restored)
	r.add("fields kept, because they changed later", "same", s.Kept)
	r.add("fields that did not come back", "bad", s.Cannot)
	r.add("leads failed", "bad", s.Failed)
	r.add("new leads that stay", "same", s.Created)
	return r
}

func (r *result) add(label, kind string, n int) {
	if n > 0 {
		r.Figures = append(r.Figures, figure{label, kind, n})
	}
}
