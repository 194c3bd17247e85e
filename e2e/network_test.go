package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
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
		"broken":      {broken.URL, "export leads.csv", []string{"does not work: the server answered 502", "wait until the server works"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			sh := shell{t, dir, append(environ(), "HOME="+dir)}
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
