package summary

import (
	"strings"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/screen"
)

// Delta is what an export says that wrote only what was new or changed, in its JSON object.
type Delta struct {
	First     bool      `json:"first"`             // there was no export before: every lead is new
	Time      time.Time `json:"since,omitzero"`    // of the export before, or of the snapshot
	Mark      string    `json:"mark,omitzero"`     // --mark
	Snapshot  string    `json:"snapshot,omitzero"` // --since-snapshot
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Deleted   *int      `json:"deleted"` // leads; null if it is not proved that all were read
	Left      int       `json:"left"`    // leads that the filter chose then, and not now

	DeletedLeads []backup.Gone `json:"deletedLeads,omitzero"` // since a snapshot

	OtherColumns, OtherFilter bool `json:"-"` // than those of the export before
}

// tell says what was new or changed, and since when.
func (d *Delta) tell(t Talk, place string) {
	if d.First {
		t.Say("  This is the first export of this name, so every lead is written. The next one writes what is new or changed by then.")
		return
	}
	what := "the last export of " + place
	switch {
	case d.Snapshot != "":
		what = "the snapshot " + d.Snapshot
	case d.Mark != "":
		what = "the last export with the mark " + d.Mark
	}
	counts := []string{screen.Thousands(d.New) + " new", screen.Thousands(d.Changed) + " changed", screen.Thousands(d.Unchanged) + " unchanged"}
	if d.Deleted != nil {
		counts = append(counts, screen.Thousands(*d.Deleted)+" deleted")
	}
	if d.Left > 0 {
		counts = append(counts, screen.Thousands(d.Left)+" not chosen any more")
	}
	t.Say("  Since %s (%s): %s.", what, d.Time.Local().Format("2006-01-02 15:04"), strings.Join(counts, ", "))
	if d.Deleted == nil {
		t.Say("  note: deleted leads are not counted, since a lead that is missing may only have been missed")
	}
	if d.OtherColumns {
		t.Say("  note: the columns are not those of the last export, so every lead counts as changed")
	}
	if d.OtherFilter {
		t.Say("  note: the filter is not that of the last export; leads that only this one chooses count as new")
	}
	d.tellDeleted(t)
}

// tellDeleted names a few of the leads that were deleted.
func (d *Delta) tellDeleted(t Talk) {
	const most = 10
	for i, gone := range d.DeletedLeads {
		if i == most {
			t.Say("  ... and %s; --json lists all", screen.CountOf(len(d.DeletedLeads)-most, "more lead was deleted", "more leads were deleted"))
			return
		}
		t.Say("  deleted: %s", strings.TrimSpace(gone.UUID+"  "+gone.Name))
	}
}
