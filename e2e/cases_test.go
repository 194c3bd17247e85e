package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// A fileCase is a file as people have them, and what must become of it.
type fileCase struct {
	file    string
	check   int      // exit code of check, and of import -n
	convert int      // exit code of convert
	says    []string // what check tells, as text
	way     []string // flags that the words name; with them every row is sent
	stored  []string // "field=value" of the leads that the platform then holds; a file of ok cells
	count   int      // of the leads then; not looked at if it is 0
}

// TestFilesAsPeopleHaveThem takes each file of testdata/cases through check, convert and import.
func TestFilesAsPeopleHaveThem(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, c := range fileCases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			server, sh := newShell(t, sandbox.Options{Seed: 1})
			name := filepath.Base(c.file)
			text, err := os.ReadFile(filepath.Join("testdata", "cases", c.file))
			if err != nil {
				t.Fatal(err)
			}
			sh.write(name, string(text))
			c.agree(t, sh, name)
			if len(c.stored) > 0 {
				c.send(t, server, sh, name)
			}
		})
	}
}

// agree wants one judgement of all three commands, and the words of it.
func (c *fileCase) agree(t *testing.T, sh shell, name string) {
	t.Helper()
	said, code := sh.run("check", name)
	if code != c.check {
		t.Errorf("check: exit code %d, want %d\n%s", code, c.check, said)
	}
	for _, text := range c.says {
		if !strings.Contains(said, text) {
			t.Errorf("check does not tell %q:\n%s", text, said)
		}
	}
	if said, code := sh.run("import", name, "-n", "--rate", "0"); code != c.check {
		t.Errorf("import -n: exit code %d, want that of check, %d\n%s", code, c.check, said)
	}
	if sh.find(name+".report") == nil && c.check != 2 {
		t.Error("import -n left no report")
	}
	said, code = sh.run("convert", name, "converted.csv")
	if code != c.convert {
		t.Errorf("convert: exit code %d, want %d\n%s", code, c.convert, said)
	}
	if written := sh.find("converted.csv") != nil; written != (code == 0) {
		t.Errorf("convert: a file is written: %v, exit code %d", written, code)
	}
	if code == 0 {
		if _, err := csv.NewReader(strings.NewReader(string(sh.read("converted.csv")))).ReadAll(); err != nil {
			t.Errorf("another parser cannot read what convert wrote: %v", err)
		}
	}
}

// send imports the file in the way that the words name, and looks at what the platform holds.
func (c *fileCase) send(t *testing.T, server *sandbox.Server, sh shell, name string) {
	t.Helper()
	want := c.check
	if c.way != nil {
		want = 0
	}
	said, code := sh.run(append([]string{"import", name, "--yes", "--rate", "0", "--report", "sent"}, c.way...)...)
	if code != want {
		t.Fatalf("import %q: exit code %d, want %d\n%s", c.way, code, want, said)
	}
	leads := server.All("lead")
	if c.count != 0 && len(leads) != c.count {
		t.Errorf("the platform holds %d leads, want %d", len(leads), c.count)
	}
	held := map[string]bool{}
	for _, raw := range leads {
		var lead map[string]any
		if err := json.Unmarshal(raw, &lead); err != nil {
			t.Fatal(err)
		}
		hold(held, "", lead)
	}
	for _, value := range c.stored {
		if !held[value] {
			t.Errorf("the platform does not hold %q but %q", value, slices.Sorted(maps.Keys(held)))
		}
	}
}

// hold adds each text of a record as "field=value", and each attribute as "attributes.key=value".
func hold(held map[string]bool, field string, value any) {
	switch value := value.(type) {
	case map[string]any:
		if key, ok := value["key"]; ok {
			hold(held, fmt.Sprint("attributes.", key), value["value"])
			return
		}
		for key, inner := range value {
			hold(held, key, inner)
		}
	case []any:
		for _, inner := range value {
			hold(held, field, inner)
		}
	default:
		held[fmt.Sprintf("%s=%v", field, value)] = true
	}
}

// TestEveryFileHasACase holds the folder and the table together.
func TestEveryFileHasACase(t *testing.T) {
	t.Parallel()
	var files, listed []string
	root := os.DirFS(filepath.Join("testdata", "cases"))
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range fileCases {
		listed = append(listed, c.file)
	}
	slices.Sort(files)
	slices.Sort(listed)
	if !slices.Equal(files, listed) {
		t.Errorf("the table and the folder differ:\n%q\n%q", listed, files)
	}
}
