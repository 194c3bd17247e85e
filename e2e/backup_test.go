package e2e

import (
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

// TestKilledBackups kills backups at random moments. Whatever then has a snapshot's name is complete,
// as zstd and the platform confirm, and no lock or leftover outlives the next run.
func TestKilledBackups(t *testing.T) {
	t.Parallel()
	runs := soak(6, 200)
	server, sh := newShell(t, sandbox.Options{Leads: 300, NonLeads: 100})
	want := string(recordLines(server, "lead"))
	create := []string{"backup", "create", "b", "-q", "--rate", "0"}
	finished, longest := 0, 600*time.Millisecond
	for range runs {
		start := time.Now()
		p := sh.start(append(create, "--keep-last", "2")...)
		kill := time.AfterFunc(rand.N(longest), func() { p.Process.Kill() })
		if p.Wait() == nil {
			finished++
			longest = min(longest, time.Since(start)) // so that the next is probably killed
		}
		kill.Stop()
		for _, path := range sh.find("b/2*") {
			checkSnapshot(t, path, want)
		}
	}
	sh.ok(create...)
	if hidden := sh.find("b/.*"); len(hidden) > 0 {
		t.Errorf("left are %q", hidden)
	}
	t.Logf("%d of %d runs were not killed", finished, runs)
}

// checkSnapshot wants a snapshot to have a manifest and to hold these leads.
func checkSnapshot(t *testing.T, path, want string) {
	t.Helper()
	got, err := exec.CommandContext(t.Context(), "zstd", "-dc", filepath.Join(path, "leads.jsonl.zst")).Output()
	if err != nil || string(got) != want {
		t.Errorf("%s does not hold every lead: %v", path, err)
	}
	if _, err := os.Stat(filepath.Join(path, "manifest.json")); err != nil {
		t.Error(err)
	}
}

// TestOneBackupAtATime starts many at once, every other one ready to wait. The platform is the
// witness: no request of one run comes between the first and the last of another.
func TestOneBackupAtATime(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 60, NonLeads: 10})
	var mu sync.Mutex
	var order []int // of the process behind each request
	processes := make([]*process, soak(8, 40))
	for i := range processes {
		door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			server.ServeHTTP(w, r)
		}))
		t.Cleanup(door.Close)
		processes[i] = sh.start("backup", "create", "b", "-q", "--rate", "0", "--base-url", door.URL,
			"--lock-wait", []string{"1m", "0s"}[i%2])
	}
	done := 0
	for i, p := range processes {
		switch said, code := p.end(); {
		case code == 0:
			done++
		case code != 11 || i%2 == 0:
			t.Errorf("process %d: exit code %d\n%s", i, code, said)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	turns, made := len(slices.Compact(order)), len(sh.find("b/2*"))
	if turns != done || made != done || done < len(processes)/2 {
		t.Errorf("%d runs succeeded, %d took turns, %d snapshots are there", done, turns, made)
	}
}

// monitor is a monitoring service that records what it is told.
type monitor struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	pings  []string
}

func newMonitor(t *testing.T) *monitor {
	t.Helper()
	m := &monitor{status: http.StatusOK}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m.mu.Lock()
		defer m.mu.Unlock()
		m.pings = append(m.pings, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(body)))
		w.WriteHeader(m.status)
	}))
	t.Cleanup(m.Close)
	return m
}

// answer sets the status of the answers, and forgets and returns the pings so far.
func (m *monitor) answer(status int) (pings []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status = status
	pings, m.pings = m.pings, nil
	return pings
}

// TestPing: a monitoring service is told how runs begin and end. Its address is a secret, and its
// failure is not the run's.
func TestPing(t *testing.T) {
	t.Parallel()
	m := newMonitor(t)
	_, sh := newShell(t, sandbox.Options{Leads: 20})
	create := func(sh shell, url string, wantCode int, wantSaid string) {
		t.Helper()
		said, code := sh.with("LEADFERRY_PING_URL="+url+"/secret").run("backup", "create", "b", "--rate", "0")
		if code != wantCode || strings.Contains(said, "secret") || !strings.Contains(said, wantSaid) {
			t.Errorf("exit code %d: %s", code, said)
		}
	}
	create(sh, m.URL, 0, "")
	create(sh.with("CONVERTALK_TOKEN=wrong"), m.URL, 4, "")
	got := m.answer(http.StatusInternalServerError)
	want := []string{"GET /secret/start", "POST /secret 20 leads", "GET /secret/start", "POST /secret/4 exit code 4"}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("the service was told %q, want %q", got, want)
	}
	create(sh, m.URL, 0, "could not be told: it answered 500")
	if got := m.answer(http.StatusOK); len(got) != 4 {
		t.Errorf("a service that fails was told %q, want the start once and the end three times", got)
	}
	create(sh, "http://127.0.0.1:1", 0, "could not be reached")
}

// TestPingOfProfiles: a profile's own address is told of its backup, the flag's address of all of
// them. No message shows an address.
func TestPingOfProfiles(t *testing.T) {
	t.Parallel()
	m := newMonitor(t)
	_, url := serve(t, sandbox.Options{Leads: 5})
	sh := shell{t, t.TempDir(), []string{"PATH=" + os.Getenv("PATH")}}
	config := ""
	for name, token := range map[string]string{"good": sandbox.DefaultToken, "bad": "wrong"} {
		config += profile(name, url, "token_file = %q\nping_url = %q\n", name, m.URL+"/secret-"+name)
		sh.write(name, token)
	}
	sh.write("config.toml", config)
	said, code := sh.run("backup", "create", "b", "--all-profiles", "--config", "config.toml", "--rate", "0",
		"--ping-url", m.URL+"/secret-all")
	if code != 4 || strings.Contains(said, "secret") {
		t.Errorf("exit code %d: %s", code, said)
	}
	var told []string
	for _, ping := range m.answer(http.StatusOK) {
		told = append(told, strings.Fields(ping)[1])
	}
	slices.Sort(told)
	want := []string{
		"/secret-all/4", "/secret-all/start", "/secret-bad/4", "/secret-bad/start", "/secret-good", "/secret-good/start",
	}
	if !slices.Equal(told, want) {
		t.Errorf("the service was told at %q, want %q", told, want)
	}
}

// profile is a profile in the config file: the connection to a platform and some more settings.
func profile(name, url, format string, args ...any) string {
	return fmt.Sprintf("[profile.%s]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\n",
		name, url, sandbox.DefaultBotID, sandbox.DefaultCustomerID) + fmt.Sprintf(format, args...)
}
