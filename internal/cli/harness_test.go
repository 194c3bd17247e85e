package cli

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sandbox"
)

// TestMain keeps the memory limit of one run from the hundreds of runs in this process: with it four fifths
// of their time would go into collecting garbage.
func TestMain(m *testing.M) {
	_ = os.Setenv("GOMEMLIMIT", "off") // which only says to leave the collector alone
	debug.SetGCPercent(garbageOfRun)
	os.Exit(m.Run())
}

// result is what a run of the command line left.
type result struct {
	code     int
	out, err string
}

// run runs a command line in this process, with an empty standard input.
func run(t *testing.T, args ...string) result {
	t.Helper()
	return runWith(t.Context(), t, "", args...)
}

func runWith(ctx context.Context, t *testing.T, input string, args ...string) result {
	t.Helper()
	std := streams(t, input)
	return finished(t, std, Main(ctx, args, std))
}

// finished reads what a run left in its streams.
func finished(t *testing.T, std Streams, code int) result {
	t.Helper()
	text := func(f *os.File) string {
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return result{code, text(std.Out), text(std.Err)}
}

// object reads the one JSON object on standard output, which must be as docs/schema says.
func (r result) object(t *testing.T) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(r.out), &o); err != nil || strings.Count(r.out, "\n") != 1 {
		t.Fatalf("%q: %v", r.out, err)
	}
	command, _ := o["command"].(string)
	validate(t, r.out, command)
	return o
}

// alone keeps the user's own settings out of a test, and returns the folder of its config file.
func alone(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"CONVERTALK_BASE_URL", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN", pingVariable} {
		t.Setenv(name, "")
	}
	home := t.TempDir()
	t.Setenv("LEADFERRY_CONFIG", "")
	t.Setenv("HOME", home)
	t.Setenv("AppData", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Chdir(t.TempDir())
	folder, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "leadferry")
}

// streams are standard streams in files: input to read, and two to write.
func streams(t *testing.T, input string) Streams {
	t.Helper()
	folder := t.TempDir()
	file := func(name, text string) *os.File {
		f, err := os.OpenFile(filepath.Join(folder, name), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	return Streams{In: file("in", input), Out: file("out", ""), Err: file("err", "")}
}

// talk runs a command line in this process for a person who gives these answers, a line each.
func talk(t *testing.T, answers string, args ...string) result {
	t.Helper()
	std := streams(t, "")
	keyboard := iotest.OneByteReader(strings.NewReader(answers)) // no question reads the answer to the next
	a := &app{Screen: &screen.Screen{In: keyboard, Err: std.Err, CanAsk: true, Width: 80}, page: &screen.Screen{}, std: std, args: args}
	return finished(t, std, a.run(t.Context()))
}

// platform starts a simulated platform, and points the environment of a test at it.
func platform(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	alone(t)
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	t.Setenv("CONVERTALK_BASE_URL", listener.URL)
	t.Setenv("CONVERTALK_BOT_ID", sandbox.DefaultBotID)
	t.Setenv("CONVERTALK_CUSTOMER_ID", sandbox.DefaultCustomerID)
	t.Setenv("CONVERTALK_LAG", "0s")
	t.Setenv("CONVERTALK_TOKEN", sandbox.DefaultToken)
	return server
}

// uuids are those of all leads of a platform.
func uuids(t *testing.T, server *sandbox.Server) (all []string) {
	t.Helper()
	for _, record := range server.All("lead") {
		var chat struct {
			UUID string `json:"uuid"`
		}
		if err := json.Unmarshal(record, &chat); err != nil || chat.UUID == "" {
			t.Fatalf("%s: %v", record, err)
		}
		all = append(all, chat.UUID)
	}
	return all
}

// write makes a file in the current folder.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns the text of a file.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pretend is a run of a command, with what it shows and its standard output.
func pretend(t *testing.T) (a *app, shown *strings.Builder, out func() string) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	shown = new(strings.Builder)
	a = &app{Screen: &screen.Screen{Err: shown}, page: &screen.Screen{}, std: Streams{Out: f}, command: "export", json: true}
	return a, shown, func() string {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

// parse reads a line of flags and of one argument.
func parse(t *testing.T, line string, flags func(*pflag.FlagSet)) (arg string, err error) {
	t.Helper()
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SetOutput(os.Stderr)
	flags(f)
	err = f.Parse(strings.Fields(line))
	return f.Arg(0), err
}
