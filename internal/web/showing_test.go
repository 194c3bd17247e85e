package web

import (
	"fmt"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/ratelimit"
)

// TestPlanView: what would change comes first and says "would be"; the way back leads to the choices; the
// simulated bot keeps what was sent; the list says what was undone.
func TestPlanView(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	show := func(path string) string {
		_, page := send(t, browser, "GET", base+path, "")
		return page
	}
	plan := func(text string) *work {
		w := drop(t, s, base, browser, "a.csv", text)
		sendForm(t, s, base, browser, w, url.Values{"plan": {"1"}})
		await(t, w, asking)
		return w
	}
	answer := func(w *work, yes string, then phase) {
		press(t, s, base, browser, w, "answer", url.Values{"answer": {yes}})
		await(t, w, then)
		w.idle.Wait()
	}
	answer(plan("name,email\nAnn Lee,ann.lee@example.org\nBea Fox,bea.fox@example.org\n"), "yes", ended)
	if kept, err := os.ReadFile(s.o.Around.Rehearsal); err != nil || !strings.Contains(string(kept), "ann.lee@example.org") {
		t.Errorf("%v: the simulated bot keeps %q", err, kept)
	}
	w := plan("name,email\nAnn Lee,ann.lee@example.org\nBea Foxx,bea.fox@example.org\nCid Orr,cid.orr@example.org\n")
	page := show("/work/" + w.ID)
	said := regexp.MustCompile(`<span class="tag \w+">([^<]*)</span>`).FindAllStringSubmatch(page, -1)
	var order []string
	for _, one := range said {
		if n := len(order); n == 0 || order[n-1] != one[1] {
			order = append(order, one[1])
		}
	}
	if got := strings.Join(order, ", "); got != "would be updated, would be created, unchanged" {
		t.Errorf("%s", got)
	}
	if !strings.Contains(page, ">Back to the choices</button>") || strings.Contains(page, "Do not send") {
		t.Error("no way back to the choices")
	}
	answer(w, "no", ready)
	if page := show("/work/" + w.ID); !strings.Contains(page, "Nothing was sent.") || !strings.Contains(page, "What the columns mean") {
		t.Errorf("%s", page)
	}
	sendForm(t, s, base, browser, w, url.Values{"plan": {"1"}})
	await(t, w, asking)
	answer(w, "yes", ended)
	press(t, s, base, browser, w, "undo", url.Values{})
	undo := s.works.list()[0]
	await(t, undo, asking)
	if page := show("/work/" + undo.ID); !strings.Contains(page, ">Do not undo</button>") {
		t.Error("no way to say no")
	}
	if strings.Contains(show("/"), "undone") {
		t.Error("undone, before the yes")
	}
	answer(undo, "yes", ended)
	if page := show("/"); strings.Count(page, "import: done, undone") != 1 || !strings.Contains(page, ">Remove from this list</button>") {
		t.Errorf("%s", page)
	}
}

// TestRestView: the page of an import that goes on counts the rest where it asks, and says of what else the
// numbers are. A no then does not say that nothing was sent.
func TestRestView(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	const rows = 3000
	var text strings.Builder
	text.WriteString("name,email\n")
	for i := range rows {
		fmt.Fprintf(&text, "Person %d,person%d@example.org\n", i, i)
	}
	w := drop(t, s, base, browser, "many.csv", text.String())
	sendForm(t, s, base, browser, w, url.Values{"plan": {"1"}})
	await(t, w, asking)
	press(t, s, base, browser, w, "answer", url.Values{"answer": {"yes"}})
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if kept, err := os.ReadFile(s.o.Around.Rehearsal); err == nil && strings.Count(string(kept), "\n") >= 100 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%+v", w.view())
		}
	}
	w.stop()
	w.idle.Wait()
	press(t, s, base, browser, w, "resume", url.Values{})
	await(t, w, asking)
	_, page := send(t, browser, "GET", base+"/work/"+w.ID, "")
	count := func(pattern string) (n int) {
		found := regexp.MustCompile(pattern).FindStringSubmatch(page)
		if found == nil {
			t.Fatalf("no %s: %s", pattern, page)
		}
		if _, err := fmt.Sscan(strings.ReplaceAll(found[1], ",", ""), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	left := count(`Send the remaining ([\d,]+) rows`)
	for _, pattern := range []string{`These numbers are of all 3,000 rows, of which an earlier run finished ([\d,]+)\.`, `The whole plan of 3,000 rows, of which an earlier run finished ([\d,]+)`} {
		if done := count(pattern); done < 100 || done+left != rows {
			t.Errorf("%d done and %d left are not %d", done, left, rows)
		}
	}
	if !strings.Contains(page, "Do not send the rest") || strings.Contains(page, "nothing is sent yet") {
		t.Errorf("%s", page)
	}
	press(t, s, base, browser, w, "answer", url.Values{"answer": {"no"}})
	w.idle.Wait()
	if v := w.view(); v.Phase != stopped || strings.Join(v.Notes, " ") != "Nothing more was sent." {
		t.Errorf("%s, %q", v.Phase, v.Notes)
	}
}

// TestSilentBot: a page says why nothing moves, also before the first answer.
func TestSilentBot(t *testing.T) {
	t.Parallel()
	w := &work{pace: func() screen.Pace {
		return screen.Pace{Trouble: syscall.ECONNREFUSED, Status: ratelimit.Status{GivesUp: time.Now().Add(time.Minute)}}
	}}
	if v := w.view(); !strings.Contains(v.State, "connection refused") || !strings.Contains(v.State, "giving up at") {
		t.Errorf("%q", v.State)
	}
}

// TestFetched: an export that was downloaded waits for nobody.
func TestFetched(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	form := url.Values{"token": {s.guard.token("/export")}, "bot": {"simulated"}, "format": {"csv"}}
	send(t, browser, "POST", base+"/export", form.Encode(), "Origin", base)
	w := s.works.list()[0]
	await(t, w, ended)
	w.idle.Wait()
	if _, text := send(t, browser, "GET", base+"/work/"+w.ID+"/export", ""); strings.Count(text, "\n") < 2000 {
		t.Errorf("%d lines", strings.Count(text, "\n"))
	}
	await(t, w, fetched)
	if _, page := send(t, browser, "GET", base+"/", ""); !strings.Contains(page, "export: downloaded") || strings.Contains(page, "waits for you") {
		t.Errorf("%s", page)
	}
	if _, page := send(t, browser, "GET", base+"/work/"+w.ID, ""); !strings.Contains(page, ">Export again</button>") {
		t.Errorf("%s", page)
	}
}

// TestNoRoom: a file above the bound is refused before it is transferred, and a full disk is told as that.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	s, _, _ := visit(t)
	r := httptest.NewRequestWithContext(t.Context(), "POST", uploadPath, nil)
	r.ContentLength = maxUpload + maxForm + 1
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	answer := httptest.NewRecorder()
	s.upload(answer, r)
	if body := answer.Body.String(); answer.Code != 400 || !strings.Contains(body, "at most 1.1 GB") {
		t.Errorf("%d: %s", answer.Code, body)
	}
	f := failed(fmt.Errorf("write: %w", &fs.PathError{Op: "write", Path: "/x/work.json", Err: syscall.ENOSPC}))
	if strings.Contains(f.Text+f.Fix, "work.json") || !strings.HasSuffix(f.Text, ".") || !strings.HasSuffix(f.Fix, ".") {
		t.Errorf("%+v", f)
	}
}

// TestRestoreChoices: a restore takes one condition and what becomes of empty fields, as the command line does,
// refuses the same, and its page says what stays.
func TestRestoreChoices(t *testing.T) {
	t.Parallel()
	var o importer.Options
	words := wordsOf(url.Values{"where": {" email = ann@example.org "}, "blank": {"clear"}, "other": {"x"}}, "where", "blank")
	if err := applyToRestore(words, &o); err != nil || len(o.Rules.Filter) != 1 || o.Rules.Blank != check.ClearBlank {
		t.Errorf("%q: %+v, %v", words, o.Rules, err)
	}
	for _, bad := range [][]string{{"--where", "country is Germany"}, {"--blank", "x"}} {
		if err := applyToRestore(bad, &o); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%q: %v", bad, err)
		}
	}
	w := &work{Kind: "restore", File: "2026-11-23T030811Z", backups: "backups", words: words}
	if got := w.command(); got != `leadferry backup restore backups/2026-11-23T030811Z --where "email = ann@example.org" --blank clear` {
		t.Error(got)
	}
	if v := w.view(); !strings.Contains(v.Empty, "are emptied again") {
		t.Errorf("%q", v.Empty)
	}
	w.words = nil
	if v := w.view(); !strings.Contains(v.Empty, "stay as they are") {
		t.Errorf("%q", v.Empty)
	}
}
