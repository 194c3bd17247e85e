// Package results keeps what became of every row of an import: the journal while it runs, from which
// results.csv and rejects.csv are made however it ends.
package results

import (
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer/row"
)

// Record is one line of the journal: what became of a row or, without an outcome, the uuid that it
// was given before it is sent.
type Record struct {
	Row      int         `json:"row"`
	UUID     string      `json:"uuid"`
	Outcome  row.Outcome `json:"outcome"`
	Status   int         `json:"status"` // of HTTP
	Attempts int         `json:"attempts"`
	Code     string      `json:"code"`
	Message  string      `json:"message"`
	Fix      string      `json:"fix"`
}

// The codes that more than one room knows.
const (
	CodeUnavailable = "unavailable"  // the server, or the way to it, failed for a while
	CodeRefused     = "refused"      // the server refused the row
	CodeSuperseded  = "superseded"   // a failed row that a later one of its lead followed
	CodeUnknownUUID = "unknown-uuid" // rejected while other rows were sent
	CodeDiffers     = "differs"      // the lead does not hold what was sent
	CodeInterrupted = "interrupted"
	CodeAuth        = "auth"
	CodeRedirect    = "redirect"

	codeOpened = "opened" // follows the records of the rows that are not sent
	codeUndone = "undone" // an undo has begun
)

// retryable are the codes of failures that another run may overcome.
func retryable() []string {
	return []string{CodeInterrupted, CodeUnavailable, CodeAuth, CodeRedirect, row.CodeUnverified}
}

// NeedsFix reports whether the row is to be fixed and sent again.
func (r *Record) NeedsFix() bool {
	return r.Outcome == row.Rejected || r.Outcome == row.Failed && r.Code != CodeSuperseded
}

// append writes the record as JSON; empty members are left out.
func (r *Record) append(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"row":`...), int64(r.Row), 10)
	b = appendMember(b, `,"uuid":`, r.UUID)
	if r.Outcome != row.NotAttempted {
		b = appendMember(b, `,"outcome":`, r.Outcome.String())
	}
	if r.Status != 0 {
		b = strconv.AppendInt(append(b, `,"status":`...), int64(r.Status), 10)
	}
	if r.Attempts != 0 {
		b = strconv.AppendInt(append(b, `,"attempts":`...), int64(r.Attempts), 10)
	}
	b = appendMember(b, `,"code":`, r.Code)
	b = appendMember(b, `,"message":`, r.Message)
	b = appendMember(b, `,"fix":`, r.Fix)
	return append(b, '}')
}

func appendMember(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b, _ = jsontext.AppendQuote(append(b, name...), text) // broken text becomes U+FFFD, and an error that says so
	return b
}

func parseRecord(text []byte) (r Record, err error) {
	if err := json.Unmarshal(text, &r); err != nil {
		return Record{}, fmt.Errorf("a line of the journal cannot be read: %w", err)
	}
	return r, nil
}
