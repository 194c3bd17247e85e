package source_test

import (
	"io"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// TestAnswers: what a server answers in place of leads is refused, and nothing that may be a row.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]bool{
		`{"error":{"code":401,"message":"Request had invalid authentication credentials."}}`: true,
		`{"detail":"token expired","email":"a@x.com"}`:                                       false,
		`{"attributes.plan":"pro"}`:                                                          false,
		"{\"plan\":\"pro\"}\n{\"plan\":\"basic\"}\n":                                         false,
		`[{"plan":"pro"},{"plan":"basic"}]`:                                                  false,
		`{"_id":"1","plan":"pro"}`:                                                           false,
	} {
		in := source.Input{Name: "a.json", Format: sheet.JSONL, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
		s, err := source.Examine(t.Context(), in)
		if err != nil {
			t.Fatal(text, err)
		}
		if err := s.RefuseAnswer(t.Context()); (err != nil) != refused || refused && problem.Remedy(err) == "" {
			t.Errorf("%s: %v", text, err)
		}
	}
}
