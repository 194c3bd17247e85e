package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leadferry/leadferry/sandbox"
)

// outcomes holds a report against the platform: outcomes leads.csv.report upserted=3 rejected=1. Every row stands in it once and in order,
// a row that is said to be upserted is on the platform, and the summary adds up.
func outcomes(ts *testscript.TestScript, neg bool, args []string) {
	want := map[string]int{}
	rows := 0
	for _, arg := range args[1:] {
		name, number, _ := strings.Cut(arg, "=")
		n, err := strconv.Atoi(number)
		ts.Check(err)
		want[name] = n
		rows += n
	}
	got, err := checkReport(ts.ReadFile(args[0]+"/results.csv"), peers.get(ts))
	ts.Check(err)
	for _, name := range []string{"upserted", "unchanged", "rejected", "failed", "skipped", "not-attempted"} {
		if got[name] != want[name] {
			ts.Fatalf("%d rows are %s, want %d: %v", got[name], name, want[name], got)
		}
	}
	var sum struct{ Rows, Upserted, Unchanged, Rejected, Failed, Skipped, NotAttempted int }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0]+"/summary.json")), &sum))
	if sum.Rows != rows || sum.Upserted != got["upserted"] || sum.Unchanged != got["unchanged"] || sum.Rejected != got["rejected"] || sum.Failed != got["failed"] ||
		sum.Skipped != got["skipped"] || sum.NotAttempted != got["not-attempted"] {
		ts.Fatalf("the summary says %+v, the results %v", sum, got)
	}
}

// checkReport counts the outcomes of a results file and holds each against what the platform knows.
func checkReport(results string, platform *sandbox.Server) (map[string]int, error) {
	lines, err := csv.NewReader(strings.NewReader(results)).ReadAll()
	if err != nil {
		return nil, err
	}
	if got := strings.Join(lines[0], ","); got != "row,line,uuid,outcome,status,attempts,code,message" {
		return nil, fmt.Errorf("the header is %s", got)
	}
	applied, sent := map[string]int{}, map[string]int{}
	for _, e := range platform.Ledger() {
		if e.Method == "PUT" {
			sent[e.UUID]++
			if e.Applied {
				applied[e.UUID]++
			}
		}
	}
	counts, before := map[string]int{}, 0
	said := map[string]int{}
	for _, cells := range lines[1:] {
		row, err := strconv.Atoi(cells[0])
		if err != nil || row <= before {
			return nil, fmt.Errorf("row %s comes after row %d", cells[0], before)
		}
		before = row
		counts[cells[3]]++
		uuid := cells[2]
		if cells[3] == "upserted" {
			said[uuid]++
			if _, there := platform.Lookup(uuid); !there || applied[uuid] < said[uuid] {
				return nil, fmt.Errorf("row %d is said to be on the platform, but %s is not (%d times there)", row, uuid, applied[uuid])
			}
		}
		if (cells[3] == "failed" || cells[3] == "upserted") && sent[uuid] == 0 {
			return nil, fmt.Errorf("row %d is said to be sent, but %s never was", row, uuid)
		}
	}
	return counts, nil
}

// puts wants so many writes to have reached the platform.
func puts(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	for _, e := range peers.get(ts).Ledger() {
		if e.Method == "PUT" {
			n++
		}
	}
	if strconv.Itoa(n) != args[0] {
		ts.Fatalf("the platform saw %d writes, want %s", n, args[0])
	}
}

// stored wants the platform to hold so many leads and the lead of a uuid to hold a text: stored 121 UUID text..., or stored 121.
func stored(ts *testscript.TestScript, neg bool, args []string) {
	server := peers.get(ts)
	if n := strconv.Itoa(server.Count("lead")); n != args[0] {
		ts.Fatalf("the platform holds %s leads, want %s", n, args[0])
	}
	if len(args) == 1 {
		return
	}
	raw, _ := server.Lookup(args[1])
	record := string(raw)
	if slices.ContainsFunc(args[2:], func(text string) bool { return !strings.Contains(record, text) }) {
		ts.Fatalf("the lead %s does not hold all of %q: %s", args[1], args[2:], record)
	}
}

// body wants the last write to a lead to have had just this body: body UUID '{...}'.
func body(ts *testscript.TestScript, neg bool, args []string) {
	last := ""
	for _, e := range peers.get(ts).Ledger() {
		if e.Method == "PUT" && e.UUID == args[0] {
			last = string(e.Body)
		}
	}
	if last != args[1] {
		ts.Fatalf("the last write to %s was %s", args[0], last)
	}
}
