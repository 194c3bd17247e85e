package cli

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/leadferry/leadferry/internal/history"
)

// index is the history of this user's runs.
func index() history.Index { return history.Index{Folder: ownState("")} }

// ownState is the folder of that name in which the program notes things for a user, "" if there is no
// place for it.
func ownState(name string) string {
	folder := stateFolder()
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, "leadferry", name)
}

// stateFolder is where this system keeps what programs note for a user, "" if there is no such place.
func stateFolder() string {
	if folder := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(folder) {
		return folder
	}
	find := func() (string, error) {
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "state"), err
	}
	switch runtime.GOOS {
	case "windows":
		find = os.UserCacheDir // LocalAppData
	case "darwin", "ios":
		find = os.UserConfigDir // Application Support
	}
	folder, err := find()
	if err != nil || !filepath.IsAbs(folder) {
		return ""
	}
	return folder
}
