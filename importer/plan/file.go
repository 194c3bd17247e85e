package plan

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/filename"
)

// Header is the first line of a plan's file: what the plan was made of, and the sums.
type Header struct {
	Plan        string         `json:"plan"` // "leadferry plan"
	Version     int            `json:"version"`
	Made        string         `json:"made"`             // RFC 3339 with its fraction, UTC: it tells plans apart
	Restore     bool           `json:"restore,omitzero"` // of a snapshot
	Undo        filename.Path  `json:"undo,omitzero"`    // the report of the import that is undone
	NotSent     int            `json:"notSent,omitzero"` // rows of that import that are no part of its undo
	Input       filename.Path  `json:"input"`
	Path        filename.Path  `json:"path,omitzero"`       // of the input, from the root
	Carried     bool           `json:"carriedOut,omitzero"` // it was applied from the file of another plan
	Format      string         `json:"format"`
	Sheets      []string       `json:"sheets,omitzero"` // of a workbook, that the rows are of
	Header      results.Header `json:"of"`
	Assignments []string       `json:"map"`
	Live        int            `json:"live"`     // leads and other chats of the bot
	Verified    bool           `json:"verified"` // those were proved to be all
	Rows        int            `json:"rows"`
	Sums
}

// Sums are how many rows have which outcome.
type Sums struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Skipped   int `json:"skipped"`
}

// SumsOf returns the sums of a tally.
func SumsOf(t *row.Tally) Sums {
	return Sums{t[row.Created], t[row.Updated], t[row.Unchanged], t[row.Rejected], t[row.Skipped]}
}

const (
	fileName    = "leadferry plan"
	fileVersion = 1
	maxLine     = 256 << 20 // bytes
)

// line is a row in a plan's file.
type line struct {
	Row      int           `json:"row"`
	Line     int           `json:"line"`
	Sheet    string        `json:"sheet,omitzero"` // of a workbook of which several are read
	UUID     string        `json:"uuid"`
	Name     string        `json:"name,omitzero"`
	Outcome  row.Outcome   `json:"outcome"`
	By       row.Origin    `json:"by,omitzero"`
	New      bool          `json:"new,omitzero"` // the bot has no lead of this uuid until the plan makes one
	Changes  []row.Change  `json:"changes,omitzero"`
	Problems []row.Problem `json:"problems,omitzero"` // why it is not sent, or not whole
	Left     string        `json:"left,omitzero"`     // what is wrong with cells that are kept aside
	Later    int           `json:"later,omitzero"`    // of a rejected row: a later row of its lead
}

// end is the last line.
type end struct {
	End    int    `json:"end"`    // rows
	SHA256 string `json:"sha256"` // of all lines before, in hexadecimal
}

// Write writes a plan as JSON lines, with the earlier value of every field that it changes. It sets
// the name, version and sums of the header.
func Write(ctx context.Context, h Header, b *row.Batch, to io.Writer) error {
	h.Plan, h.Version, h.Rows, h.Sums = fileName, fileVersion, b.Total(), SumsOf(&b.Tally)
	out := bufio.NewWriterSize(to, 64<<10)
	sum := sha256.New()
	w := io.MultiWriter(out, sum)
	if err := writeLine(w, &h); err != nil {
		return err
	}
	for r, err := range b.Rows.All(ctx) {
		if err != nil {
			return err
		}
		if err := writeLine(w, &line{
			Row: r.Number, Line: r.Line, Sheet: r.Sheet, UUID: r.UUID(), Name: r.Name, Outcome: r.Outcome, By: r.Origin, New: r.New && r.IsReady(),
			Changes: r.Changes, Problems: r.Problems, Left: r.Left, Later: r.Later,
		}); err != nil {
			return err
		}
	}
	if err := writeLine(w, &end{h.Rows, hex.EncodeToString(sum.Sum(nil))}); err != nil {
		return err
	}
	return out.Flush()
}

func writeLine(w io.Writer, v any) error {
	text, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Errorf("a line of the plan: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
