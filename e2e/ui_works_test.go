package e2e

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/sandbox"
)

// TestUIRestoreKilled: a restore that was killed while it was sent is offered again by the next start, shows
// its plan, and ends with every lead as it was; the list forgets it, and the history takes it back.
func TestUIRestoreKilled(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 5, Latency: 10 * time.Millisecond})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	people := func(name string) {
		var text strings.Builder
		text.WriteString("email,name\n")
		for i := range 200 {
			fmt.Fprintf(&text, "person%d@example.org,%s %d\n", i, name, i)
		}
		sh.write(name+".csv", text.String())
		sh.ok("import", name+".csv", "--yes", "--rate", "0")
	}
	people("Before")
	sh.ok("backup", "create", "backups", "--rate", "0")
	people("After")

	v := visitUI(t, sh, "--rate", "100", "--backups", "backups")
	snapshot := regexp.MustCompile(`<option value="([^"]+)"`).FindStringSubmatch(v.get("/backups/0"))
	work, _ := v.fill("/backups/0", "/backups/0/restore", url.Values{"snapshot": {snapshot[1]}, "bot": {"profile:"}})
	v.waitFor(work, "Send 200 rows to")
	v.fill(work, work+"/answer", url.Values{"answer": {"yes"}})
	for called(server, "After", "") > 150 {
		time.Sleep(10 * time.Millisecond)
	}
	must(t, v.ui.Process.Signal(syscall.SIGKILL))
	_ = v.ui.Wait()
	if n := called(server, "After", ""); n == 0 {
		t.Fatal("it was not killed in the middle")
	}

	v = visitUI(t, sh, "--rate", "0")
	v.waitFor(work, "stopped with rows left")
	v.fill(work, work+"/resume", url.Values{})
	v.waitFor(work, "leadferry ui --backups")
	v.leave()

	v = visitUI(t, sh, "--rate", "0", "--backups", "backups")
	v.fill(work, work+"/resume", url.Values{})
	if page := v.waitFor(work, "Send the remaining"); !strings.Contains(page, "Before 199") {
		t.Errorf("there is no plan:\n%s", page)
	}
	v.fill(work, work+"/answer", url.Values{"answer": {"yes"}})
	v.waitFor(work, "Restored")
	if before, after := called(server, "Before", ""), called(server, "After", ""); before != 200 || after != 0 {
		t.Errorf("%d leads as before, %d as after", before, after)
	}

	v.fill("/", work+"/forget", url.Values{})
	if page := v.get("/"); strings.Contains(page, work) {
		t.Errorf("it is still in the list:\n%s", page)
	}
	page := v.get("/history")
	run := regexp.MustCompile(`name="run" value="(\d+)"><input type="hidden" name="time" value="([^"]+)"`).FindStringSubmatch(page)
	if run == nil {
		t.Fatal(page)
	}
	undo, _ := v.fill("/history", "/history/undo", url.Values{"run": {run[1]}, "time": {run[2]}})
	page = v.waitFor(undo, "Undo the changes to 200 leads?")
	command := regexp.MustCompile(`leadferry undo ([^ <]+)`).FindStringSubmatch(page)
	if command == nil {
		t.Fatal(page)
	}
	if _, err := os.Stat(command[1]); err != nil {
		t.Errorf("the command names no report: %v", err)
	}
	v.fill(undo, undo+"/answer", url.Values{"answer": {"yes"}})
	v.waitFor(undo, "Undone")
	if n := called(server, "After", ""); n != 200 {
		t.Errorf("%d leads as after", n)
	}
	v.leave()
	visitUI(t, sh)
	for _, folder := range sh.find("state/leadferry/ui/*") {
		if entries, err := os.ReadDir(folder); err == nil && len(entries) == 0 {
			t.Errorf("%s is empty", folder)
		}
	}
}

// TestUIForgets: the list forgets an upload with its file, and nothing while it is read, planned or sent.
func TestUIForgets(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 20})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	v := visitUI(t, sh, "--rate", "0")
	work := regexp.MustCompile(`/work/\w+`).FindString(v.upload("/import", "a.csv", "name,email\nAnn,ann@example.org\n"))
	v.waitFor(work, "What the columns mean")
	list := v.get("/")
	v.fill(work, work+"/read", url.Values{"plan": {"1"}})
	v.waitFor(work, "Send 1 row to")
	forget := url.Values{"token": {v.tokenOf(list, work+"/forget")}}
	v.post(work+"/forget", forget)
	v.waitFor(work, "Send 1 row to")
	v.fill(work, work+"/answer", url.Values{"answer": {"no"}})
	v.waitFor(work, "Nothing was sent")
	v.fill("/", work+"/forget", url.Values{})
	if left := sh.find("state/leadferry/ui" + strings.TrimPrefix(work, "/work") + "*"); len(left) > 0 {
		t.Errorf("%q", left)
	}
}

// TestUIBucket: the page restores an encrypted snapshot of a bucket, and says what it is started with if the key
// is missing.
func TestUIBucket(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 20})
	sh = sh.with("XDG_STATE_HOME=" + sh.path("state"))
	_, sh = serveBucket(t, sh, "leads")
	id, err := age.GenerateX25519Identity()
	must(t, err)
	sh.write("key.txt", id.String()+"\n")
	sh.write("before.csv", "email,name\nann@example.org,Ann Before\n")
	sh.write("after.csv", "email,name\nann@example.org,Ann After\n")
	sh.ok("import", "before.csv", "--yes", "--rate", "0")
	sh.ok("backup", "create", "s3://leads/daily", "--rate", "0", "--age-recipient", id.Recipient().String())
	sh.ok("import", "after.csv", "--yes", "--rate", "0")
	restore := func(args ...string) (*visitor, string) {
		v := visitUI(t, sh, append([]string{"--rate", "0", "--backups", "s3://leads/daily"}, args...)...)
		snapshot := regexp.MustCompile(`<option value="([^"]+)"`).FindStringSubmatch(v.get("/backups/0"))
		work, _ := v.fill("/backups/0", "/backups/0/restore", url.Values{"snapshot": {snapshot[1]}, "bot": {"profile:"}})
		return v, work
	}
	v, work := restore()
	v.waitFor(work, "start leadferry ui with --age-identity")
	v.leave()
	v, work = restore("--age-identity", "key.txt")
	page := v.waitFor(work, "Send 1 row to")
	if !strings.Contains(page, "leadferry backup restore s3://leads/daily/") {
		t.Errorf("it names another command:\n%s", page)
	}
	v.fill(work, work+"/answer", url.Values{"answer": {"yes"}})
	v.waitFor(work, "Restored")
	if called(server, "Ann Before", "") != 1 || called(server, "Ann After", "") != 0 {
		t.Error("the name is not what it was")
	}
}
