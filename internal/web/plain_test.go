package web

import (
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// TestPlain: what is said of flags is said of choices on the page, and what is none names its command.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"give the country with --dial-code IN, or add a column":      "give the country with “Country of phones” IN, or add a column",
		"with --dial-code CC, such as --dial-code IN, if all":        "with “Country of phones”, such as IN, if all",
		`or say which with --map "Mail 2=email"`:                     "or say which with “What the columns mean” (Mail 2: email)",
		`--map "uuid=-" leaves it out`:                               "“What the columns mean” (uuid: leave it out) leaves it out",
		`--map "A,B=attributes.A b" and --map-status 'It'\''s=OPEN'`: "“What the columns mean” (A,B: A b (custom attribute)) and “What statuses mean” (It’s: OPEN)",
		"allow a longer wait with --max-wait; then":                  "allow a longer wait with leadferry ui --max-wait; then",
		"create them with --allow-unverified":                        "create them with leadferry import --allow-unverified",
		"leadferry status --test tries it":                           "leadferry status --test tries it",
		"in a terminal: leadferry backup restore SNAPSHOT --dry-run": "in a terminal: leadferry backup restore SNAPSHOT --dry-run",
		"--where \"x\": no":                                          "“Another condition” \"x\": no",
		"a -- b":                                                     "a -- b",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestEveryChoice: every flag that a file can be read by is a choice on the page; those that are not are
// about files of the command line.
func TestEveryChoice(t *testing.T) {
	t.Parallel()
	f := pflag.NewFlagSet("import", pflag.ContinueOnError)
	var o importer.Options
	flags.Input(f, &o)
	flags.MaxErrors(f, &o.MaxErrors)
	new(flags.Rules).Add(f, &o.Rules)
	known := labels()
	f.VisitAll(func(flag *pflag.Flag) {
		switch flag.Name {
		case "map-file", "save-map", "force", "raw-cells":
		default:
			if known[flag.Name] == "" {
				t.Errorf("--%s is no choice on the page", flag.Name)
			}
		}
	})
	every := dialect.Way{Sheet: "a", Format: "csv", Dialect: dialect.Dialect{Encoding: "utf-8", Delimiter: ';', Quotes: dialect.TextQuotes}, Head: dialect.Head{Row: 3, Names: []string{"a"}}}
	if v := reflect.ValueOf(every.Head); v.NumField() != 2 || reflect.TypeOf(every).NumField() != 5 {
		t.Error("there are more ways to read a file: add them here")
	}
	for i, words := 0, every.Flags(); i < len(words); i += 2 {
		if known[strings.TrimPrefix(words[i], "--")] == "" {
			t.Errorf("%s is no choice on the page", words[i])
		}
	}
}

// token is a hidden value of a form: chance may write anything into it.
var token = regexp.MustCompile(`name="token" value="[^"]*"`)

// bare is a flag that no command stands before.
var bare = regexp.MustCompile(`(leadferry [^;,<]*)?--[a-z][a-z-]+`)

// TestNoFlags: no page of a file speaks of flags, and the choices that it names are there.
func TestNoFlags(t *testing.T) {
	t.Parallel()
	s, base, browser := visit(t)
	for name, text := range map[string]string{
		"plain.csv":     "name,email\nAnn,ann@example.org\nBad,not-mail\n",
		"phones.csv":    "name,phone\nAnn,089 123456\nBen,0170 1234567\nCid,0171 7654321\n",
		"slip.csv":      "name,emial\nAnn,ann@example.org\n",
		"nobody.csv":    "name,colour\nAnn,red\nBen,blue\n",
		"title.csv":     "Our leads of May,,\n,,\nname,email,city\nAnn,ann@example.org,Ulm\nBen,ben@example.org,Bonn\n",
		"headless.csv":  "Ann,ann@example.org,+4915112345678\nBen,ben@example.org,+4915112345679\n",
		"both.csv":      "name,email,E-Mail\nAnn,ann@example.org,ann@example.com\n",
		"statuses.csv":  "name,email,status\nAnn,ann@example.org,Brandneu\nBen,ben@example.org,Vom Tisch\n",
		"letters.csv":   "name,email\nM\xfcller,mueller@example.org\nJos\xe9,jose@example.org\n",
		"odd.csv":       "name,email\nM\xfc\x81ller,mueller@example.org\n\x98\x90,b@example.org\n",
		"signs.csv":     "name;email,city\nAnn;ann@example.org,Ulm\n",
		"twice.csv":     "name,email,tags\nAnn,ann@example.org,a\nBen,ann@example.org,b\n",
		"json.csv":      `[{"name":"Ann"}]`,
		"empty.csv":     "",
		"text.xlsx":     "name,email\n",
		"ids.csv":       "uuid,name\n17,Ann\n18,Ben\n",
		"none.csv":      "name,email,plan\nAnn,ann@example.org,N/A\nBen,ben@example.org,n/a\nCid,n/a,n/a\n",
		"other.docx":    "PK\x03\x04",
		"columns.csv":   "name,name,email\nAnn,Lee,ann@example.org\n",
		"codes.csv":     "name,phone,country\nAnn,089 123456,DE\nBen,0170 1234567,AT\n",
		"wide-rows.csv": "name,email\nAnn,ann@example.org,more\n",
	} {
		w := drop(t, s, base, browser, name, text)
		for range 2 {
			_, page := send(t, browser, "GET", base+"/work/"+w.ID, "")
			page, _, _ = strings.Cut(page, "The command that does the same")
			page = token.ReplaceAllString(page, "")
			for _, flag := range bare.FindAllStringSubmatch(page, -1) {
				if flag[1] == "" {
					t.Errorf("%s: %s\n%s", name, flag[0], page)
				}
			}
			if strings.Contains(page, w.folder) {
				t.Errorf("%s: it says where the file lies\n%s", name, page)
			}
			for _, label := range regexp.MustCompile(`“([^”]+)”`).FindAllStringSubmatch(page, -1) {
				if !strings.Contains(page, ">"+label[1]+"<") && label[1] != columnsLabel {
					t.Errorf("%s: there is no %q on the page", name, label[1])
				}
			}
			if w.found == nil || w.found.Ways == nil {
				break
			}
			resend(t, s, base, browser, w, url.Values{"way": {"0"}})
		}
	}
	form := url.Values{"token": {s.guard.token("/export")}, "bot": {"simulated"}, "format": {"csv"}}
	for field, bad := range map[string]string{"where": "country is Germany", "created-since": "yesterday-ish", "columns": "colour", "format": "exe"} {
		form.Set(field, bad)
		answer, page := send(t, browser, "POST", base+"/export", form.Encode(), "Origin", base)
		if flag := bare.FindStringSubmatch(page); answer.StatusCode == http.StatusSeeOther && field != "columns" || flag != nil && flag[1] == "" {
			t.Errorf("%s: %v, %s", field, answer.Status, page)
		}
		form.Del(field)
		form.Set("format", "csv")
	}
}

// TestWaysOn: what a run says of how it goes on is a button, a link or a choice of the page.
func TestWaysOn(t *testing.T) {
	t.Parallel()
	text, err := files.ReadFile("templates/work.html")
	if err != nil {
		t.Fatal(err)
	}
	page := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(string(text), "<>")
	for _, c := range readControls() {
		page += ">" + c.Label + "<"
	}
	for _, way := range []importer.Way{importer.ToResume, importer.ToStartOver, importer.ToUndo, importer.ToPlanAnew, importer.ToRunAgain, importer.ToAllowMore, importer.ToSend} {
		if name := strings.Trim(nextOnPage(way), "“”"); !strings.Contains(page, ">"+name+"<") {
			t.Errorf("%v: there is no %q on the page", way, name)
		}
	}
}
