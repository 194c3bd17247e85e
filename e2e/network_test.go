package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// TestNoNetwork: a server that is not there, refuses, cannot show who it is, or does not work ends a
// run within 10 seconds, before its first answer, with the cause and what to do. A busy machine needs
// a while longer.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(broken.Close)
	const nobody, address = "http://127.0.0.1:9", "fix: check your internet connection and the spelling of --base-url"
	for name, tt := range map[string]struct {
		base, args string
		says       []string
	}{
		"export":      {nobody, "export leads.csv", []string{"error: cannot reach 127.0.0.1:9: connection refused; leads.csv was not written", address}},
		"import":      {nobody, "import in.csv --yes", []string{"cannot reach 127.0.0.1:9: connection refused", "nothing was sent", address}},
		"plan":        {nobody, "import in.csv --dry-run", []string{"cannot reach 127.0.0.1:9: connection refused", address}},
		"blind":       {nobody, "import in.csv --blind --yes", []string{"cannot reach 127.0.0.1:9: connection refused", address, "then run it again with: leadferry import in.csv"}},
		"backup":      {nobody, "backup create backups", []string{"cannot reach 127.0.0.1:9: connection refused", "no snapshot was made", address}},
		"no host":     {"https://nope.invalid", "export leads.csv", []string{"error: cannot reach nope.invalid: ", address}},
		"certificate": {stranger.URL, "export leads.csv", []string{"its certificate is from an authority that this computer does not trust", "this computer's clock"}},
		"broken":      {broken.URL, "export leads.csv", []string{"gives no usable answer: the server answered 502", "run it again later"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			sh := shell{t, dir, append(environ(), "HOME="+dir, "XDG_STATE_HOME="+dir)}
			for variable, value := range connection(tt.base) {
				sh = sh.with(variable + "=" + value)
			}
			sh.write("in.csv", "uuid,name\n"+uuid(1)+",Ann\n")
			began := time.Now()
			said, code := sh.run(strings.Fields(tt.args)...)
			if took := time.Since(began); code != 1 || took > 25*time.Second {
				t.Errorf("exit code %d after %v", code, took)
			}
			for _, want := range tt.says {
				if !strings.Contains(said, want) {
					t.Errorf("%q is missing:\n%s", want, said)
				}
			}
			if strings.Contains(said, "what was read is kept") || len(sh.find(".leads.csv*spool*")) > 0 {
				t.Errorf("nothing was read, and it is kept:\n%s", said)
			}
		})
	}
}

// TestNetworkGone: an undo and a restore whose server is not there any more end as soon, say what is wrong,
// and take nothing with them: once it is back, the same command works.
func TestNetworkGone(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{Leads: 20})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	sh := shell{t, t.TempDir(), environ()}
	for variable, value := range connection(web.URL) {
		sh = sh.with(variable + "=" + value)
	}
	before := renameAll(t, server, sh)
	sh.ok("backup", "create", "backups", "-q")
	sh.ok("import", "leads.csv", "--yes", "--rate", "0", "-q")
	address := web.Listener.Addr().String()
	web.Close()
	snapshot := "backups/" + filepath.Base(sh.find("backups/*Z")[0])
	commands := []string{"backup restore " + snapshot + " --dry-run", "undo leads.csv.report --dry-run", "undo leads.csv.report --yes"}
	for _, args := range commands {
		began := time.Now()
		said, code := sh.run(strings.Fields(args)...)
		if took := time.Since(began); code != 1 || took > 25*time.Second {
			t.Errorf("%s: exit code %d after %v", args, code, took)
		}
		for _, want := range []string{
			"cannot reach " + address + ": connection refused", "fix: check your internet connection and the spelling of --base-url", "nothing was sent",
			"run it again with: leadferry " + args,
		} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is missing:\n%s", args, want, said)
			}
		}
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Skip(err) // another process took the port
	}
	back := &httptest.Server{Listener: listener, Config: &http.Server{Handler: server, ReadHeaderTimeout: time.Minute}}
	back.Start()
	t.Cleanup(back.Close)
	for _, args := range commands {
		sh.ok(strings.Fields(args + " --rate 0")...)
	}
	for id, name := range names(t, server) {
		if before[id] != name {
			t.Errorf("%s was %q and is %q", id, before[id], name)
		}
	}
}
