package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// TestFilesPage: docs/files.md names every file that runs leave, also those that are killed, and no
// file that none of them leaves.
func TestFilesPage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it looks where Linux keeps such files")
	}
	t.Parallel()
	page := newFilesPage(t)
	_, sh := newShell(t, sandbox.Options{Leads: 300, NonLeads: 10})
	_, sh = serveBucket(t, sh, "acme-leads")
	sh = sh.with("HOME="+sh.path("home"), "TMPDIR="+sh.path("tmp"), "XDG_CONFIG_HOME=", "XDG_STATE_HOME=")
	for _, folder := range []string{"home", "tmp"} {
		if err := os.Mkdir(sh.path(folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	sh.write("people.csv", "name,email\nAnn Example,ann@example.org\nNobody,nothing\n")
	sh.write("twin.csv", "uuid,name,email\n0198b7a2-7c3e-7d41-9a55-3f6f2f6c1a01,Ann Again,ann@example.org\n")
	for _, line := range []string{
		"export leads.csv -q --metrics leads.prom",
		"export mails.xlsx -q --columns E-Mail=email,Name=name",
		"export new.csv -q --since-last",
		"import people.csv -q --plan --rate 0 --report planned",
		"import people.csv -q --yes --rate 0",
		"undo people.csv.report -q --yes",
		"import twin.csv -q --yes --rate 0 --sandbox --report rehearsed",
		"backup create backups -q",
		"backup create s3://acme-leads/a -q",
		"backup report backups -q",
		"backup list backups -q -o list.csv",
		"import twin.csv -q --yes --blind --rate 0 --report twin",
		"duplicates -q --yes --rate 0 -o same.csv --tag-others same",
		"init https://page.convertalk.com/b/c --no-test",
	} {
		if said, code := sh.run(strings.Fields(line)...); code != 0 && code != 3 {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
	visitUI(t, sh).upload("/import", "people.csv", "name,email\nAnn Example,ann@example.org\n")
	page.read(t, sh)
	server, url := serve(t, sandbox.Options{Leads: 900, Latency: 20 * time.Millisecond})
	slow := sh.with("CONVERTALK_BASE_URL=" + url)
	for _, line := range []string{
		"export slow.csv -q --rate 20",
		"export - --format csv -q --rate 20",
		"import people.csv -q --yes --rate 20 --report slow",
		"backup create slow-backups -q --rate 20",
		"backup create s3://acme-leads/b -q --rate 20",
	} {
		before := len(server.Ledger())
		p := slow.start(strings.Fields(line)...)
		waitFor(t, func() bool { return len(server.Ledger()) > before+8 })
		page.read(t, slow) // before the next run, which clears away what it left
		p.kill()
		page.read(t, slow)
	}
	page.judge(t)
}

// filesPage are the files that docs/files.md names, and those that were found.
type filesPage struct {
	rows  map[string]*regexp.Regexp
	found map[string]bool
}

// briefly is there too short a time to be found for certain.
var briefly = []string{".tmp", "/.leadferry-*", ".history.lock", ".prom.lock", "pace/*.lock", "leadferry-spool-*", "ui/*/leads-*"}

func newFilesPage(t *testing.T) *filesPage {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "files.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := &filesPage{map[string]*regexp.Regexp{}, map[string]bool{}}
	for _, cell := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]+ \\| [^|]+ \\|$").FindAllStringSubmatch(string(text), -1) {
		name := regexp.QuoteMeta(cell[1])
		if name == "FILE" {
			name = `[a-z]+\.(csv|xlsx)`
		}
		name = regexp.MustCompile(`\b(FILE|NAME|DIR|SNAPSHOT|PROFILE|BUCKET)\b`).ReplaceAllString(name, `[^/]+`)
		name = strings.ReplaceAll(name, `\*`, `[^/]+`)
		name = strings.ReplaceAll(name, `\.report/`, `(\.report)?/`) // --report gives it any name
		name = strings.NewReplacer("CONFIG/", "home/\\.config/leadferry/", "STATE/", "home/\\.local/state/leadferry/", "TEMP/", "tmp/").Replace(name)
		page.rows[cell[1]] = regexp.MustCompile("^" + name + "$")
	}
	if len(page.rows) < 30 {
		t.Fatalf("only %d rows were found", len(page.rows))
	}
	return page
}

// read looks at all files there are. What a run takes away meanwhile is as good as found.
func (p *filesPage) read(t *testing.T, sh shell) {
	t.Helper()
	fs.WalkDir(os.DirFS(sh.dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			p.found[name] = true
		}
		return nil
	})
}

func (p *filesPage) judge(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for name := range p.found {
		named := false
		for row, pattern := range p.rows {
			if pattern.MatchString(name) {
				named, seen[row] = true, true
			}
		}
		if !named {
			t.Errorf("docs/files.md does not name %s", name)
		}
	}
rows:
	for row := range p.rows {
		for _, brief := range briefly {
			if strings.HasSuffix(row, brief) {
				continue rows
			}
		}
		if !seen[row] {
			t.Errorf("docs/files.md names %s, which no run left", row)
		}
	}
}
