package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/sandbox"
)

// TestDocumentedHooks runs each line of docs/hooks.md that a profile can hold, with the real programs.
// Web addresses are replaced by that of a server here.
func TestDocumentedHooks(t *testing.T) {
	unraced(t)
	t.Parallel()
	lines := blockLines(t, "../docs/hooks.md", "toml")
	if len(lines) != 8 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for _, line := range lines {
		var hooks map[string][]string
		if _, err := toml.Decode(line, &hooks); err != nil || len(hooks) != 1 {
			t.Fatalf("%s: %v", line, err)
		}
		for kind, words := range hooks {
			t.Run(fmt.Sprintf("%s %s %.12s", kind, words[0], words[len(words)-1]), func(t *testing.T) {
				t.Parallel()
				if _, err := exec.LookPath(words[0]); err != nil {
					t.Skip(err)
				}
				switch words[0] {
				case "rclone":
					copied(t, line)
				case "mail":
					mailed(t, line)
				default:
					posted(t, kind, line)
				}
			})
		}
	}
}

// hooked returns a shell in a folder with a profile that has the line.
func hooked(t *testing.T, line string) shell {
	t.Helper()
	_, url := serve(t, sandbox.Options{Leads: 60, NonLeads: 10})
	sh := shell{t, t.TempDir(), environ()}.with("CONVERTALK_LAG=0s")
	sh = sh.with("LEADFERRY_CONFIG="+sh.path("config.toml"), "HOME="+sh.dir, "XDG_STATE_HOME=")
	sh.write("config.toml", profile("acme", url, "token_file = \"token\"\nrate = 0\n%s\n", line))
	sh.write("token", sandbox.DefaultToken)
	return sh
}

// TestHookStopped: Ctrl-C reaches the hook, which cleans up; the file is there, and that is said.
func TestHookStopped(t *testing.T) {
	t.Parallel()
	sh := hooked(t, `then = ["sh", "-c", "trap 'echo cleaned; exit 1' INT; touch begun; while :; do sleep 0.1; done"]
on_failure = ["sh", "-c", "cat > told"]`)
	p := sh.start("export", "leads.csv", "-q")
	waitFor(t, func() bool { return len(sh.find("begun")) == 1 })
	p.signal(t, os.Interrupt)
	said, code := p.end()
	if code != 130 || !strings.Contains(said, "cleaned\n") || !strings.Contains(said, "Stopped (Ctrl-C); leads.csv was made, but perhaps not copied") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if told := string(sh.read("told")); len(sh.read("leads.csv")) == 0 || !strings.Contains(told, `"exitCode":130`) || !strings.Contains(told, `"leads":60`) {
		t.Error(told)
	}
}

// copied has rclone copy a backup folder away, and back, where it must be what it was.
func copied(t *testing.T, line string) {
	t.Helper()
	sh := hooked(t, line)
	sh = remotes(t, sh, line)
	if strings.Contains(line, "{file}") {
		sh.ok("export", "leads.csv", "-q")
		sh.rclone("copyto", "drive:exports/acme.csv", "back.csv")
		if string(sh.read("back.csv")) != string(sh.read("leads.csv")) {
			t.Error("the copy differs")
		}
		return
	}
	remote := regexp.MustCompile(`[a-z0-9]+:[a-z-]+/`).FindString(line) + "acme"
	for n := range 2 {
		sh.ok("backup", "create", "backups", "-q")
		sh.rclone("copy", remote, "back")
		said := sh.ok("backup", "check", "back")
		if strings.Count(said, "intact") != n+1 || len(sh.find("back/*Z")) != n+1 || len(sh.find("back/.*")) > 0 {
			t.Errorf("%s%q", said, sh.find("back/*"))
		}
		time.Sleep(time.Second) // names of snapshots are seconds
	}
}

// remotes makes the remotes that the lines name: a folder, a bucket, and a server.
func remotes(t *testing.T, sh shell, line string) shell {
	t.Helper()
	sh = sh.with("RCLONE_CONFIG="+sh.path("rclone.conf"), "AWS_CA_BUNDLE=")
	switch {
	case strings.Contains(line, "drive:"):
		sh.write("rclone.conf", "[drive]\ntype = alias\nremote = "+sh.path("drive")+"\n")
	case strings.Contains(line, "s3:"):
		url := serveS3(t, func(h http.Handler) http.Handler { return h })
		sh.write("rclone.conf", "[s3]\ntype = s3\nprovider = Other\naccess_key_id = a\nsecret_access_key = b\nregion = us-east-1\nendpoint = "+url+"\n")
		sh.rclone("mkdir", "s3:acme-leads")
	default:
		address := freeAddress(t)
		server := exec.CommandContext(t.Context(), "rclone", "serve", "sftp", t.TempDir(), "--addr", address, "--user", "u", "--pass", "p")
		server.Env = sh.env
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Process.Kill(); server.Wait() })
		waitFor(t, func() bool {
			c, err := net.Dial("tcp", address)
			if err == nil {
				c.Close()
			}
			return err == nil
		})
		hidden, err := exec.CommandContext(t.Context(), "rclone", "obscure", "p").Output()
		if err != nil {
			t.Fatal(err)
		}
		host, port, _ := net.SplitHostPort(address)
		sh.write("rclone.conf", fmt.Sprintf("[sftp]\ntype = sftp\nhost = %s\nport = %s\nuser = u\npass = %s\nshell_type = none\n", host, port, hidden))
	}
	return sh
}

// freeAddress is one that no server listens on just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s shell) rclone(args ...string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), "rclone", args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("rclone %q: %v\n%s", args, err, out)
	}
}

// mailed has mail(1) send a message, which the program that carries it keeps.
func mailed(t *testing.T, line string) {
	t.Helper()
	sh := hooked(t, line)
	sh.write("sendmail", "#!/bin/sh\ncat > '"+sh.path("message")+"'\n")
	if err := os.Chmod(sh.path("sendmail"), 0o700); err != nil {
		t.Fatal(err)
	}
	sh.write("mailrc", "set sendmail='"+sh.path("sendmail")+"'\n")
	sh = sh.with("MAILRC=" + sh.path("mailrc"))
	sh.write("leads.csv", "")
	if said, code := sh.run("export", "leads.csv"); code != 2 || strings.Contains(said, "warning") {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	waitFor(t, func() bool { return len(sh.find("message")) == 1 }) // mail may hand it over later
	for _, want := range []string{"Subject: leads of acme: export, exit code 2\n", "ops@example.org", "leads.csv exists already"} {
		if !strings.Contains(string(sh.read("message")), want) {
			t.Errorf("%q is not in\n%s", want, sh.read("message"))
		}
	}
}

// posted has curl send JSON to a server.
func posted(t *testing.T, kind, line string) {
	t.Helper()
	got := make(chan string, 1)
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.Header.Get("Content-Type") + " " + string(body)
	}))
	defer web.Close()
	sh := hooked(t, regexp.MustCompile(`"https://[^"]*"`).ReplaceAllLiteralString(line, `"`+web.URL+`/secret"`))
	want := `"command":"export"`
	if kind == "on_failure" {
		sh.write("leads.csv", "")
		want = `"text":"Leads of acme: export ended with exit code 2"`
	}
	if said, _ := sh.run("export", "leads.csv"); strings.Contains(said, "warning") {
		t.Fatal(said)
	}
	body, isJSON := strings.CutPrefix(<-got, "application/json ")
	if !isJSON || !json.Valid([]byte(body)) || !strings.Contains(body, want) {
		t.Errorf("%s", body)
	}
}
