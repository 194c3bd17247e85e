package mapfile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/internal/problem"
)

// TestKept: what is written is what is read, whatever signs headers and statuses have.
func TestKept(t *testing.T) {
	t.Parallel()
	kept := mapfile.File{
		Columns: []columns.Pair{{Headers: `"Doe, Jane",Last`, Field: "name"}, {Headers: "E-Mail=\"x\"\n", Field: "email"}, {Headers: "日本", Field: "-"}},
		Status:  columns.StatusMap{},
	}
	for _, p := range [][2]string{{"New = hot", "OPEN"}, {"perdu", "-"}} {
		if err := kept.Status.Add(p[0], p[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := kept.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := mapfile.Parse(b.String())
	if err != nil || cmp.Diff(&kept, got) != "" {
		t.Errorf("%v, %s", err, cmp.Diff(&kept, got))
	}
}

// TestWrongFile: what cannot be read is told with its line, and what to write.
func TestWrongFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[columns]\nEmail email": "line 2",
		"[colums]\n":             "no setting colums",
		"[columns]\nEmail = 3":   "Email",
		"[status]\nNew = \"?\"":  "?",
	} {
		_, err := mapfile.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) || problem.Remedy(err) == "" {
			t.Errorf("%q: %v (%s)", text, err, problem.Remedy(err))
		}
	}
}
