package listing

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestAnswersComeBack: what the proof needs of an answer survives being written down; what is cut off
// or was never an answer is refused.
func TestAnswersComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := &answer{
			kind:   rapid.SampledFrom([]kind{toZero, toRound, toSearch, toSweep, sweepEnd}).Draw(t, "kind"),
			number: rapid.IntRange(0, maxPage).Draw(t, "number"),
			date:   rapid.Int64().Draw(t, "date"),
			old:    rapid.Int64().Draw(t, "old"),
			broken: rapid.IntRange(0, 9).Draw(t, "broken"),
			leads:  []sighting{},
		}
		for range rapid.IntRange(0, 5).Draw(t, "leads") {
			a.leads = append(a.leads, sighting{
				rapid.Uint64().Draw(t, "key"), rapid.Int64().Draw(t, "changed"), rapid.Int64().Draw(t, "latest"), rapid.Uint32().Draw(t, "content"), rapid.Uint32().Draw(t, "uuid"),
				rapid.SampledFrom([]identity{unknown, nameless, loose, firm}).Draw(t, "known"),
			})
		}
		a.sign = signOf(a.leads)
		if len(a.leads) == 0 {
			a.sign = sign{past: rapid.SampledFrom([]string{"empty", "null", "missing", "404", "400", "none"}).Draw(t, "past")}
		}
		if a.kind == toSweep {
			o := &a.order
			o.rows, o.not = rapid.IntRange(0, 1e6).Draw(t, "rows"), rapid.Byte().Draw(t, "not")
			o.last.id, o.last.updated = []byte(rapid.String().Draw(t, "id")), []byte(rapid.String().Draw(t, "updated"))
		}
		note := a.append(nil)
		got, err := parseAnswer(note, 7)
		a.rows = 7
		if diff := cmp.Diff(a, got, cmp.AllowUnexported(answer{}, sighting{}, sign{}, order{}, struct{ id, updated []byte }{})); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		for cut := range note {
			if _, err := parseAnswer(note[:cut], 0); err == nil {
				t.Fatalf("%d of %d bytes are taken for an answer", cut, len(note))
			}
		}
		if _, err := parseAnswer(rapid.SliceOf(rapid.Byte()).Draw(t, "noise"), 0); err != nil && !errors.Is(err, ErrOtherAnswers) {
			t.Fatal(err)
		}
	})
}
