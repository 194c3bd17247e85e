package listing_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// memory is a Keeper of raw records that needs no disk.
type memory struct {
	answers  []kept
	recalled int
	turns    int
}

type kept struct {
	note    []byte
	records []string
}

func (m *memory) Begin(lead.Type) {}

func (m *memory) Recall(context.Context) (note []byte, rows int, err error) {
	if m.recalled == len(m.answers) {
		return nil, 0, nil
	}
	a := m.answers[m.recalled]
	m.recalled++
	return a.note, len(a.records), nil
}

func (m *memory) Keep(note []byte, page *listing.Page) error {
	if m.recalled < len(m.answers) {
		return errors.New("an answer is kept before all are recalled")
	}
	k := kept{note: bytes.Clone(note)}
	if page != nil {
		for _, r := range page.Records {
			k.records = append(k.records, string(r.Raw))
		}
	}
	m.answers = append(m.answers, k)
	m.recalled++
	return nil
}

// latest returns the records that count.
func (m *memory) latest(r *listing.Reading) (records []string) {
	n := 0
	for _, a := range m.answers {
		for _, record := range a.records {
			if r.Latest(n) {
				records = append(records, record)
			}
			n++
		}
	}
	return records
}

// key is the same in all turns of a test.
var key = listing.NewKey()

// proved reads in turns of that budget, the later ones with other numbers of workers, and returns the
// records that count.
func proved(t *testing.T, r *listing.Reader, m *memory, b listing.Budget) (records []string, res listing.Result) {
	t.Helper()
	turn := *r
	turn.Key = key
	for {
		m.recalled = 0
		reading, err := turn.Turn(t.Context(), m, b)
		m.turns++
		if err != nil || m.turns > 10_000 {
			t.Fatal(m.turns, err)
		}
		if reading.Done {
			return m.latest(&reading), reading.Result
		}
		if reading.Result != (listing.Result{}) {
			t.Fatalf("turn %d has not done everything and says %+v", m.turns, reading.Result)
		}
		turn.Workers = []int{8, 1, 16, 3}[m.turns%4]
	}
}

// same reports whether two results differ at most in what was recalled.
func same(a, b listing.Result) bool {
	a.Recalled, b.Recalled = 0, 0
	return a == b
}

// uuids returns who the records are of.
func uuids(t *testing.T, records []string) (uuids []string) {
	t.Helper()
	for _, r := range records {
		uuids = append(uuids, uuidOf(t, r))
	}
	return uuids
}
