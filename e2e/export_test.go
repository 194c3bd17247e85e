package e2e

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// TestExportedSheetsReadBack: every cell of every strange lead comes back from the file as it was in
// the server's record.
func TestExportedSheetsReadBack(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 200, Strange: 100, Seed: 3})
	var records []lead.Record
	for _, raw := range server.All("lead") {
		r, err := lead.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	var f lead.Flattener
	want := f.Flatten(records, lead.TypeLead)
	for i := range want {
		var cells []lead.Cell
		for _, c := range want[i].Dynamic {
			if c.Value != "" { // a sheet cannot tell an empty cell from none
				cells = append(cells, c)
			}
		}
		want[i].Dynamic = cells
	}
	for _, tc := range []struct {
		file   string
		format sheet.Format
		flags  []string
	}{
		{"leads.csv", sheet.CSV, nil},
		{"leads.tsv", sheet.TSV, nil},
		{"leads.jsonl", sheet.JSONL, nil},
		{"bare.csv", sheet.CSV, []string{"--raw-cells"}},
	} {
		sh.ok(append([]string{"export", tc.file, "--rate", "0"}, tc.flags...)...)
		got := readSheet(t, sh.read(tc.file), tc.format, len(tc.flags) > 0)
		byColumn := cmpopts.SortSlices(func(a, b lead.Cell) bool { return a.Column < b.Column })
		if diff := cmp.Diff(want, got, byColumn, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", tc.file, diff)
		}
	}
}

func readSheet(t *testing.T, text []byte, format sheet.Format, rawCells bool) []lead.Row {
	t.Helper()
	r, err := sheet.NewReader(bytes.NewReader(text), format, sheet.ReaderOptions{RawCells: rawCells})
	if err != nil {
		t.Fatal(err)
	}
	var rows []lead.Row
	for row, err := range r.Rows() {
		if err != nil || row.Err != nil {
			t.Fatal(err, row.Err)
		}
		rows = append(rows, row.Row)
	}
	return rows
}

// TestNoCellIsAFormula reads every cell of a guarded file as a spreadsheet does.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 300, Strange: 100, Seed: 4})
	sh.ok("export", "leads.csv", "--rate", "0")
	guarded := 0
	for _, row := range readSheet(t, sh.read("leads.csv"), sheet.CSV, true) {
		cells := row.Base
		values := cells[:]
		for _, c := range row.Dynamic {
			values = append(values, c.Value)
		}
		for _, v := range values {
			if strings.HasPrefix(v, "'") {
				guarded++
			}
			if v != "" && strings.ContainsAny(v[:1], "=+-@\t\r\n") && v != row.Base[lead.DialCode] {
				t.Errorf("a cell begins like a formula: %.40q", v)
			}
		}
	}
	if guarded < 10 {
		t.Errorf("only %d cells are guarded: the leads are not strange enough", guarded)
	}
}

func TestSignalsHaveTheirExitCodes(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 5000, Latency: 20 * time.Millisecond})
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		sh, before := sh.elsewhere(), len(server.Ledger())
		p := sh.start("export", "leads.csv", "-q")
		waitFor(t, func() bool { return len(server.Ledger()) >= before+20 })
		p.signal(t, signal)
		if said, code := p.end(); code != want {
			t.Errorf("%v: exit code %d, want %d\n%s", signal, code, want, said)
		}
		if left, err := os.ReadDir(sh.dir); err != nil || len(left) != 1 || left[0].Name() != ".leads.csv.leadferry-spool" {
			t.Errorf("%v: left are %v, %v", signal, left, err)
		}
	}
}

// TestTokenIsNowhere looks for the token in all that a run leaves and says, also when the server
// repeats it.
func TestTokenIsNowhere(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 60, Token: "canary-token-7f3k"})
	for _, token := range []string{"canary-token-7f3k", "canary-token-wrong"} {
		sh := sh.elsewhere().with("CONVERTALK_TOKEN=" + token)
		for _, args := range [][]string{
			{"export", "a.csv"},
			{"export", "b.jsonl", "--format", "raw", "--json"},
			{"export", "c.csv", "--base-url", "http://example.org"},
		} {
			if said, _ := sh.run(args...); strings.Contains(said, "canary") {
				t.Errorf("%q says the token: %s", args, said)
			}
		}
		err := fs.WalkDir(os.DirFS(sh.dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if bytes.Contains(sh.read(path), []byte("canary")) {
				t.Errorf("the token is in %s", path)
			}
			info, err := d.Info()
			if err == nil && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestOneExportAtATime: a second run that writes the same file ends at once with a code of its own,
// and after kill -9 nothing is in the way.
func TestOneExportAtATime(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 2000, Latency: 20 * time.Millisecond})
	first := sh.start("export", "leads.csv", "-q")
	waitFor(t, func() bool { return len(server.Ledger()) >= 3 })
	again := []string{"export", "leads.csv", "--rate", "0"}
	if said, code := sh.run(again...); code != 11 || !strings.Contains(said, "another export is already") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	first.kill()
	sh.ok(again...)
	if left := sh.find(".*"); len(left) != 1 || filepath.Base(left[0]) != ".leads.csv.leadferry.json" {
		t.Errorf("left are %q", left)
	}
}

// TestKilledExportsResume kills exports of 1,000 pages with kill -9, some of them several times, and
// resumes them: the file is never anything but what the platform holds.
func TestKilledExportsResume(t *testing.T) {
	t.Parallel()
	const pages = 1000
	server, sh := newShell(t, sandbox.Options{Leads: pages*5 - 2, PageSize: 5})
	truth := recordLines(server, "lead")
	args := []string{"export", "leads.jsonl", "--format", "raw", "--rate", "0", "--resume"}
	killed, reused := 0, 0
	for seed := range soakCount(t, 3) {
		rng := rand.New(rand.NewPCG(uint64(seed), 3))
		sh := sh.elsewhere()
		for range 1 + rng.IntN(3) {
			before, after := len(server.Ledger()), rng.IntN(pages+100)
			p := sh.start(append(args, "-q")...)
			ended := make(chan error, 1)
			go func() { ended <- p.Wait() }()
			waitFor(t, func() bool { return len(ended) > 0 || len(server.Ledger())-before >= after })
			p.Process.Kill()
			if <-ended != nil {
				killed++
			}
			text, err := os.ReadFile(sh.path("leads.jsonl"))
			if err == nil && !bytes.Equal(text, truth) {
				t.Fatalf("seed %d: a kill leaves a damaged file of %d bytes", seed, len(text))
			}
		}
		var sum struct{ Leads, Resumed int }
		if code := sh.json(&sum, append(args, "--force")...); code != 0 || sum.Leads != pages*5-2 {
			t.Fatalf("seed %d: exit code %d, %+v", seed, code, sum)
		}
		reused += sum.Resumed
		if text := sh.read("leads.jsonl"); !bytes.Equal(text, truth) {
			t.Fatalf("seed %d: the resumed file has %d bytes, want %d", seed, len(text), len(truth))
		}
		if left := sh.find(".*"); len(left) != 1 {
			t.Errorf("seed %d: left are %q", seed, left)
		}
	}
	if killed == 0 || reused == 0 {
		t.Errorf("%d kills, %d pages reused", killed, reused)
	}
	t.Logf("%d kills, %d pages reused", killed, reused)
}
