package importer

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/sheet"
)

// codeUnknownUUID marks a row that was found out to be of no use while others were sent.
const codeUnknownUUID = "unknown-uuid"

// WriteResults writes what became of every row, a line for each in the order of the input: CSV with a formula guard. It returns how many
// rows have which outcome, and the failures grouped by cause. It needs nothing but the checked rows and the log.
func (b *Batch) WriteResults(log *Log, to io.Writer) (Tally, []Finding, error) {
	r := reporter{log: log, results: csv.NewWriter(to)}
	if err := r.results.Write([]string{"row", "line", "uuid", "outcome", "status", "attempts", "code", "message"}); err != nil {
		return Tally{}, nil, err
	}
	for it, err := range b.stage.items() {
		if err != nil {
			return Tally{}, nil, err
		}
		if err := r.row(it); err != nil {
			return Tally{}, nil, err
		}
	}
	r.results.Flush()
	if err := r.results.Error(); err != nil {
		return Tally{}, nil, err
	}
	return r.tally, r.failures.All(), nil
}

// reporter writes results.
type reporter struct {
	log      *Log
	results  *csv.Writer
	tally    Tally
	failures Findings
}

func (r *reporter) row(it *item) error {
	rec, err := r.log.outcomeOf(it)
	if err != nil {
		return err
	}
	outcome, err := parseOutcome(rec.Outcome)
	if err != nil {
		return err
	}
	r.tally[outcome]++
	if outcome == Failed || outcome == Rejected && rec.Code == codeUnknownUUID {
		r.fail(&rec)
	}
	return r.results.Write([]string{
		strconv.Itoa(it.number), strconv.Itoa(it.line), sheet.Guard(rec.UUID), rec.Outcome, number(rec.Status), number(rec.Attempts), rec.Code,
		sheet.Guard(rec.Message),
	})
}

// fail groups failures by what the server or the network said, but for the numbers in it, which may be of the row or of a connection.
func (r *reporter) fail(rec *record) {
	key := rec.Code
	if rec.Code != codeSuperseded {
		key += strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return '#'
			}
			return c
		}, rec.Message)
	}
	r.failures.addAs(key, rec.Row, &Problem{Code: rec.Code, Text: rec.Message, Fix: rec.Fix})
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
