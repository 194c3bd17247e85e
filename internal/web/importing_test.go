package web

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// drop drops a file on the page for the simulated bot, and returns its work once it was read.
func drop(t *testing.T, s *Site, base string, browser *http.Client, name, text string) *work {
	t.Helper()
	return dropMended(t, s, base, browser, name, text, "")
}

// dropMended drops the mended rows of a work, by the form of its page.
func dropMended(t *testing.T, s *Site, base string, browser *http.Client, name, text, of string) *work {
	t.Helper()
	form := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + s.guard.token(uploadPath) +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"bot\"\r\n\r\nsimulated\r\n--b\r\n" +
		"Content-Disposition: form-data; name=\"of\"\r\n\r\n" + of + "\r\n--b\r\n" +
		"Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + text + "\r\n--b--\r\n"
	answer, body := send(t, browser, "POST", base+uploadPath, form, "Origin", base, "Content-Type", "multipart/form-data; boundary=b")
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%v: %s", answer.Status, body)
	}
	w := s.works.of(strings.TrimPrefix(answer.Header.Get("Location"), "/work/"))
	w.idle.Wait()
	return w
}

// resend sends the form of a work as its page shows it, with some fields changed, and waits for the end.
func resend(t *testing.T, s *Site, base string, browser *http.Client, w *work, changed url.Values) {
	t.Helper()
	sendForm(t, s, base, browser, w, changed)
	w.idle.Wait()
}

// sendForm is resend that does not wait.
func sendForm(t *testing.T, s *Site, base string, browser *http.Client, w *work, changed url.Values) {
	t.Helper()
	_, page := send(t, browser, "GET", base+"/work/"+w.ID, "")
	form := url.Values{}
	for _, list := range regexp.MustCompile(`(?s)<select [^>]*name="([\w-]+)".*?</select>`).FindAllStringSubmatch(page, -1) {
		if chosen := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(list[0]); chosen != nil {
			form.Set(list[1], chosen[1])
		}
	}
	for _, field := range regexp.MustCompile(`<input id="([\w-]+)" name="[\w-]+" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	maps.Copy(form, changed)
	press(t, s, base, browser, w, "read", form)
}

// TestChoicesStay: what a person chose for columns and statuses holds when the form is sent again as it is.
func TestChoicesStay(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, "a.csv", "name,email,How it stands,Box\nAnn,ann@example.org,Brandneu,x\nBen,ben@example.org,Vom Tisch,y\n")
	resend(t, s, base, browser, w, url.Values{"column2": {"status"}, "column3": {leftOut}})
	if len(w.found.Statuses) != 2 {
		t.Fatalf("%+v", w.found)
	}
	resend(t, s, base, browser, w, url.Values{"status0": {"OPEN"}, "status1": {"CLOSED"}})
	before := strings.Join(w.words, " ")
	for range 2 {
		resend(t, s, base, browser, w, nil)
		if w.found.Ready != 2 || len(w.found.Statuses) != 2 || !strings.EqualFold(strings.Join(w.words, " "), before) {
			t.Errorf("%d ready, %+v, %q, want %q", w.found.Ready, w.found.Statuses, w.words, before)
		}
	}
}

// TestNothingToSend: a file of which no row can be sent ends at its columns again, with the reason.
func TestNothingToSend(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, "a.csv", "name,email,How it stands\nAnn,ann@example.org,Brandneu\n")
	resend(t, s, base, browser, w, url.Values{"column2": {"status"}, "plan": {"1"}})
	if v := w.view(); v.Phase != ready || v.Failure == nil || v.Found.Ready != 0 || len(v.Found.Statuses) != 1 {
		t.Errorf("%+v", v)
	}
}

// TestDroppedFiles: a file may have any name, and is gone at the next start if nothing of it was sent.
func TestDroppedFiles(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, keptFile, `[{"name":"Ann","email":"ann@example.org"}]`)
	if w.found == nil || w.found.Refused != nil || w.found.Ready != 1 {
		t.Errorf("%+v", w.found)
	}
	if err := s.recall(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(filepath.Dir(w.input))); !os.IsNotExist(err) {
		t.Errorf("%v: the file is still there", err)
	}
}

// TestSearch: a plan of many rows is shown in part, and a search finds the others, too.
func TestSearch(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	var text strings.Builder
	text.WriteString("name,email\n")
	for i := range 300 {
		fmt.Fprintf(&text, "Person <%d>,person%d@example.org\n", i, i)
	}
	w := drop(t, s, base, browser, "many.csv", text.String())
	answer, body := send(t, browser, "POST", base+"/work/"+w.ID+"/read", "plan=1&token="+url.QueryEscape(s.guard.token("/work/"+w.ID+"/read")), "Origin", base)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatal(body)
	}
	for !w.is(asking) {
		time.Sleep(10 * time.Millisecond)
	}
	rows := func(path string) (n int, page string) {
		_, page = send(t, browser, "GET", base+"/work/"+w.ID+path, "")
		return strings.Count(page, `<tr><td class="n">`), page
	}
	if n, page := rows(""); n != 200 || !strings.Contains(page, `action="/work/`+w.ID+`/rows"`) || strings.Contains(page, "Person &lt;299") {
		t.Errorf("%d rows of the plan", n)
	}
	for search, want := range map[string]int{"pERSON%20%3C29": 11 * 2, "nowhere%3Cscript%3E": 0, "": 200} {
		n, page := rows("/rows?text=" + search)
		if n != want || strings.Contains(page, "<script>") || want == 22 && !strings.Contains(page, "Person &lt;299") {
			t.Errorf("%q: %d rows, want %d\n%s", search, n, want, page)
		}
	}
	w.stop()
	w.idle.Wait()
}

// TestCutUpload: an upload that breaks off is refused, and nothing of it stays.
func TestCutUpload(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	form := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + s.guard.token(uploadPath) +
		"\r\n--b\r\nContent-Disposition: form-data; name=\"bot\"\r\n\r\nsimulated\r\n--b\r\n" +
		"Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname,email\nAnn,ann@exa"
	answer, body := send(t, browser, "POST", base+uploadPath, form, "Origin", base, "Content-Type", "multipart/form-data; boundary=b")
	if answer.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "did not arrive") {
		t.Errorf("%v: %s", answer.Status, body)
	}
	if left, err := filepath.Glob(filepath.Join(s.folder, "*", "*", "a.csv")); err != nil || left != nil || len(s.works.list()) > 0 {
		t.Errorf("%q, %v, %d works", left, err, len(s.works.list()))
	}
}

// TestAlternativesStay: a column that fills the name where others are blank does so when the form is sent again, and
// can be chosen.
func TestAlternativesStay(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, "a.csv", "Given,Fam,Firm,email\nAnn,Lee,Lee Ltd,ann@example.org\n,,Corner Bakery,b@example.org\n")
	resend(t, s, base, browser, w, url.Values{"column0": {"name"}, "column1": {"name"}, "column2": {"name|1"}})
	for range 2 {
		resend(t, s, base, browser, w, nil)
		if words := strings.Join(w.words, " "); !strings.Contains(words, "--map Given,Fam|Firm=name") {
			t.Error(words)
		}
	}
}
