package store_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/backup/store"
)

func section(text string) *io.SectionReader {
	return io.NewSectionReader(strings.NewReader(text), 0, int64(len(text)))
}

// testStore tests what every Store promises.
func testStore(t *testing.T, s store.Store) {
	t.Helper()
	const leads, manifest = "2026-11-23T030811Z/leads.jsonl.zst", "2026-11-23T030811Z/manifest.json"
	want := func(name, text string) {
		t.Helper()
		r, err := s.Get(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil || string(got) != text {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	listed := func(prefix string) (all []string) {
		t.Helper()
		objects, err := s.List(t.Context(), prefix)
		ok(err)
		for _, o := range objects {
			if strings.HasSuffix(o.Name, "/") {
				continue
			}
			if o.Size < 0 || o.Age < -2e9 || o.Age > 60e9 {
				t.Errorf("%+v", o)
			}
			all = append(all, o.Name)
		}
		return all
	}
	if _, err := s.Get(t.Context(), manifest); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got what is not there: %v", err)
	}
	ok(s.Delete(t.Context(), leads))
	ok(s.Put(t.Context(), leads, section("old")))
	ok(s.Put(t.Context(), leads, section(strings.Repeat("leads", 100_000))))
	ok(s.PutIfAbsent(t.Context(), manifest, section("{}")))
	want(leads, strings.Repeat("leads", 100_000))
	want(manifest, "{}")
	if err := s.PutIfAbsent(t.Context(), manifest, section("[]")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("put what is there: %v", err)
	}
	want(manifest, "{}")
	const other = "2026-11-23T030811Z-2/manifest.json" // begins with the first one's name
	ok(s.PutIfAbsent(t.Context(), other, section("{}")))
	if got := listed(""); len(got) != 3 || !slices.Contains(got, other) {
		t.Errorf("listed %v", got)
	}
	if got := listed("2026-11-23T030811Z/"); !slices.Equal(got, []string{leads, manifest}) {
		t.Errorf("listed of one %v", got)
	}
	ok(s.Delete(t.Context(), manifest))
	ok(s.Delete(t.Context(), leads))
	if got := listed(""); !slices.Equal(got, []string{other}) {
		t.Errorf("left are %v", got)
	}
	if _, err := s.Get(t.Context(), leads); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got what is deleted: %v", err)
	}
}

// testFolders tests which folders of a store hold snapshots of their own. put puts a file of that name.
func testFolders(t *testing.T, s interface {
	Folders(ctx context.Context) ([]string, error)
}, put func(name string)) {
	t.Helper()
	for _, name := range []string{
		"2026-11-23T030811Z/manifest.json", "beta/2026-11-23T030811Z/manifest.json", "beta/2026-11-24T030811Z/manifest.json",
		"acme/2026-11-23T030811Z/manifest.json", "other/manifest.json", "deep/er/2026-11-23T030811Z/manifest.json",
	} {
		put(name)
	}
	if got, err := s.Folders(t.Context()); err != nil || !slices.Equal(got, []string{"acme", "beta"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFoldersOfAFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	put := func(name string) {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	put(".leadferry-2710411752.partial/2026-11-23T030811Z/manifest.json") // of a run that was killed
	testFolders(t, store.NewFolder(folder), put)
}

func TestFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "backups")
	s := store.NewFolder(folder)
	unlock, err := s.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	testStore(t, s)
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if hidden, err := filepath.Glob(filepath.Join(folder, ".*")); len(hidden) > 0 || err != nil {
		t.Errorf("left are %v, %v", hidden, err)
	}
}
