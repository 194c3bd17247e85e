package cli

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestInitAsks: without arguments it asks for the page and the token, tries them and keeps them.
func TestInitAsks(t *testing.T) {
	platform(t, sandbox.Options{Leads: 60})
	t.Setenv("CONVERTALK_TOKEN", "")
	page := "https://page.convertalk.com/" + sandbox.DefaultBotID + "/" + sandbox.DefaultCustomerID
	r := talk(t, page+"\n"+sandbox.DefaultToken+"\n", "init")
	if r.code != 0 || strings.Contains(r.err, sandbox.DefaultToken) || !strings.Contains(r.err, "the first page holds 50 leads") {
		t.Fatalf("%+v", r)
	}
	if !strings.Contains(r.err, "next: leadferry export leads.csv\n") || !strings.Contains(r.err, "main.token") {
		t.Errorf("%s", r.err)
	}
	for _, name := range []string{"CONVERTALK_BASE_URL", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID"} {
		t.Setenv(name, "")
	}
	if r := run(t, "export", "x.csv", "--rate", "0", "--json"); r.code != 0 || r.object(t)["leads"] != 60.0 {
		t.Errorf("%+v: the profile must do", r)
	}
	r = talk(t, "", "init", "--profile", "other")
	if r.code != problem.ExitUsage || !strings.Contains(r.err, "there was no answer") {
		t.Errorf("%+v", r)
	}
	if r := talk(t, "nonsense\n", "init", "--profile", "other"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
}

// TestInitKeepsNothing: a token that does not work leaves no profile.
func TestInitKeepsNothing(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	t.Setenv("CONVERTALK_TOKEN", "wrong")
	page := sandbox.DefaultBotID + "," + sandbox.DefaultCustomerID
	r := run(t, "init", page, "--config", "c.toml", "--json")
	if r.code != problem.ExitAuth || !strings.Contains(r.err, "no profile was written") || strings.Contains(r.out+r.err, "wrong") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("c.toml"); err == nil {
		t.Error("a profile is left")
	}
	write(t, "good.token", sandbox.DefaultToken)
	r = run(t, "init", page, "--config", "c.toml", "--profile", "acme", "--token-file", "good.token", "--rate", "7")
	if r.code != 0 || !strings.Contains(r.err, "next: leadferry export leads.csv --profile acme --config c.toml") || !strings.Contains(read(t, "c.toml"), "good.token") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "init", page, "--config", "c.toml", "--profile", "acme", "--token-file", "good.token"); r.code != problem.ExitUsage || !strings.Contains(r.err, "--force") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "init", page, "--config", "c.toml", "--profile", "acme", "--token-file", "good.token", "-f"); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "init", "--token-file", "-"); r.code != problem.ExitUsage || !strings.Contains(r.err, "cannot both come from standard input") {
		t.Errorf("%+v", r)
	}
}

// TestStatus: it shows where each setting comes from, also where one is wrong.
func TestStatus(t *testing.T) {
	alone(t)
	r := run(t, "status")
	if r.code != problem.ExitUsage || !strings.Contains(r.out, "missing") || !strings.Contains(r.err, "there is no bot ID") {
		t.Errorf("%+v", r)
	}
	t.Setenv("CONVERTALK_BOT_ID", "b")
	t.Setenv("CONVERTALK_CUSTOMER_ID", "c")
	if r := run(t, "status", "--json"); r.code != problem.ExitAuth || r.object(t)["usable"] != false || r.object(t)["exitCode"] != 4.0 || r.object(t)["error"] == "" {
		t.Errorf("%+v", r)
	}
	t.Setenv("CONVERTALK_TOKEN", "geheim")
	r = run(t, "status", "--rate", "3")
	if r.code != 0 || strings.Contains(r.out, "geheim") || r.err != "" {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"CONVERTALK_BOT_ID", "CONVERTALK_TOKEN", "3 requests a second at most", "--rate", "not shown"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in %s", want, r.out)
		}
	}
	if r := run(t, "status", "--json"); r.code != 0 || r.object(t)["usable"] != true || r.object(t)["exitCode"] != 0.0 {
		t.Errorf("%+v", r)
	}
}

// TestSchedule: the lines hold what the environment says now, and warn of what they cannot hold.
func TestSchedule(t *testing.T) {
	alone(t)
	folder, err := filepath.Abs("b")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CONVERTALK_BOT_ID", "bot")
	t.Setenv("CONVERTALK_CUSTOMER_ID", "customer")
	t.Setenv("CONVERTALK_TOKEN", "geheim")
	t.Setenv(pingVariable, "https://ping.example/id")
	r := run(t, "schedule", "cron", "b", "--at", "2:05")
	for _, want := range []string{"\n5 2 * * * ", " backup create " + folder + " ", "--bot-id=bot", "--customer-id=customer", "--quiet"} {
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%q is not in %+v", want, r)
		}
	}
	if !strings.Contains(r.err, "no token will be found at night") || !strings.Contains(r.err, pingVariable+" is not set at night") || strings.Contains(r.out+r.err, "geheim") {
		t.Errorf("%s", r.err)
	}
	write(t, "t.txt", "geheim")
	r = run(t, "schedule", "systemd", "b", "--", "--token-file", "t.txt", "-q", "--keep-daily", "14", "--ping-url", "https://ping.example/other")
	if r.code != 0 || r.err != "" || strings.Contains(r.out, "--quiet") || !strings.Contains(r.out, "--token-file="+filepath.Join(filepath.Dir(folder), "t.txt")) {
		t.Errorf("%+v", r)
	}
	if r := run(t, "schedule", "cron", "b", "--", "--sandbox", "--keep-last", "-1"); r.code != problem.ExitUsage || !strings.Contains(r.err, "--keep-last -1 is not possible") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "schedule", "launchd", "b"); r.code != problem.ExitUsage || !strings.Contains(r.err, "schedule needs cron or systemd") {
		t.Errorf("%+v", r)
	}
}

// TestServe: the sandbox prints the lines that point to it, serves, and ends when it is stopped.
func TestServe(t *testing.T) {
	alone(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if r := run(t, "sandbox", "--addr", taken.Addr().String()); r.code != problem.ExitUsage || !strings.Contains(r.err, "choose another port") {
		t.Errorf("%+v", r)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	std := streams(t, "")
	ended := make(chan int)
	go func() {
		ended <- Main(ctx, []string{"sandbox", "--addr", "127.0.0.1:0", "--leads", "7", "--non-leads", "0", "--fault", "503=0%", "--limit", "1000/s"}, std)
	}()
	var lines []string
	for len(lines) < 5 {
		time.Sleep(10 * time.Millisecond)
		lines = strings.Split(read(t, std.Out.Name()), "\n")
	}
	for _, line := range lines[:4] {
		name, value, found := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if !found {
			t.Errorf("%q", line)
		}
		t.Setenv(name, value)
	}
	if r := run(t, "export", "x.csv", "--json"); r.code != 0 || r.object(t)["leads"] != 7.0 {
		t.Errorf("%+v", r)
	}
	cancel(&problem.Interrupted{})
	if code := <-ended; code != 0 || !strings.Contains(read(t, std.Err.Name()), "with 7 leads listens on") {
		t.Errorf("exit code %d, %s", code, read(t, std.Err.Name()))
	}
}
