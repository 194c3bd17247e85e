package e2e

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// startUI starts leadferry ui, and returns its address.
func startUI(t *testing.T, sh shell, args ...string) (address string, process *exec.Cmd) {
	t.Helper()
	cmd := sh.command(append([]string{"ui", "--no-browser"}, args...)...)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return strings.TrimSpace(address), cmd
}

// visitor is a browser without a screen: it keeps the cookie, and sends forms as pages hold them.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
	ui   *exec.Cmd
}

// leave ends the program.
func (v *visitor) leave() {
	_ = v.ui.Process.Kill()
	_ = v.ui.Wait()
}

// visitUI starts leadferry ui and is let in.
func visitUI(t *testing.T, sh shell, args ...string) *visitor {
	t.Helper()
	address, ui := startUI(t, sh, args...)
	jar, err := cookiejar.New(nil)
	must(t, err)
	base, _, _ := strings.Cut(address, "/?")
	v := &visitor{t, base, &http.Client{Jar: jar}, ui}
	v.get(strings.TrimPrefix(address, v.base))
	return v
}

// get returns a page.
func (v *visitor) get(path string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, http.NoBody)
	must(v.t, err)
	return v.send(r)
}

func (v *visitor) send(r *http.Request) string {
	v.t.Helper()
	answer, err := v.http.Do(r)
	must(v.t, err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	must(v.t, err)
	if answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%s %s: %s\n%s", r.Method, r.URL, answer.Status, page)
	}
	return string(page)
}

// tokenOf finds the token of the form on a page that posts to a path.
func (v *visitor) tokenOf(page, path string) string {
	v.t.Helper()
	found := regexp.MustCompile(`action="` + path + `"[^>]*>\s*<input type="hidden" name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		v.t.Fatalf("no form for %s on the page\n%s", path, page)
	}
	return found[1]
}

// fill sends the form of a page that posts to a path, and returns the path and the text of the next page.
func (v *visitor) fill(page, path string, form url.Values) (next, text string) {
	v.t.Helper()
	form.Set("token", v.tokenOf(v.get(page), path))
	return v.post(path, form)
}

// post sends a form, and returns the path and the text of the next page.
func (v *visitor) post(path string, form url.Values) (next, text string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	must(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.base)
	answer, err := v.http.Do(r)
	must(v.t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	must(v.t, err)
	return answer.Request.URL.Path, string(raw)
}

// waitFor loads a page until it says something.
func (v *visitor) waitFor(path, text string) string {
	v.t.Helper()
	page := ""
	for range 900 {
		if page = v.get(path); strings.Contains(page, text) {
			return page
		}
		time.Sleep(100 * time.Millisecond)
	}
	v.t.Fatalf("%s never says %q:\n%s", path, text, page)
	return ""
}

// upload drops a file on the form that posts to a path, for the first bot, and returns the next page.
func (v *visitor) upload(path, name, text string) string {
	v.t.Helper()
	page := v.get("/")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	bot := regexp.MustCompile(`<option value="([^"]+)"`).FindStringSubmatch(page)
	if bot == nil {
		v.t.Fatalf("no bot on the page\n%s", page)
	}
	must(v.t, form.WriteField("token", v.tokenOf(page, path)))
	must(v.t, form.WriteField("bot", bot[1]))
	file, err := form.CreateFormFile("file", name)
	must(v.t, err)
	_, err = io.WriteString(file, text)
	must(v.t, err)
	must(v.t, form.Close())
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, &body)
	must(v.t, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Origin", v.base)
	return v.send(r)
}
