package cli

import (
	"context"
	"net"
	"os"
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
	if r.code != 0 || strings.Contains(r.err, sandbox.DefaultToken) || !strings.Contains(r.err, "answered with 50 leads on the first page") {
		t.Fatalf("%+v", r)
	}
	if !strings.Contains(r.err, "checking the token ...\n") || !strings.Contains(r.err, "next: leadferry export leads.csv\n") || !strings.Contains(r.err, "main.token") {
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

// TestInitAsksAgain: a slip costs no earlier answer.
func TestInitAsksAgain(t *testing.T) {
	platform(t, sandbox.Options{Leads: 60})
	base := os.Getenv("CONVERTALK_BASE_URL")
	for _, name := range []string{"CONVERTALK_BASE_URL", "CONVERTALK_BOT_ID", "CONVERTALK_CUSTOMER_ID", "CONVERTALK_TOKEN"} {
		t.Setenv(name, "")
	}
	page := "https://chat.example.com/" + sandbox.DefaultBotID + "/" + sandbox.DefaultCustomerID
	r := talk(t, strings.Join([]string{
		"https://page.example.com/onlyone", page, "ftp://x", base, "wrong", sandbox.DefaultToken, "Numbers", "Excel", "semicolon", "",
	}, "\n"), "init")
	if r.code != 0 || strings.Contains(r.err, sandbox.DefaultToken) || strings.Contains(r.err, "nothing was sent") {
		t.Fatalf("%+v", r)
	}
	for _, want := range []string{"neither the address", "the API of chat.example.com", "rejected the token", `"Numbers" is not one of`, `Saved profile "main"`} {
		if strings.Count(r.err, want) == 0 {
			t.Errorf("%q is not in %s", want, r.err)
		}
	}
	if r := run(t, "export", "x.csv", "--rate", "0", "-q"); r.code != 0 || !strings.HasPrefix(read(t, "x.csv"), "\ufeffuuid;name;") {
		t.Errorf("%+v: %.40q", r, read(t, "x.csv"))
	}
	if r := run(t, "export", "y.csv", "--rate", "0", "-q", "--for", "plain", "--delimiter", "comma"); r.code != 0 || !strings.HasPrefix(read(t, "y.csv"), "uuid,name,") {
		t.Errorf("%+v: flags win over the profile", r)
	}
	if r := run(t, "export", "-", "--rate", "0", "-q"); r.code != 0 || !strings.HasPrefix(r.out, "uuid,name,") {
		t.Errorf("%.100q: standard output is for programs", r.out)
	}
	if r := run(t, "export", "x.jsonl", "--rate", "0", "-q"); r.code != 0 {
		t.Errorf("%+v", r)
	}

	r = talk(t, "main\nacme\n", "init", "--base-url", base, "--bot-id", sandbox.DefaultBotID, "--customer-id", sandbox.DefaultCustomerID, "--for", "sheets")
	if r.code != problem.ExitAuth || !strings.Contains(r.err, "has a profile main already") {
		t.Errorf("%+v: the end of the answers is no token", r)
	}
	write(t, "t", sandbox.DefaultToken)
	r = run(t, "init", "--base-url", base, "--profile", "acme", "--bot-id", sandbox.DefaultBotID, "--customer-id", sandbox.DefaultCustomerID, "--for", "sheets", "--token-file", "t")
	if r.code != 0 || !strings.Contains(r.err, "main stays the default") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "z.csv", "--rate", "0", "-q"); r.code != 0 {
		t.Errorf("%+v: another profile must not change what the first one does", r)
	}
	r = run(t, "profiles")
	if r.code != 0 || !strings.Contains(r.out, "main (default)") || !strings.Contains(r.out, "excel, semicolon") || !strings.Contains(r.out, "sheets") || strings.Contains(r.out, sandbox.DefaultToken) {
		t.Errorf("%+v", r)
	}
	if list := run(t, "profiles", "--json").object(t)["profiles"].([]any); len(list) != 2 || list[0].(map[string]any)["default"] != true || list[1].(map[string]any)["for"] != "sheets" {
		t.Errorf("%v", list)
	}
	if r := run(t, "status", "--test", "--profile", "acme"); r.code != 0 || !strings.Contains(r.out, "Token accepted: bot "+sandbox.DefaultBotID+" answered with 50 leads") {
		t.Errorf("%+v", r)
	}
	write(t, "t", "revoked")
	if r := run(t, "status", "--profile", "acme"); r.code != 0 {
		t.Errorf("%+v: without --test no request is made", r)
	}
	if r := run(t, "status", "--test", "--profile", "acme", "--json"); r.code != problem.ExitAuth || r.object(t)["usable"] != false || r.object(t)["tested"] != true {
		t.Errorf("%+v", r)
	}
	t.Setenv("LEADFERRY_CONFIG", "")
	if r := run(t, "profiles", "--config", "none.toml"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
}

// TestProfilesOfNone: that there is no config file yet is no error.
func TestProfilesOfNone(t *testing.T) {
	alone(t)
	if r := run(t, "profiles"); r.code != 0 || !strings.Contains(r.err, "leadferry init") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "profiles", "--json"); r.code != 0 || !strings.Contains(r.out, `"profiles":[]`) {
		t.Errorf("%+v", r)
	}
	if r := run(t, "status", "--sandbox", "--test"); r.code != 0 || !strings.Contains(r.out, "of the simulated platform") {
		t.Errorf("%+v", r)
	}
}

// TestInitKeepsNothing: a token that does not work leaves no profile.
func TestInitKeepsNothing(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	t.Setenv("CONVERTALK_TOKEN", "wrong")
	page := sandbox.DefaultBotID + "," + sandbox.DefaultCustomerID
	r := run(t, "init", page, "--config", "c.toml", "--json")
	if r.code != problem.ExitAuth || !strings.Contains(r.err, "no profile was saved") || strings.Contains(r.out+r.err, "wrong") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("c.toml"); err == nil {
		t.Error("a profile is left")
	}
	write(t, "good.token", sandbox.DefaultToken)
	r = run(t, "init", page, "--config", "c.toml", "--profile", "acme", "--token-file", "good.token", "--rate", "7")
	if r.code != 0 || !strings.Contains(r.err, "next: leadferry export leads.csv --config c.toml") || !strings.Contains(read(t, "c.toml"), "good.token") {
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
	if r.code != problem.ExitAuth || !strings.Contains(r.out, "missing") || !strings.Contains(r.err, "there is no bot ID, no customer ID and no token") {
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

// TestServe: the sandbox prints the lines that point to it, serves, and ends when it is stopped.
func TestServe(t *testing.T) {
	alone(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if r := run(t, "sandbox", "--addr", taken.Addr().String()); r.code != problem.ExitUsage || !strings.Contains(r.err, "another program already uses this address") || !strings.Contains(r.err, "choose another port") {
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
