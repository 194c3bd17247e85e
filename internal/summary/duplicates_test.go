package summary

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/duplicates"
)

// TestSharedUUIDs: leads that share their uuid are counted, though they share nothing else.
func TestSharedUUIDs(t *testing.T) {
	t.Parallel()
	records := `{"_id":"1","uuid":"u"}` + "\n" + `{"_id":"2","uuid":"v"}` + "\n" + `{"_id":"3","uuid":"u"}` + "\n" + `{"_id":"4","uuid":"u"}` + "\n" + `{"_id":"5"}` + "\n" + `{"_id":"6"}` + "\n"
	found, err := duplicates.Find(t.Context(), &duplicates.Options{
		Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(records)) }, Temp: temp(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	var said, answered talk
	d := Duplicates{Tags: new(Tags)}
	if code, err := d.Tell(t.Context(), &said, &answered, found, 0); code != 0 || err != nil || d.SameUUID != 3 {
		t.Errorf("exit code %d, %v, %+v", code, err, d)
	}
	want := talk{"  note: 3 leads have the same uuid as another one; a tag or an import may reach only one lead of each uuid", "  There is no lead to tag."}
	if !slices.Equal(said, want) || !slices.Equal(answered, talk{"No two of 6 leads have the same e-mail or phone."}) {
		t.Errorf("%q, %q", said, answered)
	}
}
