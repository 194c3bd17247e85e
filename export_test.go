package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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

// account starts a platform and returns it with the environment that points to it.
func account(t *testing.T, o sandbox.Options) (*sandbox.Server, []string) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, append(os.Environ(), "CONVERTALK_BASE_URL="+web.URL, "CONVERTALK_TOKEN="+sandbox.DefaultToken,
		"CONVERTALK_BOT_ID="+sandbox.DefaultBotID, "CONVERTALK_CUSTOMER_ID="+sandbox.DefaultCustomerID)
}

// run runs the real binary in a folder of its own.
func run(t *testing.T, env []string, args ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "leadferry", args...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return dir
}

// TestExportedSheetsReadBack: every cell of every strange lead comes back from the file as it was in the server's record.
func TestExportedSheetsReadBack(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 200, Strange: 100, Seed: 3})
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
			if c.Value != "" { // an empty cell and none are one
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
		{"leads.csv", sheet.CSV, nil}, {"leads.tsv", sheet.TSV, nil}, {"leads.jsonl", sheet.JSONL, nil}, {"bare.csv", sheet.CSV, []string{"--raw-cells"}},
	} {
		dir := run(t, env, append([]string{"export", tc.file, "--rate", "0"}, tc.flags...)...)
		text, err := os.ReadFile(filepath.Join(dir, tc.file))
		if err != nil {
			t.Fatal(err)
		}
		got := readSheet(t, text, tc.format, len(tc.flags) > 0)
		byColumn := cmpopts.SortSlices(func(a, b lead.Cell) bool { return a.Column < b.Column })
		if diff := cmp.Diff(want, got, byColumn, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", tc.file, diff)
		}
	}
}

func readSheet(t *testing.T, text []byte, format sheet.Format, bare bool) []lead.Row {
	t.Helper()
	r, err := sheet.NewReader(bytes.NewReader(text), format, sheet.ReaderOptions{RawCells: bare})
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

// TestNoCellIsAFormula looks at every cell of a guarded file as a spreadsheet would.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	_, env := account(t, sandbox.Options{Leads: 300, Strange: 100, Seed: 4})
	dir := run(t, env, "export", "leads.csv", "--rate", "0")
	text, err := os.ReadFile(filepath.Join(dir, "leads.csv"))
	if err != nil {
		t.Fatal(err)
	}
	guarded := 0
	for _, row := range readSheet(t, text, sheet.CSV, true) {
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
	server, env := account(t, sandbox.Options{Leads: 5000, Latency: 20 * time.Millisecond})
	for signal, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		dir, before := t.TempDir(), len(server.Ledger())
		cmd := exec.CommandContext(t.Context(), "leadferry", "export", "leads.csv", "-q")
		cmd.Dir, cmd.Env = dir, env
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for len(server.Ledger()) < before+20 {
			time.Sleep(5 * time.Millisecond)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Skip(err) // a system without signals
		}
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("%v: exit code %d, want %d", signal, code, want)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 || left[0].Name() != ".leads.csv.leadferry-spool" {
			t.Errorf("%v: %v %v is left", signal, left, err)
		}
	}
}

// TestTokenIsNowhere looks for the token in whatever a run leaves or says, also when the server repeats it.
func TestTokenIsNowhere(t *testing.T) {
	t.Parallel()
	_, env := account(t, sandbox.Options{Leads: 60, Token: "canary-token-7f3k"})
	for _, token := range []string{"canary-token-7f3k", "canary-token-wrong"} {
		dir := t.TempDir()
		for _, args := range [][]string{{"export", "a.csv"}, {"export", "b.jsonl", "--format", "raw", "--json"}, {"export", "c.csv", "--base-url", "http://example.org"}} {
			cmd := exec.CommandContext(t.Context(), "leadferry", args...)
			cmd.Dir, cmd.Env = dir, append(env, "CONVERTALK_TOKEN="+token)
			out, _ := cmd.CombinedOutput()
			if bytes.Contains(out, []byte("canary")) {
				t.Errorf("%q says the token: %s", args, out)
			}
		}
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if bytes.Contains(text, []byte("canary")) {
				t.Errorf("the token is in %s", path)
			}
			if info, err := d.Info(); err == nil && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestOneExportAtATime: a second run that writes the same file ends at once with its own code, and after kill -9 nothing is in the way.
func TestOneExportAtATime(t *testing.T) {
	t.Parallel()
	server, env := account(t, sandbox.Options{Leads: 2000, Latency: 20 * time.Millisecond})
	dir := t.TempDir()
	first := exec.CommandContext(t.Context(), "leadferry", "export", "leads.csv", "-q")
	first.Dir, first.Env = dir, env
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for len(server.Ledger()) < 3 {
		time.Sleep(5 * time.Millisecond)
	}
	again := func() (string, int) {
		cmd := exec.CommandContext(t.Context(), "leadferry", "export", "leads.csv", "--rate", "0")
		cmd.Dir, cmd.Env = dir, env
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if said, code := again(); code != 11 || !strings.Contains(said, "another export is at work") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	first.Process.Kill()
	first.Wait()
	if said, code := again(); code != 0 {
		t.Errorf("exit code %d\n%s", code, said)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) != 1 || filepath.Base(left[0]) != ".leads.csv.leadferry.json" {
		t.Errorf("%v %v is left", left, err)
	}
}

// TestKilledExportsGoOn kills exports of 1,000 pages with kill -9, some of them again and again, and goes on with them: the file is what the
// platform holds, and it is never anything else.
func TestKilledExportsGoOn(t *testing.T) {
	t.Parallel()
	const pages = 1000
	server, env := account(t, sandbox.Options{Leads: pages*5 - 2, PageSize: 5})
	var truth bytes.Buffer
	for _, record := range server.All("lead") {
		truth.Write(append(record, '\n'))
	}
	killed, saved := 0, 0
	for seed := range kills(t, 3) {
		rng := rand.New(rand.NewPCG(seed, 3))
		dir := t.TempDir()
		file := filepath.Join(dir, "leads.jsonl")
		args := []string{"export", "leads.jsonl", "--format", "raw", "--rate", "0", "--json"}
		for range 1 + rng.IntN(3) {
			cmd := exec.CommandContext(t.Context(), "leadferry", append(args, "--resume", "-q")...)
			cmd.Dir, cmd.Env = dir, env
			before := len(server.Ledger())
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			for after := rng.IntN(pages + 100); len(server.Ledger())-before < after && len(ended) == 0; {
				time.Sleep(time.Millisecond)
			}
			cmd.Process.Kill()
			if <-ended != nil {
				killed++
			}
			text, err := os.ReadFile(file)
			if err == nil && !bytes.Equal(text, truth.Bytes()) {
				t.Fatalf("seed %d: a kill leaves a damaged file of %d bytes", seed, len(text))
			}
		}
		cmd := exec.CommandContext(t.Context(), "leadferry", append(args, "--resume", "--force")...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.Output()
		var sum struct{ Leads, Resumed int }
		if err := errors.Join(err, json.Unmarshal(out, &sum)); err != nil || sum.Leads != pages*5-2 {
			t.Fatalf("seed %d: %v %+v", seed, err, sum)
		}
		saved += sum.Resumed
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(text, truth.Bytes()) {
			t.Fatalf("seed %d: the file that came of it has %d bytes, %v", seed, len(text), err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) != 1 {
			t.Errorf("seed %d: %v %v is left", seed, left, err)
		}
	}
	if killed == 0 || saved == 0 {
		t.Errorf("%d kills, and %d pages were not read twice", killed, saved)
	}
	t.Logf("%d kills, %d pages were not read twice", killed, saved)
}

// kills is how many seeds a test with kills has: a few, or LEADFERRY_SOAK of them.
func kills(t *testing.T, few uint64) uint64 {
	t.Helper()
	text := os.Getenv("LEADFERRY_SOAK")
	if text == "" {
		return few
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
