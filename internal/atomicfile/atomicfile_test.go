package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// put creates a file that holds "old".
func put(t *testing.T, path string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// want checks that the file holds the text and that nothing hidden is in its folder.
func want(t *testing.T, path, text string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, text)
	}
	wantClean(t, filepath.Dir(path))
}

func wantClean(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			t.Errorf("%s is left", entry.Name())
		}
	}
}

func create(t *testing.T, path string, force bool) *File {
	t.Helper()
	f, err := Create(path, force)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("ne")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("w")); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.csv")
	f := create(t, path, false)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before Commit: %v", err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Errorf("Abort after Commit: %v", err)
	}
	want(t, path, "new")
	if err := f.Commit(); err == nil {
		t.Error("a second Commit says nothing")
	}
	if _, err := f.Write([]byte("x")); err == nil {
		t.Error("Write after Commit says nothing")
	}
	want(t, path, "new")
}

func TestForce(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "leads.csv"))
	if _, err := Create(path, false); !errors.Is(err, fs.ErrExist) || !strings.HasPrefix(err.Error(), path+" exists already") {
		t.Errorf("without force: %v", err)
	}
	want(t, path, "old")
	if err := create(t, path, true).Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, path, "new")
}

// The file appears while ours is being written.
func TestExistsAtCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.csv")
	f := create(t, path, false)
	put(t, path)
	if err := f.Commit(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	want(t, path, "old")
}

func TestAbort(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "leads.csv"))
	f := create(t, path, true)
	for range 2 {
		if err := f.Abort(); err != nil {
			t.Error(err)
		}
	}
	if err := f.Commit(); err == nil {
		t.Error("Commit after Abort says nothing")
	}
	want(t, path, "old")
}

// brokenDisk fails at one step.
type brokenDisk struct {
	handle
	step string
}

var errDisk = errors.New("no space left on device")

func (b brokenDisk) fail(step string) error {
	if step == b.step {
		return errDisk
	}
	return nil
}

func (b brokenDisk) Write(p []byte) (int, error) {
	if err := b.fail("write"); err != nil {
		return 0, err
	}
	return b.handle.Write(p)
}
func (b brokenDisk) Sync() error  { return errors.Join(b.handle.Sync(), b.fail("sync")) }
func (b brokenDisk) Close() error { return errors.Join(b.handle.Close(), b.fail("close")) }

func TestBrokenDisk(t *testing.T) {
	for _, step := range []string{"write", "sync", "close"} {
		t.Run(step, func(t *testing.T) {
			path := put(t, filepath.Join(t.TempDir(), "leads.csv"))
			f := create(t, path, true)
			f.file = brokenDisk{f.file, step}
			_, err := f.Write([]byte("er"))
			if (step == "write") != errors.Is(err, errDisk) {
				t.Errorf("Write says %v", err)
			}
			if err := f.Commit(); !errors.Is(err, errDisk) || !strings.Contains(err.Error(), path) {
				t.Errorf("Commit says %v", err)
			}
			want(t, path, "old")
		})
	}
}

// The rename fails: the target has become a folder.
func TestRenameFails(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "leads.csv")
	f := create(t, path, true)
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err == nil {
		t.Error("no error")
	}
	wantClean(t, folder)
}

func TestCreateRefuses(t *testing.T) {
	folder := t.TempDir()
	file := put(t, filepath.Join(folder, "file"))
	for path, problem := range map[string]string{
		"":                              "name it",
		folder:                          "it is a folder",
		folder + "/":                    "it is a folder",
		filepath.Join(file, "b"):        file + " is not a folder",
		filepath.Join(file, "b", "c"):   filepath.Join(file, "b") + " is not a folder",
		filepath.Join(folder, "a", "b"): "there is no folder " + filepath.Join(folder, "a"),
		filepath.Join(folder, "\x00"):   "",
		os.DevNull:                      "",
	} {
		_, err := Create(path, true)
		if err == nil || !strings.Contains(err.Error(), problem) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%q: %v", path, err)
		}
	}
	wantClean(t, folder)
}

func TestLongName(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("é", 125)+".csv")
	if err := create(t, path, false).Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, path, "new")
}

func TestRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := create(t, "leads.csv", false).Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, "leads.csv", "new")
}

func TestSymlink(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "real"), 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link.csv")
	if err := os.Symlink(filepath.Join("real", "leads.csv"), link); err != nil {
		t.Skip(err)
	}
	target := filepath.Join(folder, "real", "leads.csv")
	if err := create(t, link, false).Commit(); err != nil { // it leads to nothing yet
		t.Fatal(err)
	}
	want(t, target, "new")
	put(t, target)
	if _, err := Create(link, false); !errors.Is(err, fs.ErrExist) || !strings.HasPrefix(err.Error(), link+" exists") {
		t.Errorf("without force: %v", err)
	}
	if err := create(t, link, true).Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, target, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	wantClean(t, folder)
}

func TestSymlinkLoop(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink("link.csv", link); err != nil {
		t.Skip(err)
	}
	if _, err := Create(link, true); err == nil {
		t.Error("no error")
	}
}

func TestUnwritableFolder(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("every folder is writable here")
	}
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := Create(filepath.Join(folder, "leads.csv"), false)
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), folder) {
		t.Errorf("got %v", err)
	}
}

// Sweep removes the temporary files of its target, and no others.
func TestSweep(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	target := filepath.Join(folder, "a[1].csv")
	for _, name := range []string{
		".a[1].csv.leadferry-0011aabb.tmp", ".a[1].csv.leadferry-mine.tmp", ".a1.csv.leadferry-0011aabb.tmp", "a[1].csv",
	} {
		put(t, filepath.Join(folder, name))
	}
	Sweep(target)
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 3 || entries[0].Name() != ".a1.csv.leadferry-0011aabb.tmp" {
		t.Errorf("left are %v, %v", entries, err)
	}
}
