package lane_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/profile"
)

// TestID: one token is one lane, however the address is spelled, and the name tells nothing of the token.
func TestID(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.toml")
	text := `
[profile.a]
token_file = "one"
[profile.b]
base_url = "https://API.v7.convertalk.com:443/"
bot_id = "another"
token_file = "one"
[profile.c]
token_file = "two"
[profile.d]
base_url = "https://api.example.com"
token_file = "one"
[profile.e]
token_command = ["pass", "one"]
[profile.f]
bot_id = "x"
[profile.g]
base_url = "nothing"
token_file = "one"
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := profile.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for i := range file.Profiles {
		p := &file.Profiles[i]
		id, err := lane.ID(p)
		if wrong := p.Name == "f" || p.Name == "g"; wrong != (err != nil) {
			t.Errorf("%s: %v", p.Name, err)
		}
		ids[p.Name] = id
	}
	if ids["a"] != ids["b"] {
		t.Error("one token has two lanes")
	}
	for _, other := range []string{"c", "d", "e"} {
		if ids[other] == ids["a"] {
			t.Errorf("profile %s shares the lane of another token", other)
		}
	}
}
