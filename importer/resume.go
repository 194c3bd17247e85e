package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/journal"
)

// JournalFile is the file of a journal.
type JournalFile interface {
	journal.File
	io.Reader // from its beginning
}

// LoadLog reads the journal of an import that was stopped and goes on with it. Rows that failed in passing, and were not superseded, count
// as not attempted. A torn end is cut off; damage before it is a *journal.DamageError.
func LoadLog(f JournalFile) (*Log, Header, error) {
	l := &Log{assigned: map[int]string{}}
	var h Header
	first := true
	end, err := journal.Load(f, func(position int64, payload []byte) error {
		if first {
			first = false
			return parseHeader(payload, &h)
		}
		r, err := parseRecord(payload)
		if err != nil {
			return err
		}
		return l.take(position, &r)
	})
	if err == nil && first {
		err = errors.New("the journal holds nothing")
	}
	if err != nil {
		return nil, Header{}, err
	}
	if l.journal, err = journal.Open(f, end); err != nil {
		return nil, Header{}, err
	}
	l.base = l.tally
	return l, h, nil
}

func parseHeader(text []byte, h *Header) error {
	if err := json.Unmarshal(text, h); err != nil || h.Journal != journalName {
		return errors.New("this is not the journal of an import")
	}
	if h.Version != journalVersion {
		return fmt.Errorf("the journal is of version %d, and this program knows version %d", h.Version, journalVersion)
	}
	return nil
}

// take takes in a record that was read from the journal.
func (l *Log) take(position int64, r *record) error {
	switch {
	case r.Code == codeOpened:
		l.opened = true
		return nil
	case r.Code == codeUndone:
		l.undone = true
		return nil
	case r.Outcome == "":
		l.assigned[r.Row] = r.UUID
		return nil
	}
	outcome, err := parseOutcome(r.Outcome)
	if err != nil {
		return err
	}
	if outcome == Failed && slices.Contains(passing(), r.Code) {
		outcome = NotAttempted // but the record stays what is known of it
	}
	l.set(r.Row, position, outcome)
	return nil
}

// passing are the codes of failures that another try may mend.
func passing() []string {
	return []string{"interrupted", codeUnavailable, "auth", "redirect", "unverified"}
}

// Assigned returns the uuid that a row without its own was given before it was first sent, "" if there is none.
func (l *Log) Assigned(row int) string { return l.assigned[row] }

// Differences names what of two imports is not the same, as far as it changes what is sent.
func (h *Header) Differences(o *Header) (names []string) {
	for _, d := range []struct {
		name string
		same bool
	}{
		{"the input", h.SHA256 == o.SHA256 && h.Size == o.Size}, {"the server", h.Host == o.Host}, {"the bot", h.BotID == o.BotID},
		{"the meaning of columns (--map)", slices.Equal(h.Columns, o.Columns)}, {"--id-from", slices.Equal(h.IDFrom, o.IDFrom)},
		{"--dial-code", h.DialCode == o.DialCode}, {"--wire", h.Wire == o.Wire}, {"--on-duplicate", h.OnDuplicate == o.OnDuplicate},
		{"--raw-cells", h.RawCells == o.RawCells}, {"--encoding", h.Encoding == o.Encoding}, {"--delimiter", h.Delimiter == o.Delimiter},
		{"--blank", cmp.Or(h.Blank, "keep") == cmp.Or(o.Blank, "keep")},
		{"--tags", cmp.Or(h.Tags, "replace") == cmp.Or(o.Tags, "replace")},
	} {
		if !d.same {
			names = append(names, d.name)
		}
	}
	return names
}
