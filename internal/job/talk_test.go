package job

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/listing"
)

func TestExportGauge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p    exporter.Progress
		want screen.Gauge
	}{
		{exporter.Progress{}, screen.Gauge{Unit: "page", Done: "read", First: []string{"looking for the end of the list"}}},
		{exporter.Progress{Progress: listing.Progress{Leads: 1200, Pages: 24, Kept: 4, Total: 50, Pass: 2}},
			screen.Gauge{Unit: "page", Done: "read", Count: 24, Before: 4, Total: 50, First: []string{"1,200 leads"}, Then: []string{"pass 2, for leads that moved"}}},
		{exporter.Progress{Writing: true}, screen.Gauge{Unit: "page", Done: "read", First: []string{"looking for the end of the list"}, Busy: true, Then: []string{"writing the file"}}},
	} {
		if diff := cmp.Diff(tt.want, ExportGauge(tt.p)); diff != "" {
			t.Error(diff)
		}
	}
}
