// Package e2e runs the program as people and cron run it. The simulated platform of the test
// process judges it: what the platform holds, what it was sent, and the bytes on disk.
package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	_ "github.com/leadferry/leadferry/internal/cli" // see build
)

// raceOptions spare each raced run the second that it else sleeps before it ends, a thousand times.
const raceOptions = "atexit_sleep_ms=10"

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

// runTests puts a freshly built leadferry first on the PATH.
func runTests(m *testing.M) (code int) {
	dir, err := os.MkdirTemp("", "leadferry-e2e-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	waitTogether()
	os.Setenv("GORACE", raceOptions)
	os.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return m.Run()
}

// waitTogether lets more tests run at once than there are processors, unless -parallel says how
// many: most of their time they wait for a clock.
func waitTogether() {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue {
		flag.Set("test.parallel", strconv.Itoa(3*runtime.GOMAXPROCS(0)))
	}
}

// build builds the program into dir, with the race detector if the tests have it.
//
// go test takes an earlier pass for granted while nothing changes that it knows the tests depend
// on. The Stat and the blank import above make the program's sources such things.
func build(dir string) error {
	if _, err := os.Stat(filepath.Join("..", "main.go")); err != nil {
		return err
	}
	args := []string{"build", "-buildvcs=false", "-o", dir + string(filepath.Separator)}
	if raced() {
		args = append(args, "-race")
	}
	if out, err := exec.Command("go", append(args, "..")...).CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// raced reports whether the tests have the race detector.
func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join("testdata", "script"),
		Cmds:               scriptCommands(),
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", raceOptions)
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, ".tmp", "state"))
			return nil
		},
	})
}

// unraced skips a test that shows what many runs read and write one after the other. A raced program is
// ten times slower, and the tests of the rooms race all of its code that does two things at once.
func unraced(t *testing.T) {
	t.Helper()
	if raced() {
		t.Skip("too many runs of a program that is ten times slower")
	}
}
