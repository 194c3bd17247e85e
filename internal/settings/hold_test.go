package settings

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/internal/filelock"
)

// TestHold: one run holds a bot, however its address is spelled, and another bot is free.
func TestHold(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "state", "bots")
	bot := func(baseURL, id string) *Connection {
		return &Connection{Flags: Flags{BaseURL: baseURL, BotID: id}}
	}
	held, err := bot("https://api.example.org", "a").Hold(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{"https://api.example.org/", "https://API.example.org:443"} {
		if _, err := bot(same, "a").Hold(folder); !errors.Is(err, filelock.ErrLocked) {
			t.Errorf("%s: %v", same, err)
		}
	}
	for _, other := range []*Connection{bot("https://api.example.org", "b"), bot("https://api.example.com", "a")} {
		lock, err := other.Hold(folder)
		if err != nil {
			t.Fatal(err)
		}
		if err := lock.Release(); err != nil {
			t.Error(err)
		}
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := bot("https://api.example.org", "a").Hold(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}
