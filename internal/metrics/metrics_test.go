package metrics

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

var noon = time.Unix(1800000000, 250_000_000)

// parsed reads a file as Prometheus does: metric, profile and command, value.
func parsed(t *testing.T, path string) map[string]float64 {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	all := map[string]float64{}
	for name, family := range families {
		if family.GetHelp() == "" || family.GetType().String() != "GAUGE" {
			t.Errorf("%s: %v", name, family)
		}
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			all[strings.TrimPrefix(name, "leadferry_")+" "+labels["profile"]+" "+labels["command"]] = m.GetGauge().GetValue()
		}
	}
	return all
}

func record(t *testing.T, path string, r Run) {
	t.Helper()
	if err := Record(t.Context(), path, &r); err != nil {
		t.Fatal(err)
	}
}

// TestRecord: a failed run keeps the last good one, and other jobs stay.
func TestRecord(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.prom")
	export, backup := Job{"acme", "export"}, Job{"acme", "backup create"}
	record(t, path, Run{Job: export, End: noon, Seconds: 1.5, Leads: 2500, Bytes: 1 << 40})
	record(t, path, Run{Job: backup, End: noon.Add(time.Hour), Seconds: 2, ExitCode: 6})
	record(t, path, Run{Job: export, End: noon.Add(time.Minute), Seconds: 0.25, ExitCode: 4})
	got := parsed(t, path)
	want := map[string]float64{
		"last_run_timestamp_seconds acme export": 1800000060.25, "last_run_duration_seconds acme export": 0.25, "last_run_exit_code acme export": 4,
		"last_success_timestamp_seconds acme export": 1800000000.25, "last_success_leads acme export": 2500, "last_success_bytes acme export": 1 << 40,
		"last_run_timestamp_seconds acme backup create": 1800003600.25, "last_run_duration_seconds acme backup create": 2, "last_run_exit_code acme backup create": 6,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	record(t, path, Run{Job: export, End: noon.Add(time.Hour)})
	got = parsed(t, path)
	if _, bytes := got["last_success_bytes acme export"]; bytes || got["last_success_leads acme export"] != 0 || got["last_run_exit_code acme export"] != 0 {
		t.Errorf("%v", got)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o644 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestTogether: runs that end at one time are all in the file, which is whole whenever it is read.
func TestTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.prom")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := Record(context.Background(), path, &Run{Job: Job{fmt.Sprint("bot", i), "export"}, End: noon, Leads: i}); err != nil {
				t.Error(err)
			}
			parsed(t, path)
		})
	}
	all.Wait()
	got := parsed(t, path)
	for i := range 20 {
		if v, ok := got[fmt.Sprintf("last_success_leads bot%d export", i)]; !ok || v != float64(i) {
			t.Errorf("bot%d: %v", i, v)
		}
	}
}

// TestForeign: what leadferry did not write is neither lost nor replaced.
func TestForeign(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"hello\n", "up 1\n", "# HELP up x\n", "leadferry_x{profile=\"a\"} 1\n", "leadferry_last{profile=\"a\",command=\"b\"} 1.2.3\n"} {
		path := filepath.Join(t.TempDir(), "other.prom")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := Record(t.Context(), path, &Run{End: noon})
		if err == nil || !strings.Contains(err.Error(), "did not write") {
			t.Errorf("%q: %v", text, err)
		}
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("%q became %q", text, after)
		}
	}
	if err := Record(t.Context(), filepath.Join(t.TempDir(), "none", "x.prom"), &Run{}); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Error(err)
	}
}
