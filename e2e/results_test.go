package e2e

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/sandbox"
)

// result is a line of results.csv.
type result struct{ row, line, uuid, outcome, status, attempts, code string }

func parseResults(text string) ([]result, error) {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if got := strings.Join(lines[0], ","); got != "row,line,uuid,outcome,status,attempts,code,message" {
		return nil, fmt.Errorf("the header is %s", got)
	}
	var all []result
	for _, c := range lines[1:] {
		all = append(all, result{c[0], c[1], c[2], c[3], c[4], c[5], c[6]})
	}
	return all, nil
}

// checkResults counts the outcomes in results.csv. Each row must come once and in order, a row that
// is reported as written must be on the platform, and one reported as sent must have been sent.
func checkResults(text string, platform *sandbox.Server) (counts map[string]int, err error) {
	results, err := parseResults(text)
	if err != nil {
		return nil, err
	}
	sent, applied, written := map[string]int{}, map[string]int{}, map[string]int{}
	for _, e := range puts(platform) {
		sent[e.UUID]++
		if e.Applied {
			applied[e.UUID]++
		}
	}
	counts = map[string]int{}
	before := 0
	for _, r := range results {
		row, err := strconv.Atoi(r.row)
		if err != nil || row <= before {
			return nil, fmt.Errorf("row %s comes after row %d", r.row, before)
		}
		before = row
		counts[r.outcome]++
		if slices.Contains([]string{"upserted", "created", "updated"}, r.outcome) {
			written[r.uuid]++
			if _, there := platform.Lookup(r.uuid); !there || applied[r.uuid] < written[r.uuid] {
				return nil, fmt.Errorf("row %d is reported as %s, but %s was written only %d times",
					row, r.outcome, r.uuid, applied[r.uuid])
			}
		}
		if r.outcome == "failed" && sent[r.uuid] == 0 {
			return nil, fmt.Errorf("row %d is reported as sent, but %s never was", row, r.uuid)
		}
	}
	return counts, nil
}

// outcomes checks the results of an import of leads.csv and counts its outcomes.
func (s shell) outcomes(server *sandbox.Server) map[string]int {
	s.t.Helper()
	counts, err := checkResults(string(s.read("leads.csv.report/results.csv")), server)
	if err != nil {
		s.t.Fatal(err)
	}
	return counts
}

// results returns the results of an import of leads.csv, without the attempts.
func (s shell) results() []result {
	s.t.Helper()
	all, err := parseResults(string(s.read("leads.csv.report/results.csv")))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range all {
		all[i].attempts = ""
	}
	return all
}
