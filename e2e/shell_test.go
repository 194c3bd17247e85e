package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// shell runs leadferry in a folder, with an environment.
type shell struct {
	t   *testing.T
	dir string
	env []string
}

// newShell starts a simulated platform, and a shell in a folder of its own that points to it.
func newShell(t *testing.T, o sandbox.Options) (*sandbox.Server, shell) {
	t.Helper()
	server, url := serve(t, o)
	sh := shell{t, t.TempDir(), environ()}
	for name, value := range connection(url) {
		sh = sh.with(name + "=" + value)
	}
	return server, sh
}

// environ is the environment without the variables that leadferry reads.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "CONVERTALK_") || strings.HasPrefix(v, "LEADFERRY_")
	})
}

func serve(t *testing.T, o sandbox.Options) (server *sandbox.Server, url string) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, web.URL
}

// connection are the variables that point leadferry to a platform.
func connection(url string) map[string]string {
	return map[string]string{
		"CONVERTALK_BASE_URL":    url,
		"CONVERTALK_TOKEN":       sandbox.DefaultToken,
		"CONVERTALK_BOT_ID":      sandbox.DefaultBotID,
		"CONVERTALK_CUSTOMER_ID": sandbox.DefaultCustomerID,
		"CONVERTALK_LAG":         "0s",
	}
}

// elsewhere is the same shell in a new folder.
func (s shell) elsewhere() shell {
	s.dir = s.t.TempDir()
	return s
}

// with is the same shell with more variables.
func (s shell) with(env ...string) shell {
	s.env = append(slices.Clip(s.env), env...)
	return s
}

func (s shell) path(name string) string { return filepath.Join(s.dir, name) }

func (s shell) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s shell) read(name string) []byte {
	s.t.Helper()
	text, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

// find returns the paths that match a pattern.
func (s shell) find(pattern string) []string {
	s.t.Helper()
	paths, err := filepath.Glob(s.path(pattern))
	if err != nil {
		s.t.Fatal(err)
	}
	return paths
}

func (s shell) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), "leadferry", args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

// run runs leadferry and returns all that it said, and its exit code.
func (s shell) run(args ...string) (said string, code int) {
	s.t.Helper()
	cmd := s.command(args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		s.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// ok runs leadferry, which must succeed.
func (s shell) ok(args ...string) (said string) {
	s.t.Helper()
	said, code := s.run(args...)
	if code != 0 {
		s.t.Fatalf("%q: exit code %d\n%s", args, code, said)
	}
	return said
}

// json runs leadferry with --json, decodes its object into v, and returns the exit code.
func (s shell) json(v any, args ...string) (code int) {
	s.t.Helper()
	cmd := s.command(append(args, "--json", "-q")...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Run()
	if err := json.Unmarshal(stdout.Bytes(), v); err != nil {
		s.t.Fatalf("%q: %v\n%s%s", args, err, &stdout, &stderr)
	}
	return cmd.ProcessState.ExitCode()
}

// process is leadferry at work.
type process struct {
	*exec.Cmd
	stderr bytes.Buffer
}

// start starts leadferry; it is killed at the end of the test.
func (s shell) start(args ...string) *process {
	s.t.Helper()
	p := &process{Cmd: s.command(args...)}
	p.Stderr = &p.stderr
	if err := p.Start(); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.Process.Kill()
	p.Wait()
}

// end waits for the end, and returns what the process said on standard error, and its exit code.
func (p *process) end() (said string, code int) {
	p.Wait()
	return p.stderr.String(), p.ProcessState.ExitCode()
}

// signal interrupts the process; on a system without signals the test is skipped.
func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Skip(err)
	}
}

// within polls until a condition holds, and gives up after some time.
func within(limit time.Duration, holds func() bool) bool {
	for end := time.Now().Add(limit); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// waitFor fails the test if a condition does not hold in time, even on a busy machine.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	if !within(2*time.Minute, holds) {
		t.Fatal("waited in vain")
	}
}

// soak returns many if LEADFERRY_SOAK is set, otherwise few.
func soak[T any](few, many T) T {
	if os.Getenv("LEADFERRY_SOAK") == "" {
		return few
	}
	return many
}

// soakCount returns the number that LEADFERRY_SOAK holds, or few if it is not set.
func soakCount(t *testing.T, few int) int {
	t.Helper()
	n, err := strconv.Atoi(soak(strconv.Itoa(few), os.Getenv("LEADFERRY_SOAK")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// uuid returns the UUID of made-up lead n.
func uuid(n int) string { return fmt.Sprintf("%08x-1111-4111-8111-111111111111", n) }

// puts are the writes that reached a platform.
func puts(server *sandbox.Server) (all []sandbox.Entry) {
	for _, e := range server.Ledger() {
		if e.Method == "PUT" {
			all = append(all, e)
		}
	}
	return all
}

// recordLines are the records of a type as the platform holds them, one a line.
func recordLines(server *sandbox.Server, kind string) []byte {
	var b bytes.Buffer
	for _, record := range server.All(kind) {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// names are the names of all leads by UUID.
func names(t *testing.T, server *sandbox.Server) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, record := range server.All("lead") {
		var r struct {
			UUID    string
			Profile struct{ UserDetails struct{ Name string } }
		}
		if err := json.Unmarshal(record, &r); err != nil {
			t.Fatal(err)
		}
		all[r.UUID] = r.Profile.UserDetails.Name
	}
	return all
}
