package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leadferry/leadferry/sandbox"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"leadferry": main})
}

// TestScripts runs the real binary. The scripts' oracle is the simulated platform of the test process, its store and its ledger, and
// the bytes on disk.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"platform": platform, "exits": exits, "rows": rows, "truth": truth, "requests": requests,
			"plain": plain, "waitfor": waitFor,
			"outcomes": outcomes, "puts": puts, "body": body, "stored": stored},
		RequireUniqueNames: true,
	})
}

// platform starts a simulated platform and points the environment to it: platform leads=120 end=repeat fault=503=2%.
func platform(ts *testscript.TestScript, neg bool, args []string) {
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
	ts.Setenv("CONVERTALK_BASE_URL", web.URL)
	ts.Setenv("CONVERTALK_TOKEN", sandbox.DefaultToken)
	ts.Setenv("CONVERTALK_BOT_ID", sandbox.DefaultBotID)
	ts.Setenv("CONVERTALK_CUSTOMER_ID", sandbox.DefaultCustomerID)
	peers.put(ts, server)
}

func setOption(o *sandbox.Options, key, value string) (err error) {
	number := func() int {
		n, e := strconv.Atoi(value)
		err = e
		return n
	}
	switch key {
	case "leads":
		o.Leads = number()
	case "non-leads":
		o.NonLeads = number()
	case "strange":
		o.Strange = number()
	case "page-size":
		o.PageSize = number()
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
		err = fmt.Errorf("no option %q", key)
	}
	return err
}

// exits runs a command and wants this exit code: exits 2 leadferry export.
func exits(ts *testscript.TestScript, neg bool, args []string) {
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

// rows wants a CSV file, as the standard library reads it, to have so many rows and columns: rows leads.csv 120 30.
func rows(ts *testscript.TestScript, neg bool, args []string) {
	r := csv.NewReader(strings.NewReader(ts.ReadFile(args[0])))
	all, err := r.ReadAll()
	ts.Check(err)
	if got := strconv.Itoa(len(all) - 1); got != args[1] {
		ts.Fatalf("%s has %s rows, want %s", args[0], got, args[1])
	}
	if len(args) > 2 && strconv.Itoa(len(all[0])) != args[2] {
		ts.Fatalf("%s has %d columns, want %s", args[0], len(all[0]), args[2])
	}
}

// truth writes what the platform holds, a record a line: truth lead truth.jsonl.
func truth(ts *testscript.TestScript, neg bool, args []string) {
	var b bytes.Buffer
	for _, record := range peers.get(ts).All(args[0]) {
		b.Write(record)
		b.WriteByte('\n')
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// requests wants so many requests to have reached the platform: requests 0, or requests 3 12.
func requests(ts *testscript.TestScript, neg bool, args []string) {
	n := len(peers.get(ts).Ledger())
	least, err := strconv.Atoi(args[0])
	ts.Check(err)
	most, err := strconv.Atoi(args[len(args)-1])
	ts.Check(err)
	if n < least || n > most {
		ts.Fatalf("the platform saw %d requests, want %s", n, strings.Join(args, " to "))
	}
}

// plain wants a file, or stdout or stderr, to hold nothing that moves a cursor: no CR, no ESC.
func plain(ts *testscript.TestScript, neg bool, args []string) {
	if text := ts.ReadFile(args[0]); strings.ContainsAny(text, "\r\x1b") {
		ts.Fatalf("%s holds control characters: %q", args[0], text)
	}
}

// waitFor waits until so many requests have reached the platform.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for end := time.Now().Add(30 * time.Second); len(peers.get(ts).Ledger()) < n; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("the platform saw only %d requests", len(peers.get(ts).Ledger()))
		}
	}
}
