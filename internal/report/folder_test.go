package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// fill makes a folder that holds files, by name and text.
func fill(t *testing.T, path string, files map[string]string) string {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

var (
	finished = map[string]string{importer.SummaryFile: `{"finished":true}`, importer.JournalFile: "", importer.ResultsFile: ""}
	stopped  = map[string]string{importer.SummaryFile: `{"finished":false}`, importer.JournalFile: ""}
	killed   = map[string]string{importer.JournalFile: ""}
	foreign  = map[string]string{"thesis.doc": ""}
)

func TestStateOf(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		files map[string]string
		want  State
	}{
		"nothing":             {nil, Empty},
		"file managers' own":  {map[string]string{"Thumbs.db": "", "desktop.ini": "", ".DS_Store": ""}, Empty},
		"a plan that waits":   {map[string]string{importer.PlanFile: ""}, Empty},
		"finished":            {finished, Finished},
		"stopped":             {stopped, Unfinished},
		"killed":              {killed, Unfinished},
		"killed, and a stray": {map[string]string{importer.JournalFile: "", "thesis.doc": ""}, Unfinished},
		"a broken summary":    {map[string]string{importer.SummaryFile: "{"}, Unfinished},
		"foreign":             {foreign, Foreign},
	} {
		if got, err := StateOf(fill(t, filepath.Join(t.TempDir(), "r"), tt.files)); got != tt.want || err != nil {
			t.Errorf("%s: %v, %v, want %v", name, got, err, tt.want)
		}
	}
	if _, err := StateOf(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want fs.ErrNotExist", err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		there []map[string]string // base, base-2, ...
		o     Options
		want  string // the folder; "" for an error
		exit  int
	}{
		"the first":                  {nil, Options{}, "r", 0},
		"after a finished one":       {[]map[string]string{finished}, Options{}, "r-2", 0},
		"after two":                  {[]map[string]string{finished, finished}, Options{}, "r-3", 0},
		"into an empty one":          {[]map[string]string{nil}, Options{}, "r", 0},
		"unfinished":                 {[]map[string]string{killed}, Options{Fix: "go on"}, "", problem.ExitGuard},
		"unfinished, the second":     {[]map[string]string{finished, stopped}, Options{Fix: "go on"}, "", problem.ExitGuard},
		"start over":                 {[]map[string]string{killed}, Options{Restart: true}, "r", 0},
		"resume":                     {[]map[string]string{finished, killed}, Options{Resume: true}, "r-2", 0},
		"resume nothing":             {nil, Options{Resume: true}, "r", 0},
		"resume a finished one":      {[]map[string]string{finished}, Options{Resume: true}, "r-2", 0},
		"resume an empty one":        {[]map[string]string{nil}, Options{Resume: true}, "r", 0},
		"a foreign folder":           {[]map[string]string{foreign}, Options{}, "", problem.ExitUsage},
		"named":                      {nil, Options{Named: "mine"}, "mine", 0},
		"named, where another stood": {[]map[string]string{finished}, Options{Named: "r"}, "", problem.ExitUsage},
		"named, in no folder":        {nil, Options{Named: "no/where"}, "", problem.ExitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			base := filepath.Join(dir, "r")
			for i, files := range tt.there {
				fill(t, numbered(base, i+1), files)
			}
			tt.o.Base = base
			if tt.o.Named != "" {
				tt.o.Named = filepath.Join(dir, tt.o.Named)
			}
			f, resumed, err := Open(tt.o)
			if resumed != (name == "resume") {
				t.Errorf("resumed: %v", resumed)
			}
			if problem.ExitCode(err) != tt.exit || (f == nil) != (tt.want == "") {
				t.Fatalf("%+v, %v, want exit code %d", f, err, tt.exit)
			}
			if tt.exit == problem.ExitGuard && (problem.Remedy(err) != "go on" || !strings.Contains(err.Error(), "this one sent nothing")) {
				t.Errorf("fix %q", problem.Remedy(err))
			}
			if f == nil {
				if left, _ := filepath.Glob(filepath.Join(dir, "*", lockName)); len(left) > 0 {
					t.Errorf("a lock is left: %v", left)
				}
				return
			}
			defer f.Close()
			if f.Path() != filepath.Join(dir, tt.want) {
				t.Errorf("%s, want %s", f.Path(), tt.want)
			}
			if _, _, err := Claim(f.Path()); problem.ExitCode(err) != problem.ExitLocked {
				t.Errorf("%v, want a locked folder", err)
			}
			if old := base + ".old"; tt.o.Restart != exists(old) {
				t.Errorf("%s is there: %v", old, exists(old))
			}
		})
	}
}

func TestRestartTwice(t *testing.T) {
	t.Parallel()
	base := filepath.Join(t.TempDir(), "r")
	for range 2 {
		f, _, err := Open(Options{Base: base, Restart: true})
		if err != nil {
			t.Fatal(err)
		}
		journal, err := f.CreateJournal()
		if err != nil {
			t.Fatal(err)
		}
		journal.Close()
		f.Close()
	}
	f, _, err := Open(Options{Base: base, Restart: true})
	if err != nil || !exists(base+".old") || !exists(base+".old-2") {
		t.Errorf("%v: both older reports must be kept", err)
	}
	f.Drop()
}

// TestFiles looks at modes, whole files, and what a dropped or a killed run leaves.
func TestFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r")
	f, _, err := Claim(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Write(importer.ResultsFile, func(out io.Writer) error { _, err := out.Write([]byte("row\n")); return err }); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := f.Write(importer.RejectsFile, func(io.Writer) error { return broken }); !errors.Is(err, broken) || exists(f.File(importer.RejectsFile)) {
		t.Errorf("%v: nothing must be written", err)
	}
	if _, err := f.Read(importer.JournalFile); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want no journal", err)
	}
	journal, err := f.CreateJournal()
	if err != nil {
		t.Fatal(err)
	}
	journal.Close()
	if _, err := f.CreateJournal(); err == nil {
		t.Error("a second journal was made")
	}
	for name, want := range map[string]fs.FileMode{".": 0o700, importer.ResultsFile: 0o600, importer.JournalFile: 0o600} {
		if info, err := os.Stat(f.File(name)); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want mode %o", name, info, err, want)
		}
	}
	f.Drop()
	if !exists(path) || exists(filepath.Join(path, lockName)) {
		t.Error("a report must stay, and its lock must go")
	}
	f.Close() // does nothing any more

	fill(t, filepath.Join(path, "x"), nil)
	left := filepath.Join(path, ".leadferry-123")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f, _, err = Claim(path)
	if err != nil || exists(left) {
		t.Errorf("%v: what a killed run left must go", err)
	}
	f.Close()
}

func TestDrop(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r")
	f, state, err := Claim(path)
	if err != nil || state != Empty {
		t.Fatal(state, err)
	}
	if err := f.Write(importer.PlanFile, func(io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
	f.Drop()
	if exists(path) {
		t.Error("a folder with nothing but a plan that was not carried out is left")
	}
}

func TestTemp(t *testing.T) {
	t.Parallel()
	f, _, err := Claim(filepath.Join(t.TempDir(), "r"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Drop()
	for _, folder := range []*Folder{f, nil} {
		temps := Temps{Folder: folder}
		temp, err := temps.Make()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := temp.WriteAt([]byte("x"), 0); err != nil {
			t.Error(err)
		}
		temps.Remove()
		if _, err := temp.WriteAt([]byte("x"), 0); err == nil || exists(temp.(*os.File).Name()) {
			t.Errorf("%v: the file must be gone", err)
		}
	}
	none := Temps{Folder: &Folder{path: filepath.Join(t.TempDir(), "none")}}
	if _, err := none.Make(); err == nil {
		t.Error("a temporary file was made in a folder that is not there")
	}
}

// TestWhoHolds: what holds a folder is called what it is: its own run, or an undo of what is finished.
func TestWhoHolds(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{"another run is still writing the report": killed, "another undo of the import": finished} {
		path := fill(t, filepath.Join(t.TempDir(), "r"), files)
		f, _, err := Claim(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Claim(path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		f.Close()
	}
}
