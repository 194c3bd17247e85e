package importer_test

import (
	"slices"
	"testing"

	"github.com/leadferry/leadferry/importer"
)

// TestDifferences: a journal of another reading of the file is not gone on with; one that says nothing of it was UTF-8.
func TestDifferences(t *testing.T) {
	t.Parallel()
	plain := importer.Header{SHA256: "x", IDFrom: []string{"email"}}
	ansi := plain
	ansi.Encoding, ansi.Delimiter = "windows-1252", "semicolon"
	if d := plain.Differences(&ansi); !slices.Equal(d, []string{"--encoding", "--delimiter"}) {
		t.Error(d)
	}
	if d := ansi.Differences(&ansi); d != nil {
		t.Error(d)
	}
}
