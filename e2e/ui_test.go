package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/leadferry/leadferry/sandbox"
)

// TestUI: in a real browser a person imports a file, gives a column another meaning, sees the plan, sends
// it, takes it back, and finds both in the history. What happened is judged by the store.
func TestUI(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			server, sh := newShell(t, sandbox.Options{Leads: 30})
			sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
			sh.write("people.csv", "Full Name,E-mail,Box,Plan\nAnn <b>Lee</b>,ann@example.org,+4915112345678,gold\nBen Ray,ben@example.org,,\nBad,not-mail,,\n")
			sh.write("known.csv", "email,name\nann@example.org,Anna Renamed\n")
			address, _ := startUI(t, sh)
			w := openWindow(t, address, width)
			if width == 360 {
				_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
				})
				must(t, err)
			}
			w.waitFor("Import leads from a file")
			w.look("start")

			w.drop(sh.path("people.csv"))
			w.press("Look at the file")
			w.waitFor("What the columns mean")
			w.look("read")
			w.do(chromedp.SetValue(chromedp.CSS("select[name=column2]"), "phone"))
			w.press("Show what would change")
			w.waitFor("Send 2 rows to")
			w.look("plan")
			if n := server.Count("lead"); n != 30 {
				t.Errorf("%d leads: a plan sends nothing", n)
			}
			w.press("Send")
			w.waitFor("Imported")
			w.look("imported")
			if n := server.Count("lead"); n != 32 || !strings.Contains(w.text(), "Download the rows that could not be sent") {
				t.Errorf("%d leads:\n%s", n, w.text())
			}
			if n := called(server, "Ann <b>Lee</b>", "15112345678"); n != 1 {
				t.Errorf("%d leads have the name and the phone", n)
			}

			w.press("Import another file")
			w.waitFor("Import leads from a file")
			w.drop(sh.path("known.csv"))
			w.press("Look at the file")
			w.waitFor("What the columns mean")
			w.press("Show what would change")
			w.waitFor("Send 1 row to")
			w.press("Send")
			w.waitFor("Imported")
			if n := called(server, "Anna Renamed", ""); n != 1 {
				t.Errorf("%d leads have the new name", n)
			}
			w.press("Undo")
			w.waitFor("Undo the changes to 1 lead?")
			w.look("undo")
			w.press("Undo")
			w.waitFor("Undone")
			if called(server, "Anna Renamed", "") != 0 || called(server, "Ann <b>Lee</b>", "") != 1 {
				t.Error("the name is not what it was")
			}
			w.look("undone")
			w.press("Export")
			w.waitFor("Which leads")
			w.press("Which columns")
			w.look("export")
			w.do(chromedp.SetValue(chromedp.CSS("input[name=where]"), "email = ben@example.org"))
			w.press("Export the leads")
			w.waitFor("The file is ready")
			w.waitFor("Exported 1 of 32 leads")
			w.look("exported")
			w.press("History")
			w.waitFor("Rehearsals are not listed")
			w.waitFor("known.csv")
			w.look("history")
			w.press("Profiles")
			w.waitFor("No profile is set up yet")
			w.look("profiles")
			if len(w.faults) > 0 {
				t.Errorf("%q", w.faults)
			}
		})
	}
}

// called counts the leads whose records hold both texts.
func called(server *sandbox.Server, name, other string) (n int) {
	for _, record := range server.All("lead") {
		text := string(record)
		text = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(text)
		if strings.Contains(text, name) && strings.Contains(text, other) {
			n++
		}
	}
	return n
}

// TestUIKilled: an import that was killed while it was sent is offered again by the next start, and ends
// with every row there once.
func TestUIKilled(t *testing.T) {
	unraced(t)
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 10, Latency: 20 * time.Millisecond})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	var text strings.Builder
	text.WriteString("name,email\n")
	for i := range 400 {
		fmt.Fprintf(&text, "Person %d,person%d@example.org\n", i, i)
	}
	sh.write("many.csv", text.String())
	address, process := startUI(t, sh, "--rate", "100")
	w := openWindow(t, address, 1000)
	w.drop(sh.path("many.csv"))
	w.press("Look at the file")
	w.waitFor("What the columns mean")
	w.press("Show what would change")
	w.waitFor("Send 400 rows to")
	w.press("Send")
	for server.Count("lead") < 100 {
		time.Sleep(20 * time.Millisecond)
	}
	must(t, process.Process.Signal(syscall.SIGKILL))
	_ = process.Wait()
	w.waitFor("leadferry has ended")
	if n := server.Count("lead"); n >= 410 {
		t.Fatalf("%d leads: it was not killed in the middle", n)
	}
	address, _ = startUI(t, sh, "--rate", "0")
	w = openWindow(t, address, 1000)
	w.waitFor("stopped, can be resumed")
	w.press("many.csv")
	w.waitFor("Import of many.csv")
	w.press("Resume")
	w.waitFor("Send the remaining")
	w.press("Send")
	w.waitFor("Imported")
	if n := server.Count("lead"); n != 410 {
		t.Errorf("%d leads", n)
	}
}

// TestUIBackups: the page lists the snapshots of the folders that were named, compares two, and restores
// one by a plan; neither another folder nor another snapshot can be asked for.
func TestUIBackups(t *testing.T) {
	unraced(t)
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 40})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	sh.write("old.csv", "email,name\nann@example.org,Ann Before\n")
	sh.write("new.csv", "email,name\nann@example.org,Ann After\n")
	sh.ok("import", "old.csv", "--yes", "--rate", "0")
	sh.ok("backup", "create", "backups", "--rate", "0")
	sh.ok("import", "new.csv", "--yes", "--rate", "0")
	sh.ok("backup", "create", "backups", "--rate", "0")
	all := sh.find("backups/20*")
	if len(all) != 2 {
		t.Fatalf("%q", all)
	}
	before := filepath.Base(all[0])
	address, _ := startUI(t, sh, "--rate", "0", "--backups", "backups")
	w := openWindow(t, address, 360)
	w.waitFor("Import leads from a file")
	w.press("Backups")
	w.waitFor("Restore one")
	w.look("backups")
	w.press("Compare")
	w.waitFor("What changed between two backups")
	w.waitFor("Ann Before")
	w.waitFor("Ann After")
	w.look("diff")
	w.press("Back to the backups")
	w.waitFor("Restore one")
	w.do(chromedp.SetValue(chromedp.CSS("#snapshot"), before), chromedp.SetValue(chromedp.CSS("#where"), "email = ann@example.org"))
	w.press("Show what would change")
	w.waitFor("Send 1 row to")
	w.waitFor("not chosen")
	w.waitFor("Fields that were empty then and are filled now stay as they are.")
	w.look("restore")
	if called(server, "Ann After", "") != 1 {
		t.Error("a plan sends something")
	}
	w.press("Send")
	w.waitFor("Restored")
	if called(server, "Ann Before", "") != 1 || called(server, "Ann After", "") != 0 {
		t.Error("the name is not what it was")
	}
	w.press("Undo")
	w.waitFor("Undo the changes to 1 lead?")
	w.press("Undo")
	w.waitFor("Undone")
	if called(server, "Ann After", "") != 1 {
		t.Error("the restore was not taken back")
	}
	if len(w.faults) > 0 {
		t.Errorf("%q", w.faults)
	}
}

// TestUIUndoesThePast: what the command line imported, and what the page imported before it was started
// anew, is taken back from the history; a list that is out of date takes nothing back.
func TestUIUndoesThePast(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 20})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	sh.write("new.csv", "name,email\nAnn Lee,ann@example.org\n")
	sh.ok("import", "new.csv", "--yes", "--rate", "0")
	sh.write("known.csv", "email,name\nann@example.org,Anna One\n")
	sh.ok("import", "known.csv", "--yes", "--rate", "0")
	v := visitUI(t, sh, "--rate", "0")
	old := v.get("/history")
	run := func(page string, i int) url.Values {
		all := regexp.MustCompile(`name="run" value="(\d+)"><input type="hidden" name="time" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
		if len(all) <= i {
			t.Fatalf("%d runs can be taken back\n%s", len(all), page)
		}
		return url.Values{"run": {all[i][1]}, "time": {all[i][2]}}
	}
	back := func(v *visitor, choice url.Values) {
		work, _ := v.fill("/history", "/history/undo", choice)
		v.waitFor(work, "Undo the changes to 1 lead?")
		v.fill(work, work+"/answer", url.Values{"answer": {"yes"}})
		v.waitFor(work, "Undone")
	}
	if strings.Count(old, `action="/history/undo"`) != 1 || !strings.Contains(old, "no lead was changed") {
		t.Errorf("what only made leads cannot be taken back:\n%s", old)
	}
	for field, other := range map[string]string{"time": "2026-01-02T03:04:05Z", "run": "7"} {
		stale := run(old, 0)
		stale.Set(field, other)
		if at, text := v.fill("/history", "/history/undo", stale); at != "/history/undo" || !strings.Contains(text, "changed since this list was made") {
			t.Errorf("%s\n%s", at, text)
		}
	}
	back(v, run(old, 0))
	if called(server, "Anna One", "") != 0 || called(server, "Ann Lee", "") != 1 {
		t.Error("the name is not what it was")
	}
	work := regexp.MustCompile(`/work/\w+`).FindString(v.upload("/import", "again.csv", "email,name\nann@example.org,Anna Two\n"))
	v.waitFor(work, "What the columns mean")
	v.fill(work, work+"/read", url.Values{"plan": {"1"}})
	v.waitFor(work, "Send 1 row to")
	v.fill(work, work+"/answer", url.Values{"answer": {"yes"}})
	v.waitFor(work, "Imported")
	if called(server, "Anna Two", "") != 1 {
		t.Error("it was not imported")
	}
	v.leave()
	v = visitUI(t, sh, "--rate", "0")
	back(v, run(v.get("/history"), 0))
	if called(server, "Anna Two", "") != 0 || called(server, "Ann Lee", "") != 1 {
		t.Error("the name is not what it was")
	}
}

// TestUIExport: an export from the page has the bytes of the same export on the command line, is for this
// user alone while it waits, and gone after it was downloaded. One that was stopped goes on.
func TestUIExport(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 300, PageSize: 10, Latency: 30 * time.Millisecond})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	v := visitUI(t, sh, "--rate", "0", "--workers", "1")
	choices := url.Values{"bot": {"profile:"}, "format": {"csv"}, "status": {"OPEN", "REVIEW"}, "columns": {"uuid", "email", "status"}}

	work, _ := v.fill("/export", "/export", choices)
	for len(server.Ledger()) < 5 {
		time.Sleep(10 * time.Millisecond)
	}
	v.fill(work, work+"/stop", url.Values{})
	v.waitFor(work, "stopped on the page")
	v.fill(work, work+"/resume", url.Values{})
	page := v.waitFor(work, "The file is ready")
	if !strings.Contains(page, "Complete") || !strings.Contains(page, "reused from the interrupted run") {
		t.Errorf("it does not say what was proved and what was kept:\n%s", page)
	}
	files := sh.find("state/leadferry/ui/*/leads-*.csv")
	if len(files) != 1 {
		t.Fatalf("%q", files)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	got := v.get(work + "/export")
	sh.ok("export", "same.csv", "--rate", "0", "--status", "OPEN,REVIEW", "--columns", "uuid,email,status")
	if want := string(sh.read("same.csv")); got != want || strings.Count(got, "\n") < 20 {
		t.Errorf("%d bytes, want the %d of the command line", len(got), len(want))
	}
	if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", files[0], err)
	}
	v.waitFor(work, "not kept here any longer")

	for field, bad := range map[string]string{"where": "country is Germany", "created-since": "yesterday-ish", "format": "exe"} {
		choices := url.Values{"bot": {"profile:"}, "format": {"xlsx"}}
		choices.Set(field, bad)
		if at, text := v.fill("/export", "/export", choices); at != "/export" || !strings.Contains(text, "That did not work") {
			t.Errorf("%s %q: %s\n%s", field, bad, at, text)
		}
	}

	work, _ = v.fill("/export", "/export", url.Values{"bot": {"profile:"}, "format": {"jsonl"}})
	v.waitFor(work, "The file is ready")
	v.leave()
	visitUI(t, sh)
	if left := sh.find("state/leadferry/ui/*/*.jsonl"); len(left) > 0 {
		t.Errorf("after the next start there is %q", left)
	}
}
