package e2e

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// window is a browser window that shows the page of leadferry ui.
type window struct {
	t      *testing.T
	ctx    context.Context
	shots  int
	faults []string // what the browser complained of, and requests to elsewhere
}

// openWindow opens an address in a real browser.
func openWindow(t *testing.T, address string, width int64) *window {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(cancel)
	w := &window{t: t, ctx: ctx}
	host, _, _ := strings.Cut(address, "/?")
	watchFaults(ctx, t, &w.faults, host, "data:")
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(address)))
	return w
}

// do does steps, and shows the page if one fails.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatalf("%v\n%s", err, w.text())
	}
}

func (w *window) text() string {
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return text
}

// waitFor waits until the page says something.
func (w *window) waitFor(text string) {
	w.t.Helper()
	for range 900 {
		if strings.Contains(w.text(), text) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("the page never says %q:\n%s", text, w.text())
}

// eventually waits until an expression of the page is true.
func (w *window) eventually(expression string) {
	w.t.Helper()
	for range 600 {
		if is, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](expression)); err == nil && is {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.t.Fatalf("%s never comes true:\n%s", expression, w.text())
}

// click presses the visible button or link of that text, and says what lies over it if something does.
const click = `(text => {
  const e = [...document.querySelectorAll("button, a, summary")].find(e => e.textContent.trim() === text && e.offsetParent);
  if (!e) return "there is none";
  e.scrollIntoView({block: "center"});
  const box = e.getBoundingClientRect(), top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!e.contains(top)) return "covered by " + (top && top.outerHTML.slice(0, 100));
  e.click();
  return "pressed";
})(%q)`

// press presses the button, or follows the link, of that text, once it is there.
func (w *window) press(text string) {
	w.t.Helper()
	said, err := "", error(nil)
	for range 100 {
		said, err = chromedp.Run(w.ctx, chromedp.Evaluate[string](fmt.Sprintf(click, text)))
		if err == nil && said == "pressed" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatalf("%q: %s, %v\n%s", text, said, err, w.text())
}

// drop drops a file on the page. One that is still loading forgets it.
func (w *window) drop(file string) {
	w.t.Helper()
	var err error
	for range 50 {
		if err = chromedp.Do(w.ctx, chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file})); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatal(err)
}

// look checks what holds for every page: it is not wider than the window, and axe-core finds nothing
// serious that keeps people with a disability from using it.
func (w *window) look(name string) {
	w.t.Helper()
	w.eventually(`document.readyState === "complete"`)
	wide, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`String(document.documentElement.scrollWidth > innerWidth)`))
	if err != nil || wide != "false" {
		w.t.Errorf("%s is wider than the window: %s, %v", name, wide, err)
	}
	w.eventually(axe(w.t) + ";true")
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](serious, chromedp.EvalAwaitPromise))
	if err != nil || found != "" {
		w.t.Errorf("%s, of accessibility: %s%v", name, found, err)
	}
	if folder := os.Getenv("LEADFERRY_SHOTS"); folder != "" { // to look at
		shot, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
		must(w.t, err)
		w.shots++
		must(w.t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%02d-%s.png", strings.ReplaceAll(w.t.Name(), "/", "-"), w.shots, name)), shot, 0o600))
	}
}

// serious runs axe-core, and names its serious findings.
const serious = `axe.run(document).then(r => r.passes.length < 5 ? "hardly anything was tried" : r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
  .map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html).join("; ")).join("\n"))`

// axe is the script of axe-core, by Deque Systems, under the Mozilla Public License 2.0.
func axe(t *testing.T) string {
	t.Helper()
	file, err := os.Open("testdata/axe.min.js.gz")
	must(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	must(t, err)
	text, err := io.ReadAll(unzipped)
	must(t, err)
	return string(text)
}
