package job

import (
	"github.com/leadferry/leadferry/internal/filename"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/summary"
)

// UndoEnding ends the name of the report of an undo, which begins like that of the import.
const UndoEnding = ".undo"

// Past are all runs of a history, the newest first, and whether each can be undone.
func Past(x history.Index) ([]summary.PastRun, error) {
	runs, err := x.Runs()
	if err != nil {
		return nil, err
	}
	all := make([]summary.PastRun, len(runs))
	for i := range runs {
		all[i] = pastOf(runs, i)
	}
	return all, nil
}

// pastOf returns a run of the history with what became of it.
func pastOf(runs []history.Run, i int) summary.PastRun {
	r := summary.PastRun{Run: runs[i]}
	place, found := report.Find(string(r.Report), r.Plan)
	r.Report, r.Path = filename.Path(place), place
	switch undo := history.UndoOf(runs, i, r.Report); {
	case undo == nil:
	case undo.State == history.Done:
		r.Undone = undo.Time
	default:
		r.Partly = undo
	}
	r.WhyNot = whyNot(&r, found)
	return r
}

// whyNot says why a run cannot be undone, "" if it can. found says that its report is there.
func whyNot(r *summary.PastRun, found bool) string {
	switch {
	case r.Command == "undo":
		return "an undo"
	case r.State == history.Planned:
		return "nothing was sent"
	case r.Plan == "":
		return "it kept no earlier values"
	case !r.Undone.IsZero():
		return "undone"
	case r.Updated == 0 && r.State == history.Done:
		return "no lead was changed"
	case !found:
		return "its report is gone"
	}
	return ""
}
