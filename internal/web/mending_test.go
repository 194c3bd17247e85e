package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// await waits until a work is in a phase.
func await(t *testing.T, w *work, p phase) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !w.is(p); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never %s: %+v", p, w.view())
		}
	}
}

// press sends a form of the page of a work.
func press(t *testing.T, s *Site, base string, browser *http.Client, w *work, path string, form url.Values) {
	t.Helper()
	path = "/work/" + w.ID + "/" + path
	form.Set("token", s.guard.token(path))
	answer, body := send(t, browser, "POST", base+path, form.Encode(), "Origin", base)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%v: %s", answer.Status, body)
	}
}

// TestMendedRowsKeepTheChoices: rows that are mended and imported again mean what they meant, whether they
// come by the form beside the result or by the first page, and the choices are shown.
func TestMendedRowsKeepTheChoices(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, "fair.csv", "Fair 2026\nName,Post,Mobil,Stand\nAnn Lee,ann.lee@example.org,0171 2345678,Brandneu\nBen Roe,ben(at)example,0170 1234567,Heiss\n")
	form := url.Values{
		"column1": {"email"}, "column2": {"phone"}, "column3": {"status"}, "dial-code": {"49"}, "header-row": {"2"}, "id-from": {"phone,email"},
	}
	resend(t, s, base, browser, w, url.Values{"header-row": {"2"}})
	resend(t, s, base, browser, w, form)
	form.Set("status0", "OPEN")
	form.Set("status1", "REVIEW")
	form.Set("plan", "1")
	sendForm(t, s, base, browser, w, form)
	await(t, w, asking)
	press(t, s, base, browser, w, "answer", url.Values{"answer": {"yes"}})
	await(t, w, ended)
	w.idle.Wait()
	if _, page := send(t, browser, "GET", base+"/work/"+w.ID, ""); !strings.Contains(page, "Import the fixed workbook") {
		t.Errorf("no form for the mended workbook: %s", page)
	}
	workbook, err := os.ReadFile(w.file("rejects"))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(w.file("rejects"))
	if name != "fair.rejected.xlsx" {
		t.Errorf("%q", name)
	}
	for what, again := range map[string]*work{
		"the form beside the result": dropMended(t, s, base, browser, "mended.csv", "Name,Post,Mobil,Stand,_row\nBen Roe,ben@example.org,0170 1234567,Heiss,2\n", w.ID),
		"the first page":             drop(t, s, base, browser, strings.Replace(name, ".xlsx", " (1).xlsx", 1), string(workbook)),
	} {
		if got, want := strings.Join(again.words, " "), "--id-from phone,email"; !strings.Contains(got, want) || strings.Contains(got, "header-row") {
			t.Errorf("%s: %q", what, got)
		}
		_, page := send(t, browser, "GET", base+"/work/"+again.ID, "")
		for _, want := range []string{"those of the import of fair.csv", `value="49"`, `value="REVIEW" selected`, `value="status" selected`, `value="email" selected`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s on the page: %s", what, want, page)
			}
		}
		if what != "the first page" {
			sendForm(t, s, base, browser, again, url.Values{"plan": {"1"}})
			await(t, again, asking)
			plan, err := os.ReadFile(again.file("table"))
			if err != nil || !strings.Contains(string(plan), "+49") || !strings.Contains(string(plan), "REVIEW") || strings.Contains(string(plan), "attributes") {
				t.Errorf("%v: %s", err, plan)
			}
			press(t, s, base, browser, again, "answer", url.Values{"answer": {"no"}})
			again.idle.Wait()
		}
	}
}
