package importer

import (
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Outcome is what became of a row. The set is closed.
type Outcome uint8

// The outcomes.
const (
	NotAttempted Outcome = iota
	Upserted             // the server has it
	Created              // the same, of a planned row that made a lead
	Updated              // the same, of a planned row that changed one
	Unchanged            // not sent, since the live lead is so already
	Skipped              // not sent, for no fault of its own
	Rejected             // never sent, since something is wrong with it
	Failed               // sent, and refused or given up
	outcomes             // how many there are
)

// String returns the outcome as reports have it.
func (o Outcome) String() string {
	return [...]string{"not-attempted", "upserted", "created", "updated", "unchanged", "skipped", "rejected", "failed"}[o]
}

func parseOutcome(name string) (Outcome, error) {
	for o := range outcomes {
		if o.String() == name {
			return o, nil
		}
	}
	return 0, fmt.Errorf("unknown outcome %q", name)
}

// record is one line of the journal: what became of a row, or, without an outcome, the uuid it was given before it is sent.
type record struct {
	Row      int    `json:"row"`
	UUID     string `json:"uuid"`
	Outcome  string `json:"outcome"`
	Status   int    `json:"status"`
	Attempts int    `json:"attempts"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Fix      string `json:"fix"`
}

// codeUnavailable marks a row that the server, or the way to it, failed in passing.
const codeUnavailable = "unavailable"

// codeRefused marks a row that the server took for bad.
const codeRefused = "refused"

// codeSuperseded marks a failed row that a later one of its lead followed.
const codeSuperseded = "superseded"

// needsSomebody tells whether the row is to be mended and sent again.
func (r *record) needsSomebody() bool {
	return r.Outcome == Rejected.String() || r.Outcome == Failed.String() && r.Code != codeSuperseded
}

// append writes the record as JSON; empty members are left out.
func (r *record) append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"row":`...), int64(r.Row), 10)
	dst = appendMember(dst, `,"uuid":`, r.UUID)
	dst = appendMember(dst, `,"outcome":`, r.Outcome)
	if r.Status != 0 {
		dst = strconv.AppendInt(append(dst, `,"status":`...), int64(r.Status), 10)
	}
	if r.Attempts != 0 {
		dst = strconv.AppendInt(append(dst, `,"attempts":`...), int64(r.Attempts), 10)
	}
	dst = appendMember(dst, `,"code":`, r.Code)
	dst = appendMember(dst, `,"message":`, r.Message)
	dst = appendMember(dst, `,"fix":`, r.Fix)
	return append(dst, '}')
}

func appendMember(dst []byte, name, text string) []byte {
	if text == "" {
		return dst
	}
	dst, err := jsontext.AppendQuote(append(dst, name...), text) // broken text becomes U+FFFD, and the error says so
	_ = err
	return dst
}

func parseRecord(text []byte) (r record, err error) {
	if err := json.Unmarshal(text, &r); err != nil {
		return record{}, fmt.Errorf("a line of the journal cannot be read: %w", err)
	}
	return r, nil
}
