package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// programs are the built ones.
var programs = sync.OnceValues(func() (folder string, err error) {
	if folder, err = os.MkdirTemp("", "leadferry-cluster"); err != nil {
		return "", err
	}
	for _, build := range []struct{ in, name, what string }{{"..", "leadferry-cluster", "./cmd/leadferry-cluster"}, {"../..", "leadferry", "."}} {
		cmd := exec.Command("go", "build", "-o", filepath.Join(folder, build.name), build.what)
		cmd.Dir, cmd.Stderr = build.in, os.Stderr
		if err := cmd.Run(); err != nil {
			return "", err
		}
	}
	return folder, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if folder, err := programs(); err == nil && code != 99 {
		os.RemoveAll(folder)
	}
	os.Exit(code)
}

func built(t *testing.T, name string) string {
	t.Helper()
	folder, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, name)
}

// worker is a process that does turns.
type worker struct {
	cmd *exec.Cmd

	mu  sync.Mutex
	log bytes.Buffer
}

func (w *worker) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *worker) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// work starts a worker with a machine of its own, as far as it can see.
func (s *stage) work(engine string) {
	s.t.Helper()
	w := new(worker)
	w.cmd = exec.Command(built(s.t, "leadferry-cluster"),
		"worker", "--config", s.config, "--engine", engine, "--store", "s3://leads/bots", "--age-identity", s.key, "--cache", s.t.TempDir(), "--lag", "0s")
	w.cmd.Env, w.cmd.Stderr = s.bucket.environment(s.t), w
	if err := w.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.workers = append(s.workers, w)
	s.t.Cleanup(func() {
		w.cmd.Process.Kill()
		w.cmd.Wait()
		if s.t.Failed() {
			s.t.Logf("a worker said: %.2000s", w.said())
		}
	})
}

func (s *stage) signal(w *worker, sig syscall.Signal) {
	s.t.Helper()
	if err := w.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

var pid = regexp.MustCompile(`^\d+`)

// killWorkerOf kills the worker that does a turn of a profile, and returns its process.
func (s *stage) killWorkerOf(profile int) (process int) {
	for process == 0 {
		told, err := s.engine.client(s.t).DescribeWorkflow(s.t.Context(), s.lanes[s.profiles[profile]], "")
		if err != nil {
			s.t.Error(err)
			return 0
		}
		for _, pending := range told.RawResponse.GetPendingActivities() { // none between two turns
			process, _ = strconv.Atoi(pid.FindString(pending.GetLastWorkerIdentity()))
		}
	}
	if err := syscall.Kill(process, syscall.SIGKILL); err != nil {
		s.t.Error(err)
	}
	return process
}

// run runs a command of the cluster, which must succeed, and returns what it answers.
func (s *stage) run(args ...string) string {
	s.t.Helper()
	return s.command("leadferry-cluster", args...)
}

// command runs a command that must succeed; an undo may leave leads that the import made.
func (s *stage) command(name string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(built(s.t, name), args...)
	cmd.Env = s.bucket.environment(s.t)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil && (args[0] != "undo" || cmd.ProcessState.ExitCode() != problem.ExitPartial) {
		s.dump()
		s.t.Fatalf("%s %q: %v\n%s%s", name, args, err, &out, &said)
	}
	return out.String()
}
