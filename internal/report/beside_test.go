package report

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// TestBeside: names follow the input's, nothing is replaced, and the report takes what cannot lie
// beside the input.
func TestBeside(t *testing.T) {
	t.Parallel()
	fill := func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }
	for _, tt := range []struct {
		input  string
		inside bool
		want   [2]string // of two runs
	}{
		{"people.csv", false, [2]string{"people.rejected.xlsx", "people.rejected-2.xlsx"}},
		{"Leads of May.CSV.gz", false, [2]string{"Leads of May.rejected.xlsx", "Leads of May.rejected-2.xlsx"}},
		{"v1.2", false, [2]string{"v1.2.rejected.xlsx", "v1.2.rejected-2.xlsx"}},
		{".csv", false, [2]string{".csv.rejected.xlsx", ".csv.rejected-2.xlsx"}},
		{"people.rejected.xlsx", false, [2]string{"people.rejected.xlsx", "people.rejected-2.xlsx"}},
		{"people.rejected-2.csv", false, [2]string{"people.rejected.xlsx", "people.rejected-2.xlsx"}},
		{"stdin", true, [2]string{"r/stdin.rejected.xlsx", "r/stdin.rejected-2.xlsx"}},
		{"none/people.csv", false, [2]string{"r/people.rejected.xlsx", "r/people.rejected-2.xlsx"}},
	} {
		dir := t.TempDir()
		f, _, err := Claim(filepath.Join(dir, "r"))
		if err != nil {
			t.Fatal(err)
		}
		f.NameAfter(filepath.Join(dir, tt.input), tt.inside)
		broken := errors.New("broken")
		if _, err := f.Beside(".xlsx", func(io.Writer) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("%s: %v", tt.input, err)
		}
		for _, want := range tt.want {
			path, err := f.Beside(".xlsx", fill)
			if got := strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir)+"/"); err != nil || got != want || !exists(path) {
				t.Errorf("%s: %s, %v, want %s", tt.input, got, err, want)
			}
		}
		if state, err := StateOf(f.Path()); state != Empty || err != nil {
			t.Errorf("%s: %v, %v", tt.input, state, err)
		}
		f.Close()
	}
}
