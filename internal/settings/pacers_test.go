package settings

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/ratelimit"
)

// TestPacers: one pacer for each token of a server, whatever its address is spelled like. What it finds
// out is there for the next run, under a name that tells nobody the token.
func TestPacers(t *testing.T) {
	t.Parallel()
	p := &Pacers{Folder: filepath.Join(t.TempDir(), "pace")}
	of := func(p *Pacers, base, token string, rate float64) *ratelimit.Pacer {
		return p.of(&convertalk.Options{BaseURL: base, Token: token}, ratelimit.Options{Rate: rate, Workers: 4})
	}
	first := of(p, "https://api.example.com", "secret-token", 2)
	if of(p, "https://API.example.com:443/", "secret-token", 2) != first {
		t.Error("two pacers for one token")
	}
	for _, other := range []*ratelimit.Pacer{
		of(p, "https://api.example.org", "secret-token", 2), of(p, "https://api.example.com", "another", 2),
		of(p, "https://api.example.com", "secret-token", 3), of(nil, "https://api.example.com", "secret-token", 2),
	} {
		if other == first {
			t.Error("one pacer for two")
		}
	}
	if err := first.Acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	first.Release(ratelimit.Throttled, ratelimit.Hint{})
	same := of(&Pacers{Folder: p.Folder}, "https://api.example.com", "secret-token", 0)
	if err := same.Acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := same.State().Pace, first.State().Pace; want == 0 || got < want/2 || got > 2*want {
		t.Errorf("%v, want %v", got, want)
	}
	same.Release(ratelimit.OK, ratelimit.Hint{})
	files, err := os.ReadDir(p.Folder)
	if err != nil || len(files) != 2 { // of one token: the others have made no request
		t.Errorf("%v, %v", files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(p.Folder, f.Name()))
		if err != nil || bytes.Contains(text, []byte("secret")) || bytes.Contains(text, []byte("example")) {
			t.Errorf("%s: %q, %v", f.Name(), text, err)
		}
	}
	nowhere := &Pacers{Folder: filepath.Join(files[0].Name(), "\x00")}
	if err := of(nowhere, "https://api.example.com", "secret-token", 2).Acquire(t.Context()); err != nil {
		t.Error(err)
	}
}
