package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/leadferry/leadferry/sandbox"
)

// hostile is a file whose names try to become markup, script or style.
const hostile = `name,email,status,Company
<script>document.title='run'</script>,anna@example.org,OPEN,"</table><img src=x onerror=alert(1)>"
"{{.Title}} </style><style>*{display:none}",bob@example.org,nonsense,Acme
"' onmouseover='alert(1)",cy@example.org,CLOSED,javascript:alert(1)
`

// TestPages: a real browser shows every page, narrow and wide, without an error, a request or a script
// of somebody else; what stands there is what the summary says.
func TestPages(t *testing.T) {
	unraced(t)
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 30, NonLeads: 4})
	sh.write("hostile.csv", hostile)
	sh.run("import", "hostile.csv", "--yes", "--rate", "0")
	sh.write("again.csv", "email,name\nanna@example.org,<b>Anna</b>\nnew@example.org,New\n")
	sh.ok("import", "again.csv", "--dry-run", "--rate", "0")
	sh.ok("import", "again.csv", "--yes", "--rate", "0")
	sh.run("undo", "again.csv.report-2", "--yes", "--rate", "0")
	sh.ok("backup", "create", "backups", "--rate", "0")
	sh.ok("backup", "create", "backups", "--rate", "0")
	sh.ok("backup", "report", "backups")

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	for _, page := range []string{
		"hostile.csv.report/report.html", "again.csv.report/report.html", "again.csv.report-2/report.html",
		"again.csv.report-2.undo/report.html", "backups/backups.html",
	} {
		for _, width := range []int64{360, 1280} {
			t.Run(fmt.Sprint(page, width), func(t *testing.T) { showPage(ctx, t, sh.path(page), width) })
		}
	}
}

// shownPage is what a browser tells of a page.
type shownPage struct {
	Figures map[string]string // by the name in the summary
	Title   string
	Wide    int // pixels
	Rows    int // of the table, after a search for nothing that there is
	Foreign int // elements that no page of ours has
}

const look = `(() => {
  const figures = {};
  for (const e of document.querySelectorAll("[data-key]")) figures[e.dataset.key] = e.textContent.replaceAll(",", "");
  const search = document.querySelector("input[type=search]");
  if (search) { search.value = "no such thing"; search.dispatchEvent(new Event("input")); }
  for (const b of document.querySelectorAll("th button")) b.click();
  return {Figures: figures, Title: document.title, Wide: document.documentElement.scrollWidth,
    Rows: document.querySelectorAll(".sortable tbody tr:not([hidden])").length,
    Foreign: document.querySelectorAll("img, b, iframe, [onmouseover], [onerror]").length + document.querySelectorAll("script, style").length - 2};
})()`

// watchFaults adds what the browser complains of from now on, and requests to addresses that begin
// otherwise.
func watchFaults(ctx context.Context, t *testing.T, faults *[]string, own ...string) {
	t.Helper()
	isOwn := func(url string) bool {
		return slices.ContainsFunc(own, func(begin string) bool { return strings.HasPrefix(url, begin) })
	}
	must(t, chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			*faults = append(*faults, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			*faults = append(*faults, e.Entry.Text+" "+e.Entry.URL)
		case *network.EventRequestWillBeSent:
			if !isOwn(e.Request.URL) {
				*faults = append(*faults, "a request: "+e.Request.URL)
			}
		}
	}))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	must(t, err)
	_, err = chromedp.Call(ctx, log.Enable, cdp.Empty{})
	must(t, err)
}

func showPage(ctx context.Context, t *testing.T, file string, width int64) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	var faults []string
	watchFaults(ctx, t, &faults, "file://")
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate("file://"+file)))
	page, err := chromedp.Run(ctx, chromedp.Evaluate[shownPage](look))
	must(t, err)
	_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(t, err)
	must(t, chromedp.Do(ctx, chromedp.Reload()))
	plain, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("[data-key]").length`))
	if err != nil || len(faults) > 0 {
		t.Fatalf("%v, %q", err, faults)
	}
	if page.Wide > int(width) || page.Rows != 0 || page.Foreign != 0 || page.Title == "run" || plain != len(page.Figures) || plain == 0 {
		t.Errorf("%+v, %d figures without a script", page, plain)
	}
	wantFigures(t, file, page.Figures)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFigures compares what a page shows with the summary beside it.
func wantFigures(t *testing.T, file string, shown map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "summary.json"))
	if os.IsNotExist(err) {
		return // of a folder of backups
	}
	var sum map[string]any
	if err != nil || json.Unmarshal(text, &sum) != nil {
		t.Fatal(err)
	}
	for key, value := range shown {
		from := sum
		if inner, ok := strings.CutPrefix(key, "plan."); ok {
			from, key = sum["plan"].(map[string]any), inner
		}
		if want := fmt.Sprint(from[key]); value != want {
			t.Errorf("%s is %s, and the summary says %s", key, value, want)
		}
	}
}
