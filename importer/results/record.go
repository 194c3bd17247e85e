// Package results keeps what became of every row of an import: the journal while it runs, from which
// results.csv and rejects.csv are made however it ends.
package results

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/importer/row"
)

// Record is one line of the journal: what became of a row or, without an outcome, the uuid that it
// was given before it is sent.
type Record struct {
	Row      int         `json:"row"`
	UUID     string      `json:"uuid,omitzero"`
	Outcome  row.Outcome `json:"outcome,omitzero"`
	Status   int         `json:"status,omitzero"` // of HTTP
	Attempts int         `json:"attempts,omitzero"`
	Unsure   bool        `json:"unsure,omitzero"` // failed, though an attempt may have stored it
	Code     string      `json:"code,omitzero"`
	Message  string      `json:"message,omitzero"`
	Fix      string      `json:"fix,omitzero"`
}

// The codes that more than one room knows.
const (
	CodeUnavailable = "unavailable"  // the server, or the way to it, failed for a while
	CodeRefused     = "refused"      // the server refused the row
	CodeSuperseded  = "superseded"   // a failed row that a later one of its lead followed
	CodeUnknownUUID = "unknown-uuid" // rejected while other rows were sent
	CodeDiffers     = "differs"      // the lead does not hold what was sent
	CodeNotEmptied  = "not-emptied"  // an undo, sent without the fields that it would empty, which the server refuses
	CodeInterrupted = "interrupted"
	CodeAuth        = "auth"
	CodeRedirect    = "redirect"

	codeOpened  = "opened"  // follows the records of the rows that are not sent
	codeSending = "sending" // the row may reach the server from now on
	codeUnsent  = "unsent"  // it did not: the run was stopped before
	codeUndone  = "undone"  // an undo has begun
)

// NeedsFix reports whether the row is to be fixed and sent again.
func (r *Record) NeedsFix() bool {
	return r.Outcome == row.Rejected || r.Outcome == row.Failed && r.Code != CodeSuperseded
}

func parseRecord(text []byte) (r Record, err error) {
	if err := json.Unmarshal(text, &r); err != nil {
		return Record{}, fmt.Errorf("a line of the journal cannot be read: %w", err)
	}
	return r, nil
}
