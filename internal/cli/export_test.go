package cli

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

func TestExportOptions(t *testing.T) {
	t.Parallel()
	leads := []lead.Type{lead.TypeLead}
	for line, want := range map[string]exporter.Options{
		"x.csv":                             {Types: leads, Workers: 8},
		"x.csv.gz --workers 2":              {Types: leads, Workers: 2},
		"x.csv --type all":                  {Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: 8},
		"x.tsv --type non-lead --fast":      {Types: []lead.Type{lead.TypeNonLead}, Workers: 8, Format: sheet.TSV, Fast: true},
		"x --format xlsx --verify-passes 2": {Types: leads, Workers: 8, Format: sheet.XLSX, Passes: 2},
		"x.raw --format raw":                {Types: leads, Workers: 8, Format: sheet.Raw},
		"-":                                 {Types: leads, Workers: 8},
		"x.csv --for excel --delimiter semicolon --raw-cells": {
			Types: leads, Workers: 8, Dialect: sheet.Dialect{Delimiter: ';', BOM: true, CRLF: true}, RawCells: true,
		},
		"x.csv --columns uuid,attributes.plan,extra": {Types: leads, Workers: 8, Columns: []string{"uuid", "attributes.plan", "extra"}},
	} {
		var o exportOptions
		name, err := parse(t, line, o.flags)
		if err == nil {
			err = o.takeFile(nil, []string{name})
		}
		if err == nil {
			err = o.check(false)
		}
		if diff := cmp.Diff(want, o.engine, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(exporter.Options{})); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", line, err, diff)
		}
	}
}

func TestExportOptionsRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"x.csv --verify-passes 6":           "--verify-passes 6 is not possible",
		"x.csv --fast --verify-passes 2":    "exclude each other",
		"x.csv --fast --resume":             "--resume needs a file and the proof",
		"- --resume":                        "--resume needs a file and the proof",
		"x.csv --columns=":                  "names no column",
		"x.csv --columns uuid,emial":        `there is no column "emial"`,
		"x.csv --columns uuid,uuid":         "named twice",
		"x.raw --format raw --columns uuid": "raw records have no columns",
		"x.xlsx.gz":                         "a workbook is packed already",
		"x.doc":                             "",
		"x.tsv --delimiter comma":           "a .tsv has tabs",
		"x.jsonl --for excel":               "mean nothing in",
		"x.jsonl --delimiter comma":         "mean nothing in",
	} {
		var o exportOptions
		name, err := parse(t, line, o.flags)
		if err == nil {
			err = o.takeFile(nil, []string{name})
		}
		if err == nil {
			err = o.check(false)
		}
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want) || problem.Remedy(err) == "" {
			t.Errorf("%s: %v, want %q and a fix", line, err, want)
		}
	}
	var o exportOptions
	o.Name = "-"
	if err := o.check(true); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("%v: standard output takes one thing", err)
	}
}

func TestExportGauge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p    exporter.Progress
		want screen.Gauge
	}{
		{exporter.Progress{}, screen.Gauge{Unit: "page", Done: "read", First: []string{"0 leads"}}},
		{exporter.Progress{Progress: listing.Progress{Leads: 1200, Pages: 24, Kept: 4, Total: 50, Pass: 2}},
			screen.Gauge{Unit: "page", Done: "read", Count: 24, Before: 4, Total: 50, First: []string{"1,200 leads"}, Then: []string{"pass 2, for leads that moved"}}},
		{exporter.Progress{Writing: true}, screen.Gauge{Unit: "page", Done: "read", First: []string{"0 leads"}, Busy: true, Then: []string{"writing the file"}}},
	} {
		if diff := cmp.Diff(tt.want, exportGauge(tt.p)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestExportFromTheSandbox runs the command without a server, and looks at all that it leaves.
func TestExportFromTheSandbox(t *testing.T) {
	alone(t)
	r := run(t, "export", "x.csv", "--sandbox", "--rate", "0", "--json")
	o := r.object(t)
	if r.code != 0 || o["verified"] != true || o["output"] != "x.csv" || o["duplicates"] != 0.0 || !strings.Contains(r.err, "verified: every lead") {
		t.Errorf("%+v", r)
	}
	if !strings.HasPrefix(r.out, `{"schema":1,"command":"export","output":"x.csv",`) || !strings.HasSuffix(r.out, `,"exitCode":0}`+"\n") {
		t.Errorf("the order of the members: %s", r.out)
	}
	entries, err := os.ReadDir(".")
	if err != nil || len(entries) != 2 { // the file and its note
		t.Errorf("%v, %v", entries, err)
	}
	if r := run(t, "export", "-", "--sandbox", "--rate", "0", "-q", "--fast", "--columns", "uuid"); r.code != 0 || !strings.HasPrefix(r.out, "uuid\n") || r.err != "" {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "x.csv", "--sandbox", "--rate", "0", "-f", "--resume"); r.code != 0 || !strings.Contains(r.err, "nothing to go on with") {
		t.Errorf("%+v", r)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	if r := runWith(t, ctx, "", "export", "y.csv", "--sandbox"); r.code != problem.ExitInterrupted || !strings.Contains(r.err, "y.csv was not written") {
		t.Errorf("%+v", r)
	}
}
