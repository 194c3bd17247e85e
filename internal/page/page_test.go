package page

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/backup"
)

// TestBar: the parts fill the bar, in order, and what is not 0 can be seen.
func TestBar(t *testing.T) {
	t.Parallel()
	for _, values := range [][]int{{1}, {0, 5, 0}, {1, 1_000_000}, {3, 3, 3}, {1, 0, 999_999, 1}} {
		var all []Figure
		for _, v := range values {
			all = append(all, Figure{Value: v})
		}
		at := 0.0
		for _, p := range bar(all) {
			if p.Value == 0 || p.Width < 0.9 || math.Abs(p.X-at) > 1e-9 {
				t.Errorf("%v: %+v, it should begin at %v", values, p, at)
			}
			at += p.Width
		}
		if math.Abs(at-100) > 1e-9 {
			t.Errorf("%v fills %v %%", values, at)
		}
	}
	if bar([]Figure{{}}) != nil {
		t.Error("a bar of nothing")
	}
}

// TestChart: the scale is round and holds every value; the line goes from the left edge to the right.
func TestChart(t *testing.T) {
	t.Parallel()
	for value, top := range map[float64]string{0: "1", 3: "5", 10: "10", 11: "20", 1001: "2,000", 0.3: "0.5", 0.016: "0.02", 0.09: "0.1"} {
		c := Chart{Lines: []Line{{X: []float64{10, 20, 30}, Y: []float64{0, value, value}}}}
		if c.TopText() != top {
			t.Errorf("%v: up to %s, want %s", value, c.TopText(), top)
		}
		path := string(c.Path(c.Lines[0]))
		if !strings.HasPrefix(path, `d="M0.0 160.0L300.0 `) || !strings.Contains(path, "L600.0 ") {
			t.Errorf("%v: %s", value, path)
		}
	}
}

// TestRecorder: however long a run is, what is kept is bounded, in order, and reaches to its end.
func TestRecorder(t *testing.T) {
	t.Parallel()
	var r Recorder
	const end = 3 * time.Hour
	for at := time.Duration(0); at <= end; at += 100 * time.Millisecond {
		r.Add(Sample{At: at, Requests: int64(at / time.Millisecond)})
	}
	all := r.Samples()
	if len(all) > maxSamples || len(all) < maxSamples/4 || end-all[len(all)-1].At > end/100 {
		t.Errorf("%d samples, the last at %v", len(all), all[len(all)-1].At)
	}
	for i := 1; i < len(all); i++ {
		if all[i].At <= all[i-1].At {
			t.Fatalf("%v follows %v", all[i].At, all[i-1].At)
		}
	}
	for _, c := range paceCharts(all) {
		for _, y := range c.Lines[0].Y {
			if math.Abs(y-1000) > 1 {
				t.Fatalf("%v a second, want 1000", y)
			}
		}
	}
	if paceCharts(all[:2]) != nil {
		t.Error("a chart of a run that was over at once")
	}
}

// TestBackups: a folder whose snapshots are all damaged still has a page, and names are escaped.
func TestBackups(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	b := Backups{Folder: "<script>", Now: now, Snapshots: []backup.Snapshot{{Name: "a", Time: now, Damage: errDamaged{}}}}
	var out strings.Builder
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "<script>&") || strings.Count(text, "<script>") != 1 || !strings.Contains(text, "There is no good snapshot.") {
		t.Error(text)
	}
}

// TestBackupsTellTimes: a page is looked at days later, so it says when, and not how long ago.
func TestBackupsTellTimes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 3, 0, 0, 0, time.Local)
	s := backup.Snapshot{Name: "a", Time: now.Add(-5 * time.Second)}
	b := Backups{Folder: "b", Now: now, Snapshots: []backup.Snapshot{s}, Newest: &s}
	var out strings.Builder
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, " old") || !strings.Contains(text, "the newest good one was made on 29 November 2026, 02:59") {
		t.Error(text)
	}
}

// TestSpan: snapshots of one day are told apart by their time, and those of one second are in the picture.
func TestSpan(t *testing.T) {
	t.Parallel()
	at := func(text string) float64 {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return float64(when.Unix())
	}
	for _, test := range []struct{ first, last, from, to string }{
		{"2026-11-29 03:02", "2026-11-29 16:40", "29 November 2026, 03:02", "16:40"},
		{"2026-11-29 03:02", "2026-11-30 03:02", "29 November 2026", "30 November 2026"},
	} {
		if from, to := span(at(test.first), at(test.last)); from != test.from || to != test.to {
			t.Errorf("%v: from %q to %q", test, from, to)
		}
	}
	moment := at("2026-11-29 03:02")
	c := Chart{Lines: []Line{{X: []float64{moment, moment}, Y: []float64{1, 2}}}}
	if path := string(c.Path(c.Lines[0])); path != `d="M0.0 80.0L0.0 0.0"` {
		t.Error(path)
	}
}

// TestInWords: a page for people names fields as people do.
func TestInWords(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"firstName": "first name", "dialCode": "dial code", "agentId": "agent ID", "uuid": "uuid", "attributes.leadScore": "leadScore (custom attribute)",
	} {
		if got := InWords(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}

type errDamaged struct{}

func (errDamaged) Error() string { return "torn" }
