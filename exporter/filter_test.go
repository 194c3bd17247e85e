package exporter_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// TestFilter: with a filter an export writes just those lines of one without it whose lead has the text
// that the filter asks for, in every way in which rows come; and it counts both.
func TestFilter(t *testing.T) {
	t.Parallel()
	_, client := platform(t, sandbox.Options{Leads: 230, NonLeads: 40, Seed: 3})
	chosen, err := filter.New("status", "=", "ONHOLD", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]exporter.Options{
		"proved rows":    {Format: sheet.JSONL},
		"streamed rows":  {Format: sheet.JSONL, Fast: true},
		"spooled rows":   {Format: sheet.CSV, Fast: true, Columns: []string{"status", "id", "attributes.budget", sheet.AllAttributes}},
		"proved records": {Format: sheet.Raw},
		"raw stream":     {Format: sheet.Raw, Fast: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Types, o.Workers = []lead.Type{lead.TypeLead, lead.TypeNonLead}, 4
			all, sum := exported(t, client, o)
			if sum.Written != 270 || sum.Leads != 270 {
				t.Errorf("without a filter: %d of %d", sum.Written, sum.Leads)
			}
			o.Filter = filter.Filter{chosen}
			some, sum := exported(t, client, o)
			want := slices.DeleteFunc(slices.Clone(all), func(line string) bool { // of no other cell is this the text
				return !strings.Contains(line, "ONHOLD") && !strings.HasPrefix(line, "status")
			})
			if !slices.Equal(some, want) {
				t.Errorf("%d lines, want %d of %d", len(some), len(want), len(all))
			}
			header := len(all) - 270
			if sum.Leads != 270 || sum.Written != len(want)-header || sum.Written == 0 || sum.Written == 270 || sum.Verified == o.Fast {
				t.Errorf("%d of %d, want %d", sum.Written, sum.Leads, len(want)-header)
			}
		})
	}
}

// exported returns the lines of an export.
func exported(t *testing.T, client listing.Lister, o exporter.Options) (lines []string, sum exporter.Summary) {
	t.Helper()
	var out bytes.Buffer
	sum, err := exporter.Run(t.Context(), client, &out, spoolFile(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n"), sum
}
