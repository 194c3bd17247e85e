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

// TestDynamicColumns: where columns are asked for that a bot may not have, it is known which it has, also
// without a spool of rows.
func TestDynamicColumns(t *testing.T) {
	t.Parallel()
	_, client := platform(t, sandbox.Options{Leads: 230, Seed: 3})
	everyone := []lead.Type{lead.TypeLead}
	_, sum := exported(t, client, exporter.Options{Types: everyone, Workers: 4, Format: sheet.CSV})
	all := slices.Sorted(slices.Values(sum.Dynamic))
	if !slices.Contains(all, "attributes.budget") {
		t.Fatalf("%q", all)
	}
	budget, err := filter.New("attributes.budget", "=", "unknown", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]exporter.Options{
		"streamed rows": {Format: sheet.CSV, Fast: true, Columns: []string{"uuid", "attributes.none"}},
		"chosen rows":   {Format: sheet.JSONL, Fast: true, Filter: filter.Filter{budget}},
		"raw stream":    {Format: sheet.Raw, Fast: true, Filter: filter.Filter{budget}},
		"raw records":   {Format: sheet.Raw, Filter: filter.Filter{budget}},
	} {
		o.Types, o.Workers = everyone, 4
		if _, sum := exported(t, client, o); !slices.Equal(slices.Sorted(slices.Values(sum.Dynamic)), all) {
			t.Errorf("%s: %q, want %q", name, sum.Dynamic, all)
		}
	}
	o := exporter.Options{Types: everyone, Workers: 4, Format: sheet.CSV, Fast: true, Columns: []string{"uuid", "name"}}
	if _, sum := exported(t, client, o); sum.Dynamic != nil {
		t.Errorf("collected for nothing: %q", sum.Dynamic)
	}
	_, client = platform(t, sandbox.Options{Leads: 0, Seed: 3})
	o = exporter.Options{Types: everyone, Workers: 4, Format: sheet.CSV, Columns: []string{"uuid", "attributes.none"}, MayBeEmpty: true}
	if _, sum := exported(t, client, o); sum.Dynamic == nil || len(sum.Dynamic) > 0 {
		t.Errorf("of no leads: %#v", sum.Dynamic)
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
