package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// TestSamples reads every sample as a user's file is read, so that none can rot.
func TestSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../samples/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		format, _, err := sheet.FormatOf(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows := readSheet(t, text, format, false)
		if len(rows) < 2 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
		if filepath.Base(name) == "event.csv" {
			continue // a file as people have it: see TestTranscript
		}
		for _, row := range rows {
			l := lead.Unflatten(&row)
			again := l.Row()
			if l.UUID == "" || len(l.Tags) == 0 || again.Base[lead.Tags] != row.Base[lead.Tags] || again.Base[lead.Notes] != row.Base[lead.Notes] {
				t.Errorf("%s: %+v", name, l)
			}
			for _, c := range row.Dynamic {
				if _, ok := lead.AttributeKey(c.Column); !ok {
					t.Errorf("%s: the column %q is not known", name, c.Column)
				}
			}
		}
	}
}
