//go:build unix

package owned_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

// TestPlanted: what others could have planted is wrong use, and is neither opened nor changed.
func TestPlanted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(at("mine"), []byte("mine"), 0o600))
	must(os.WriteFile(at("open"), nil, 0o600))
	must(os.Chmod(at("open"), 0o666))
	must(os.Symlink(at("mine"), at("link")))
	must(os.WriteFile(at("twice"), nil, 0o600))
	must(os.Link(at("twice"), at("hardlink")))
	must(os.Symlink(at("nowhere"), at("dangling")))
	must(syscall.Mkfifo(at("pipe"), 0o600))
	must(os.Mkdir(at("folder"), 0o700))
	must(os.Mkdir(at("shared"), 0o700))
	must(os.Chmod(at("shared"), 0o777))
	must(os.Symlink(at("folder"), at("ownlink")))
	must(os.Symlink(at("shared"), at("sharedlink")))
	for name, fine := range map[string]bool{
		"mine": true, "nothing": true, "open": false, "link": false, "dangling": false, "pipe": false, "folder": false, "hardlink": false,
	} {
		if err := owned.Free(at(name)); (err == nil) != fine || !fine && problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %v", name, err)
		}
		f, err := owned.Open(at(name), os.O_RDWR)
		if opened := fine && name != "nothing"; (err == nil) != opened {
			t.Errorf("%s is opened: %v", name, err)
		}
		if err == nil {
			f.Close()
		}
		for _, flag := range []int{os.O_RDONLY, os.O_WRONLY | os.O_APPEND} {
			if _, err := owned.Open(at(name), flag); !fine && problem.ExitCode(err) != problem.ExitUsage {
				t.Errorf("%s is opened: %v", name, err)
			}
		}
		_, err = owned.Read(at(name)) // whoever may write to it, and whatever other names it has
		if readable := name == "mine" || name == "open" || name == "hardlink"; (err == nil) != readable {
			t.Errorf("%s is read: %v", name, err)
		}
	}
	for name, fine := range map[string]bool{"folder": true, "shared": false, "ownlink": true, "sharedlink": false, "mine": false} {
		if err := owned.Folder(at(name)); (err == nil) != fine || !fine && problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(os.Chmod(at("shared"), 0o777&^0o022)) // the fix
	if err := owned.Folder(at("shared")); err != nil {
		t.Error(err)
	}
	if os.Geteuid() != 0 {
		return
	}
	for _, name := range []string{"mine", "folder", "ownlink"} {
		must(os.Lchown(at(name), 12345, 12345))
	}
	for _, err := range []error{owned.Free(at("mine")), owned.Folder(at("folder")), owned.Folder(at("ownlink"))} {
		if problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("of another user: %v", err)
		}
	}
}
