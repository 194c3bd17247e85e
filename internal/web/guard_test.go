package web

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/settings"
)

// visit serves a Site with a simulated bot, and returns the client of a browser that was let in.
func visit(t *testing.T) (s *Site, base string, browser *http.Client) {
	t.Helper()
	o := Options{
		State: t.TempDir(), Sandbox: true, Opened: func(string) {}, Warn: t.Logf,
		Flags:  settings.Flags{Rate: 0, Workers: 2, MaxWait: 1e9, Given: func(string) bool { return false }},
		Around: settings.Surroundings{Getenv: func(string) string { return "" }, ConfigFolder: t.TempDir(), Rehearsal: filepath.Join(t.TempDir(), "sandbox.jsonl")},
	}
	s, err := New(t.Context(), o, 0)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	base = "http://" + s.guard.host
	browser = &http.Client{Jar: &jar{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := browser.Get(s.Address())
	if err != nil || r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%v, %v", r, err)
	}
	r.Body.Close()
	return s, base, browser
}

// jar keeps the cookies of one host.
type jar struct{ cookies []*http.Cookie }

func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) { j.cookies = cookies }
func (j *jar) Cookies(*url.URL) []*http.Cookie               { return j.cookies }

// send sends a request with headers, and returns status and body.
func send(t *testing.T, c *http.Client, method, address, form string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestGuard: what the known faults of local servers come to is refused: another name for this computer,
// another page's form or script, a request without the cookie, an address used twice, a form that the
// page did not make.
func TestGuard(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	stranger := &http.Client{}
	token := "token=" + url.QueryEscape(s.guard.token("/profiles/test")) + "&profile=x"
	foreign := "token=" + url.QueryEscape(s.guard.token("/import")) + "&profile=x"
	for _, tt := range []struct {
		what         string
		client       *http.Client
		method, path string
		form         string
		headers      []string
		want         int
	}{
		{"the page", browser, "GET", "/", "", nil, 200},
		{"no cookie", stranger, "GET", "/", "", nil, 403},
		{"no cookie, a static file", stranger, "GET", "/static/site.css", "", nil, 403},
		{"a used address", stranger, "GET", "/?key=AAAAAAAAAAAAAAAAAAAAAAAAAA", "", nil, 403},
		{"a name that was made to point here", browser, "GET", "/", "", []string{"Host", "evil.example"}, 403},
		{"the same with the port", browser, "GET", "/", "", []string{"Host", "evil.example:" + s.guard.host[len("127.0.0.1:"):]}, 403},
		{"localhost, which others can point elsewhere", browser, "GET", "/", "", []string{"Host", "localhost" + s.guard.host[len("127.0.0.1"):]}, 403},
		{"a script of another page", browser, "GET", "/history", "", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a script of another port of this computer", browser, "GET", "/history", "", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"a form of the page", browser, "POST", "/profiles/test", token, []string{"Origin", base}, 200},
		{"a form of another page", browser, "POST", "/profiles/test", token, []string{"Origin", "https://evil.example"}, 403},
		{"a form of a page without origin", browser, "POST", "/profiles/test", token, []string{"Origin", "null"}, 403},
		{"a form without Origin", browser, "POST", "/profiles/test", token, nil, 403},
		{"a form without token", browser, "POST", "/profiles/test", "profile=x", []string{"Origin", base}, 403},
		{"the token of another form", browser, "POST", "/profiles/test", foreign, []string{"Origin", base}, 403},
		{"a method of scripts", browser, "PUT", "/profiles/test", token, []string{"Origin", base}, 405},
		{"a way out of the static files", browser, "GET", "/static/..%2fsite.go", "", nil, 404},
		{"a backup folder that was not named", browser, "GET", "/backups/0", "", nil, 400},
		{"a backup folder by its path", browser, "GET", "/backups/..%2f..%2fbackups", "", nil, 400},
		{"a way out of a work", browser, "GET", "/work/..%2f..%2f/file/report", "", nil, 404},
		{"a form too long", browser, "POST", "/profiles/test", token + "&x=" + strings.Repeat("x", maxForm), []string{"Origin", base}, 403},
	} {
		answer, body := send(t, tt.client, tt.method, base+tt.path, tt.form, tt.headers...)
		if answer.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d: %s", tt.what, answer.StatusCode, tt.want, body)
		}
		h := answer.Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Access-Control-Allow-Origin") != "" ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", tt.what, h)
		}
	}
}

// TestAddress: an address lets one browser in, and then another address counts.
func TestAddress(t *testing.T) {
	t.Parallel()
	s, _, _ := visit(t)
	second := s.Address()
	browser := &http.Client{Jar: &jar{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, _ := send(t, browser, "GET", second, "")
	cookie := answer.Cookies()
	if answer.StatusCode != http.StatusSeeOther || len(cookie) != 1 || !cookie[0].HttpOnly || cookie[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("%v, %v", answer.Status, cookie)
	}
	if answer, _ = send(t, &http.Client{}, "GET", second, ""); answer.StatusCode != http.StatusForbidden {
		t.Errorf("%v: it was used already", answer.Status)
	}
	if s.Address() == second {
		t.Error("the address stays the same")
	}
}

// TestUploadNames: no name of an upload leads out of its folder, is hidden, or is too long for a report.
func TestUploadNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"leads.csv": "leads.csv", "../../etc/passwd": "passwd", `C:\Users\a\b.xlsx`: "b.xlsx", ".hidden.csv": "hidden.csv", "..": "", "-rf.csv": "rf.csv",
		"a\x00b\x1b[31m.csv": "a_b_[31m.csv", "Müller Łódź.csv": "Müller Łódź.csv", "a\xffb.csv": "a_b.csv", "": "",
	} {
		if got := plainName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	long := plainName(strings.Repeat("é", 300) + ".csv")
	if len(long) > 120 || filepath.Ext(long) != ".csv" {
		t.Errorf("%d bytes: %q", len(long), long)
	}
}

// TestUploadIsPrivate: what is uploaded, and the folders around it, are for this user alone.
func TestUploadIsPrivate(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	w := drop(t, s, base, browser, "a.csv", "name,email\nAnn,ann@example.org\n")
	for path, mode := range map[string]os.FileMode{s.folder: 0o700 | os.ModeDir, w.folder: 0o700 | os.ModeDir, w.input: 0o600, filepath.Join(w.folder, keptFile): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	form := "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nx\r\n--b\r\n" +
		"Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname\n\r\n--b--\r\n"
	if answer, body := send(t, browser, "POST", base+uploadPath, form, "Origin", base, "Content-Type", "multipart/form-data; boundary=b"); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("%v: %s", answer.Status, body)
	}
}
