package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// TestKilledBackups kills backups at random moments. Whatever bears a snapshot's name afterwards is complete, as zstd and the platform tell,
// and no lock and no leftover stops or outlives the next run.
func TestKilledBackups(t *testing.T) {
	t.Parallel()
	kills := 6
	if os.Getenv("LEADFERRY_SOAK") != "" {
		kills = 200
	}
	server, env := account(t, sandbox.Options{Leads: 300, NonLeads: 100})
	var want strings.Builder
	for _, record := range server.All("lead") {
		fmt.Fprintf(&want, "%s\n", record)
	}
	dir := t.TempDir()
	whole, took := 0, 600*time.Millisecond
	for range kills {
		cmd := exec.CommandContext(t.Context(), "leadferry", "backup", "create", "b", "-q", "--rate", "0", "--keep-last", "2")
		cmd.Dir, cmd.Env = dir, env
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		kill := time.AfterFunc(rand.N(took), func() { cmd.Process.Kill() })
		if cmd.Wait() == nil {
			whole++
			took = min(took, time.Since(start)) // so that most are killed on their way
		}
		kill.Stop()
		checkWhole(t, filepath.Join(dir, "b"), want.String())
	}
	cmd := exec.CommandContext(t.Context(), "leadferry", "backup", "create", "b", "-q", "--rate", "0")
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("after the kills: %v\n%s", err, out)
	}
	if hidden, err := filepath.Glob(filepath.Join(dir, "b", ".*")); err != nil || len(hidden) > 0 {
		t.Errorf("left are %q, %v", hidden, err)
	}
	t.Logf("%d of %d runs came to their end", whole, kills)
}

// checkWhole wants every folder with a snapshot's name to hold these leads.
func checkWhole(t *testing.T, folder, want string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "2*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		got, err := exec.CommandContext(t.Context(), "zstd", "-dc", filepath.Join(path, "leads.jsonl.zst")).Output()
		if err != nil || string(got) != want {
			t.Errorf("%s does not hold every lead: %v", path, err)
		}
		if _, err := os.Stat(filepath.Join(path, "manifest.json")); err != nil {
			t.Error(err)
		}
	}
}

// TestOneBackupAtATime starts many at once, every other one ready to wait. The platform is the witness: from the first to the last request of
// one, there is none of another.
func TestOneBackupAtATime(t *testing.T) {
	t.Parallel()
	processes := 8
	if os.Getenv("LEADFERRY_SOAK") != "" {
		processes = 40
	}
	server, err := sandbox.New(sandbox.Options{Leads: 60, NonLeads: 10})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var mu sync.Mutex
	var order []int // whose request came
	var all sync.WaitGroup
	done := make([]bool, processes)
	for i := range processes {
		door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			server.ServeHTTP(w, r)
		}))
		t.Cleanup(door.Close)
		wait := "0s"
		if i%2 == 0 {
			wait = "1m"
		}
		cmd := exec.CommandContext(t.Context(), "leadferry", "backup", "create", "b", "-q", "--rate", "0", "--lock-wait", wait, "--base-url", door.URL,
			"--bot-id", sandbox.DefaultBotID, "--customer-id", sandbox.DefaultCustomerID)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CONVERTALK_TOKEN="+sandbox.DefaultToken)
		all.Go(func() {
			out, err := cmd.CombinedOutput()
			e, failed := errors.AsType[*exec.ExitError](err)
			if done[i] = err == nil; err != nil && (!failed || e.ExitCode() != 11 || wait != "0s") {
				t.Errorf("process %d that waits %s: %v\n%s", i, wait, err, out)
			}
		})
	}
	all.Wait()
	owners := len(slices.Compact(slices.Clone(order)))
	count := 0
	for _, ok := range done {
		if ok {
			count++
		}
	}
	made, err := filepath.Glob(filepath.Join(dir, "b", "2*"))
	if err != nil || owners != count || len(made) != count || count < processes/2 {
		t.Errorf("%d runs ended well, %d took turns, %d snapshots are there, %v", count, owners, len(made), err)
	}
}

// TestPing: a monitoring service hears how runs begin and end, its address is told to nobody, and its failure is not the run's.
func TestPing(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var heard []string
	status := http.StatusOK
	monitor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, r.Method+" "+r.URL.Path+" "+string(body))
		w.WriteHeader(status)
	}))
	defer monitor.Close()
	_, env := account(t, sandbox.Options{Leads: 20})
	refused := append(slices.Clone(env), "CONVERTALK_TOKEN=wrong")
	dir := t.TempDir()
	try := func(env []string, url string) (code int, talk string) {
		cmd := exec.CommandContext(t.Context(), "leadferry", "backup", "create", "b", "--rate", "0")
		cmd.Dir, cmd.Env = dir, append(env, "LEADFERRY_PING_URL="+url)
		out, err := cmd.CombinedOutput()
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			code = e.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		return code, string(out)
	}
	if code, talk := try(env, monitor.URL+"/secret"); code != 0 || strings.Contains(talk, "secret") {
		t.Errorf("exit code %d: %s", code, talk)
	}
	if code, talk := try(refused, monitor.URL+"/secret"); code != 4 || strings.Contains(talk, "secret") {
		t.Errorf("exit code %d: %s", code, talk)
	}
	mu.Lock()
	said := slices.Clone(heard)
	status = http.StatusInternalServerError
	mu.Unlock()
	for i, want := range []string{"GET /secret/start ", "POST /secret 20 leads", "GET /secret/start ", "POST /secret/4 exit code 4"} {
		if len(said) != 4 || !strings.HasPrefix(said[i], want) {
			t.Fatalf("heard %q, want %s", said, want)
		}
	}
	if code, talk := try(env, monitor.URL+"/secret"); code != 0 || strings.Contains(talk, "secret") || !strings.Contains(talk, "could not be told: it answered 500") {
		t.Errorf("exit code %d: %s", code, talk)
	}
	mu.Lock()
	if tries := len(heard) - len(said); tries != 4 { // the start once, the end three times
		t.Errorf("%d requests to a service that fails, want 4", tries)
	}
	mu.Unlock()
	if code, talk := try(env, "http://127.0.0.1:1/secret"); code != 0 || strings.Contains(talk, "secret") || !strings.Contains(talk, "was not reached") {
		t.Errorf("exit code %d: %s", code, talk)
	}
}

// TestPingOfProfiles: a profile's own address hears of its backup, the flag's of all; the secret stands in no message.
func TestPingOfProfiles(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var heard []string
	monitor := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, r.URL.Path)
	}))
	defer monitor.Close()
	server, err := sandbox.New(sandbox.Options{Leads: 5})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	defer web.Close()
	dir := t.TempDir()
	config := ""
	for name, token := range map[string]string{"good": sandbox.DefaultToken, "bad": "wrong"} {
		config += fmt.Sprintf("[profile.%s]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = %q\nping_url = %q\n",
			name, web.URL, sandbox.DefaultBotID, sandbox.DefaultCustomerID, name, monitor.URL+"/secret-"+name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "leadferry", "backup", "create", "b", "--all-profiles", "--config", "config.toml", "--rate", "0", "--ping-url", monitor.URL+"/secret-all")
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != 4 || strings.Contains(string(out), "secret") {
		t.Errorf("%v: %s", err, out)
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(heard)
	want := []string{"/secret-all/4", "/secret-all/start", "/secret-bad/4", "/secret-bad/start", "/secret-good", "/secret-good/start"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
