package summary

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// talk keeps the lines for people; loud ones begin with "!".
type talk []string

func (t *talk) Say(format string, args ...any)  { *t = append(*t, message(format, args)) }
func (t *talk) Warn(format string, args ...any) { *t = append(*t, "!"+message(format, args)) }

// message is what the screen shows.
func message(format string, args []any) string {
	return strings.TrimSuffix(screen.Message(format, args...), "\n")
}

func TestExported(t *testing.T) {
	t.Parallel()
	good := exporter.Summary{
		Result:  listing.Result{Leads: 2500, Pages: 50, Passes: 1, Verified: true, Order: "newest", EndRule: "empty"},
		Elapsed: 3200 * time.Millisecond,
	}
	with := func(change func(*exporter.Summary)) exporter.Summary { s := good; change(&s); return s }
	for name, tt := range map[string]struct {
		o    exporter.Options
		sum  exporter.Summary
		want string
		code int
	}{
		"one pass":       {exporter.Options{}, good, "Exported 2,500 leads to leads.csv (50 pages, 3.2 s).|  Complete: every lead is in the file exactly once.", 0},
		"three passes":   {exporter.Options{}, with(func(s *exporter.Summary) { s.Passes, s.Moved = 3, 1 }), "Exported 2,500 leads to leads.csv (50 pages, 3.2 s).|  Complete after 3 passes: every lead is in the file exactly once; 1 lead moved meanwhile.", 0},
		"fast":           {exporter.Options{Fast: true}, with(func(s *exporter.Summary) { s.Verified = false }), "Exported 2,500 leads to leads.csv (50 pages, 3.2 s).|  Not verified: leads that moved meanwhile may be missing or listed twice.", 0},
		"unverified":     {exporter.Options{}, with(func(s *exporter.Summary) { s.Verified, s.Reason, s.Fix = false, "they move", "look again" }), "Exported 2,500 leads to leads.csv (50 pages, 3.2 s).|!warning: out.csv is complete as far as is known, but not verified: they move|!  fix: look again", problem.ExitUnverified},
		"with all notes": {exporter.Options{RawCells: true, Format: sheet.CSV}, with(func(s *exporter.Summary) { s.Recalled, s.Overflow, s.Replaced = 119, 2, 1 }), "Exported 2,500 leads to leads.csv (50 pages, 3.2 s).|  119 pages were reused from the interrupted run.|  Complete: every lead is in the file exactly once.|  note: there are more than 2,000 attributes and unknown fields; 2 cells went into the column \"extra\"|  note: 1 value held broken characters, shown as \ufffd; --format raw keeps the exact bytes|  note: cells that begin like a formula were written as they are; do not open this file in a spreadsheet program", 0},
	} {
		var said talk
		e, code := Exported(&said, "out.csv", "leads.csv", &tt.o, &tt.sum, nil, convertalk.Stats{Requests: 51, Retries: 2, Throttled: 1})
		if got := strings.Join(said, "|"); got != tt.want || code != tt.code {
			t.Errorf("%s: exit code %d, said\n%s\nwant\n%s", name, code, got, tt.want)
		}
		if e.Output != "out.csv" || e.Requests != 51 || e.Retries != 2 || e.Throttled != 1 || (e.Duplicates == nil) != tt.o.Fast || e.Seconds != 3.2 || e.Resumed != tt.sum.Recalled {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	o := &exporter.Options{BotID: "b", Host: "h"}
	facts := map[string]string{}
	for _, f := range About("lead", o, &exporter.Summary{Result: listing.Result{Leads: 1234, Reason: "they move"}}) {
		facts[f.Name] = f.Value
	}
	for name, want := range map[string]string{"Bot": "b", "Platform": "h", "Chats": "lead", "Leads": "1,234", "Verified": "no: they move"} {
		if facts[name] != want {
			t.Errorf("%s: %q, want %q", name, facts[name], want)
		}
	}
}

// taken is a snapshot of 12 leads with marks.
func taken(marks ...backup.Mark) *backup.Snapshot {
	return &backup.Snapshot{
		Path: "b/s", Name: "s", Time: time.Date(2026, 11, 23, 3, 8, 11, 0, time.UTC),
		Manifest: backup.Manifest{
			Leads: 12, Chats: 3, Marks: marks,
			Files: []backup.File{{Bytes: 1500}, {Bytes: 500, Certificate: backup.Certificate{Reason: "they move"}}},
		},
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	damaged := &backup.Snapshot{Name: "s", Damage: errors.New("no manifest")}
	for want, s := range map[string]*backup.Snapshot{
		"good": taken(), "unverified": taken(backup.Unverified), "unverified, shrunken": taken(backup.Unverified, backup.Shrunken), "damaged": damaged,
	} {
		d := Describe(s)
		if d.State != want || d.Good != (want == "good") || (d.Damage != "") != (want == "damaged") {
			t.Errorf("%s: %+v", want, d)
		}
	}
	if d := Describe(taken()); d.Bytes != 2000 || d.Leads != 12 || d.Chats != 3 || d.Path != "b/s" {
		t.Errorf("%+v", d)
	}
	secret := Describe(taken())
	secret.Encrypted = true
	now := time.Now()
	secret.Time, damaged.Time = now.Add(-3*time.Hour), now.Add(-50*time.Hour)
	got := (&List{[]Snapshot{secret, Describe(damaged)}}).Table(now)
	want := "SNAPSHOT     AGE  LEADS  OTHER CHATS    SIZE  STATE\n" +
		"s            3 h     12            3  2.0 kB  good, encrypted\n" +
		"s         2 days      ?            ?       ?  damaged: no manifest\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMade(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		marks []backup.Mark
		code  int
		want  string // the last line
	}{
		"good":       {nil, 0, "  Verified complete."},
		"unverified": {[]backup.Mark{backup.Unverified}, 6, "!  fix: run it again when fewer leads come and go, or with more --workers or a higher --rate"},
		"shrunken":   {[]backup.Mark{backup.Shrunken}, 5, "!  fix: if that is right, run it once with --allow-shrink"},
		"both":       {[]backup.Mark{backup.Unverified, backup.Shrunken}, 5, "!  fix: if that is right, run it once with --allow-shrink"},
	} {
		var said talk
		done := Backup{Removed: 2, Requests: 9}
		code := done.Made(&said, taken(tt.marks...))
		if code != tt.code || said[len(said)-1] != tt.want || said[0] != "12 leads backed up to b/s, 2.0 kB, with 3 chats that are not leads" || said[1] != "  2 older snapshots deleted by the --keep flags" {
			t.Errorf("%s: exit code %d, said %q", name, code, said)
		}
		if text, err := json.Marshal(done); err != nil || !strings.HasPrefix(string(text), `{"snapshot":{"name":"s",`) || !strings.HasSuffix(string(text), `,"removed":2,"requests":9}`) {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
}

func TestBots(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		codes []int
		want  string
		code  int
	}{
		{[]int{0, 0}, "2 of 2 profiles backed up", 0},
		{[]int{0, 6, 4}, "!1 of 3 profiles backed up. Failed: p1 (exit code 6), p2 (exit code 4)", 4},
		{[]int{11, 1, 2}, "!0 of 3 profiles backed up. Failed: p0 (exit code 11), p1 (exit code 1), p2 (exit code 2)", 1},
		{[]int{130}, "!0 of 3 profiles backed up. Failed: p0 (exit code 130); 2 not started", 130},
	} {
		var all Bots[Backed]
		for i, code := range tt.codes {
			all.Profiles = append(all.Profiles, Bot[Backed]{Profile: fmt.Sprintf("p%d", i), ExitCode: code})
		}
		var said talk
		text, code := all.Done(&said, max(len(tt.codes), map[bool]int{true: 3}[tt.code == 130]), "backed up")
		if len(said) != 1 || said[0] != tt.want || code != tt.code || text != strings.TrimPrefix(tt.want, "!") {
			t.Errorf("%v: exit code %d, said %q", tt.codes, code, said)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	var said talk
	c := Check{}
	c.Add(&said, &said, taken(), &backup.Finding{Records: 15})
	c.Add(&said, &said, taken(), &backup.Finding{BytesOnly: true})
	if code := c.Done(&said); code != 0 || len(said) != 2 || !strings.HasSuffix(said[0], "15 records readable") || !strings.Contains(said[1], "--age-identity") {
		t.Errorf("exit code %d, said %q", code, said)
	}
	c.Add(&said, &said, taken(), &backup.Finding{Damage: []error{errors.New("leads: torn")}})
	if code := c.Done(&said); code != 1 || c.Damaged != 1 || said[2] != "!error: b/s is damaged: leads: torn" || len(said) != 4 {
		t.Errorf("exit code %d, said %q", code, said)
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	all := []backup.Decision{{Snapshot: *taken(), Why: []string{"no rule"}}, {Snapshot: *taken(backup.Shrunken), Keep: true, Why: []string{"marked", "newest"}}}
	if got, want := PruneTable(all), "delete  s  good      no rule\nkeep    s  shrunken  marked, newest\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	want := Prune{true, 0, []Decision{{"s", false, []string{"no rule"}}, {"s", true, []string{"marked", "newest"}}}}
	if diff := cmp.Diff(want, NewPrune(all, 0, true)); diff != "" {
		t.Error(diff)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	row := func(uuid, name string) (r lead.Row) {
		r.Base[lead.UUID], r.Base[lead.Name] = uuid, name
		r.Dynamic = []lead.Cell{{Column: "attributes.plan", Value: "pro"}}
		return r
	}
	pair := [2]backup.Snapshot{*taken(), *taken()}
	d := &backup.Difference{
		Before: 2, After: 2, Added: []lead.Row{row("u1", "Ann\nB")}, Removed: []lead.Row{row("u2", "")},
		Changed: []backup.Change{{UUID: "u3", Fields: []backup.Field{{Column: "status", Before: "OPEN", After: "CLOSED"}}}},
	}
	want := "s: 2 leads, s: 2 leads\n1 added, 1 removed, 1 changed\n  status changed in 1 lead\n+ u1  Ann\\nB\n- u2\n~ u3\n    status: \"OPEN\" -> \"CLOSED\"\n"
	if diff := cmp.Diff(want, DiffText(&pair, d)); diff != "" {
		t.Error(diff)
	}
	j := NewDiff(&pair, d)
	if j.Added != 1 || j.Fields["status"] != 1 || j.AddedLeads[0]["attributes.plan"] != "pro" || j.RemovedLeads[0]["uuid"] != "u2" || len(j.RemovedLeads[0]) != 2 {
		t.Errorf("%+v", j)
	}
}
