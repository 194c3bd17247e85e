package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leadferry/leadferry/sandbox"
)

// platforms holds the platform of each running script.
var platforms sync.Map // *testscript.TestScript -> *sandbox.Server

func platformOf(ts *testscript.TestScript) *sandbox.Server {
	s, ok := platforms.Load(ts)
	if !ok {
		ts.Fatalf("no platform was started")
	}
	return s.(*sandbox.Server)
}

// scriptCommands are the commands that the scripts have beyond those of testscript. Each fails the
// script if what it wants is not so; none can be negated.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	commands := map[string]func(*testscript.TestScript, []string){
		"platform": startPlatform,
		"book":     makeBook,
		"exits":    wantExit,
		"plain":    wantPlain,
		"rows":     wantRows,
		"outcomes": wantOutcomes,
		"truth":    writeTruth,
		"requests": wantRequests,
		"waitfor":  waitForRequests,
		"puts":     wantPuts,
		"body":     wantBody,
		"stored":   wantStored,
	}
	all := map[string]func(*testscript.TestScript, bool, []string){}
	for name, command := range commands {
		all[name] = func(ts *testscript.TestScript, negated bool, args []string) {
			if negated {
				ts.Fatalf("%s cannot be negated", name)
			}
			command(ts, args)
		}
	}
	return all
}

// startPlatform starts a simulated platform, of which the environment then speaks:
// platform leads=120 end=repeat fault=503=2%.
func startPlatform(ts *testscript.TestScript, args []string) {
	o := sandbox.Options{Leads: 120, NonLeads: 30, Seed: 1}
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		ts.Check(setOption(&o, key, value))
	}
	server, err := sandbox.New(o)
	ts.Check(err)
	web := httptest.NewServer(server)
	ts.Defer(func() {
		web.CloseClientConnections()
		web.Close()
	})
	for name, value := range connection(web.URL) {
		ts.Setenv(name, value)
	}
	platforms.Store(ts, server)
}

func setOption(o *sandbox.Options, key, value string) (err error) {
	switch key {
	case "leads":
		o.Leads, err = strconv.Atoi(value)
	case "non-leads":
		o.NonLeads, err = strconv.Atoi(value)
	case "strange":
		o.Strange, err = strconv.Atoi(value)
	case "page-size":
		o.PageSize, err = strconv.Atoi(value)
	case "latency":
		o.Latency, err = time.ParseDuration(value)
	case "end":
		o.End = value
	case "order":
		o.Order = value
	case "limit":
		o.Limit, err = sandbox.ParseLimit(value)
	case "churn":
		o.Churn, err = sandbox.ParseChurn(value)
	case "unknown-uuid":
		o.UnknownUUID = value
	case "put":
		o.Put = value
	case "body":
		o.Body = value
	case "fault":
		var f sandbox.Fault
		f, err = sandbox.ParseFault(value)
		o.Faults = append(o.Faults, f)
	default:
		err = fmt.Errorf("the platform has no option %q", key)
	}
	return err
}

// wantExit runs a command and wants its exit code: exits 2 leadferry export.
func wantExit(ts *testscript.TestScript, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s\n%s", code, want, ts.ReadFile("stderr"))
	}
}

// wantPlain wants a file, stdout or stderr to hold nothing that moves a cursor: no CR, no ESC.
func wantPlain(ts *testscript.TestScript, args []string) {
	if text := ts.ReadFile(args[0]); strings.ContainsAny(text, "\r\x1b") {
		ts.Fatalf("%s holds control characters: %q", args[0], text)
	}
}

// wantRows wants so many rows in a CSV file, and so many columns if that is given, as the standard
// library reads it: rows leads.csv 120 30.
func wantRows(ts *testscript.TestScript, args []string) {
	all, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	if got := strconv.Itoa(len(all) - 1); got != args[1] {
		ts.Fatalf("%s has %s rows, want %s", args[0], got, args[1])
	}
	if len(args) > 2 && strconv.Itoa(len(all[0])) != args[2] {
		ts.Fatalf("%s has %d columns, want %s", args[0], len(all[0]), args[2])
	}
}

// wantOutcomes wants a report to hold so many rows of each outcome and no other, results and
// summary to agree, and the platform to confirm them: outcomes leads.csv.report created=3 rejected=1.
func wantOutcomes(ts *testscript.TestScript, args []string) {
	want := map[string]int{}
	for _, arg := range args[1:] {
		name, number, _ := strings.Cut(arg, "=")
		n, err := strconv.Atoi(number)
		ts.Check(err)
		want[name] = n
	}
	got, err := checkResults(ts.ReadFile(args[0]+"/results.csv"), platformOf(ts))
	ts.Check(err)
	if !maps.Equal(got, want) {
		ts.Fatalf("the outcomes are %v, want %v", got, want)
	}
	var sum struct{ Rows, Upserted, Created, Updated, Unchanged, Rejected, Failed, Skipped, NotAttempted int }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0]+"/summary.json")), &sum))
	rows := 0
	summed := map[string]int{
		"upserted": sum.Upserted, "created": sum.Created, "updated": sum.Updated, "unchanged": sum.Unchanged,
		"rejected": sum.Rejected, "failed": sum.Failed, "skipped": sum.Skipped, "not-attempted": sum.NotAttempted,
	}
	for name, n := range summed {
		if rows += n; n != got[name] {
			ts.Fatalf("the summary says that %d rows are %s, the results say %d", n, name, got[name])
		}
	}
	if sum.Rows != rows {
		ts.Fatalf("the summary says %d rows, and its outcomes are of %d", sum.Rows, rows)
	}
}

// writeTruth writes what the platform holds, a record a line: truth lead truth.jsonl.
func writeTruth(ts *testscript.TestScript, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), recordLines(platformOf(ts), args[0]), 0o600))
}

// wantRequests wants so many requests to have reached the platform: requests 0, or requests 3 12.
func wantRequests(ts *testscript.TestScript, args []string) {
	n := len(platformOf(ts).Ledger())
	least, err := strconv.Atoi(args[0])
	ts.Check(err)
	most, err := strconv.Atoi(args[len(args)-1])
	ts.Check(err)
	if n < least || n > most {
		ts.Fatalf("the platform saw %d requests, want %s", n, strings.Join(args, " to "))
	}
}

// waitForRequests waits until so many requests have reached the platform.
func waitForRequests(ts *testscript.TestScript, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	if !within(2*time.Minute, func() bool { return len(platformOf(ts).Ledger()) >= n }) {
		ts.Fatalf("the platform saw only %d requests", len(platformOf(ts).Ledger()))
	}
}

// wantPuts wants so many writes to have reached the platform.
func wantPuts(ts *testscript.TestScript, args []string) {
	if n := len(puts(platformOf(ts))); strconv.Itoa(n) != args[0] {
		ts.Fatalf("the platform saw %d writes, want %s", n, args[0])
	}
}

// wantBody wants the last write to a lead to have had exactly this body: body UUID '{...}'.
func wantBody(ts *testscript.TestScript, args []string) {
	last := ""
	for _, e := range puts(platformOf(ts)) {
		if e.UUID == args[0] {
			last = string(e.Body)
		}
	}
	if last != args[1] {
		ts.Fatalf("the last write to %s was %s", args[0], last)
	}
}

// wantStored wants the platform to hold so many leads, and one of them to contain some texts:
// stored 121, or stored 121 UUID TEXT...
func wantStored(ts *testscript.TestScript, args []string) {
	server := platformOf(ts)
	if n := strconv.Itoa(server.Count("lead")); n != args[0] {
		ts.Fatalf("the platform holds %s leads, want %s", n, args[0])
	}
	if len(args) == 1 {
		return
	}
	record, _ := server.Lookup(args[1])
	if slices.ContainsFunc(args[2:], func(text string) bool { return !bytes.Contains(record, []byte(text)) }) {
		ts.Fatalf("the lead %s does not contain all of %q: %s", args[1], args[2:], record)
	}
}
