package lane_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/converter"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// TestJobTravels: what a user chose comes to the worker as it was chosen.
func TestJobTravels(t *testing.T) {
	t.Parallel()
	condition, err := filter.Parse(`tags != "vip,old"`, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range []lane.Job{
		{Kind: lane.ExportKind, Profile: "acme", Recipients: []string{"age1x"}, AcceptEnd: true, Timing: lane.Timing{Turn: time.Second}, Export: &lane.Export{
			File: "leads.csv", Replace: true, Types: []lead.Type{lead.TypeLead}, Format: "csv", Columns: []string{"uuid", "name"},
			Names: map[string]string{"name": "Name"}, Filter: filter.Filter{condition}, Dialect: sheet.Dialect{Delimiter: ';', BOM: true}, RawCells: true,
		}},
		{Kind: lane.ImportKind, Profile: "acme", Import: &lane.Import{
			Name: "people.csv", Folder: "_work/x/", Parts: []lane.Part{{Object: "_work/x/1", Size: 3, SHA256: "00"}}, Format: "csv",
			Dialect: sheet.Dialect{Encoding: "windows-1252", Delimiter: ';'}, Head: sheet.Head{Row: 3, Names: []string{"a"}}, Sheet: "all", RawCells: true,
			Rules: check.Rules{
				IDFrom: []live.Field{live.Phone}, Null: []string{}, DialCode: "+91", Wire: "arrays", Duplicates: check.ApplyLast, Tags: check.AddTags,
				Blank: check.ClearBlank, StatusMap: columns.StatusMap{"neu": "OPEN"}, Filter: filter.Filter{condition},
				Several: check.TakeFirst, Broken: check.DropBroken,
			},
			Assignments: []string{"Name=name"}, Kept: []columns.Pair{{Headers: "Mail", Field: "email", IfThere: true}}, DuplicatesChosen: true,
			AllowUnverified: true, MaxErrors: send.Limit{Percent: 5}, Canary: 2, Verify: true,
		}},
	} {
		payload, err := converter.GetDefaultDataConverter().ToPayload(job)
		if err != nil {
			t.Fatal(err)
		}
		var came lane.Job
		if err := converter.GetDefaultDataConverter().FromPayload(payload, &came); err != nil {
			t.Fatal(err)
		}
		same := cmp.Comparer(func(a, b filter.Filter) bool { return a.Equal(b) })
		if diff := cmp.Diff(job, came, same); diff != "" {
			t.Error(diff)
		}
	}
}
