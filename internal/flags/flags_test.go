package flags

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// parse reads a line of flags.
func parse(line string, add func(*pflag.FlagSet)) error {
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	add(f)
	return f.Parse(strings.Fields(line))
}

// refusal returns the problem inside the error of a parser.
func refusal(t *testing.T, err error) *problem.Error {
	t.Helper()
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		t.Fatalf("%v is no *problem.Error", err)
	}
	return p
}

func TestFlagValues(t *testing.T) {
	t.Parallel()
	type color string
	var c color
	var n int
	add := func(f *pflag.FlagSet) {
		Choice(f, &c, "color", "", color("red"), color("green"), color("blue"))
		Parsed(f, &n, "n", "", func(text string) (int, error) {
			return len(text), map[bool]error{true: problem.Usage("too long", "")}[len(text) > 3]
		})
	}
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	add(f)
	if c != "red" || f.Lookup("color").DefValue != "red" || f.Lookup("n").DefValue != "" || f.Lookup("n").Value.Type() != "string" {
		t.Errorf("%s, %+v", c, f.Lookup("color"))
	}
	if err := f.Parse([]string{"--color", "blue", "--n=abc"}); err != nil || c != "blue" || n != 3 || f.Lookup("n").Value.String() != "abc" {
		t.Errorf("%s, %d, %v", c, n, err)
	}
	err := refusal(t, f.Parse([]string{"--color", "pink"}))
	if err.Error() != `--color cannot be "pink"` || problem.Remedy(err) != "choose red, green or blue" {
		t.Errorf("%v", err)
	}
	if err := refusal(t, f.Parse([]string{"--n", "abcd"})); err.Error() != "too long" {
		t.Errorf("%v", err)
	}
}

func TestKeepFlags(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]backup.Policy{
		"":                                  {Marked: -1},
		"--keep-daily 14 --keep-weekly 8":   {Daily: 14, Weekly: 8, Marked: 7},
		"--keep-within 14d":                 {Within: 14 * 24 * time.Hour, Marked: 7},
		"--keep-within 2w --keep-yearly 1":  {Within: 14 * 24 * time.Hour, Yearly: 1, Marked: 7},
		"--keep-within 36h --keep-last 1":   {Within: 36 * time.Hour, Last: 1, Marked: 7},
		"--keep-marked 0":                   {},
		"--keep-monthly 3 --keep-marked=12": {Monthly: 3, Marked: 12},
	} {
		var k Keep
		err := parse(line, k.Add)
		if err == nil {
			err = k.Check()
		}
		if diff := gocmp.Diff(want, k.Policy); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", line, err, diff)
		}
		if k.Any() != (line != "") {
			t.Errorf("%q: any is %v", line, k.Any())
		}
	}
	for _, line := range []string{"--keep-last -1", "--keep-marked -1", "--keep-within -1h", "--keep-within 0d", "--keep-within 99999d", "--keep-within xd"} {
		var k Keep
		err := parse(line, k.Add)
		if err == nil {
			err = k.Check()
		}
		if problem.ExitCode(err) != problem.ExitUsage || problem.Remedy(err) == "" {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// TestDuration: what is wrong with a duration names the flag.
func TestDuration(t *testing.T) {
	t.Parallel()
	var d time.Duration
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	Duration(f, &d, "wait", "15m", "")
	if d != 15*time.Minute || f.Lookup("wait").DefValue != "15m" {
		t.Errorf("%v, %+v", d, f.Lookup("wait"))
	}
	if err := f.Parse([]string{"--wait", "1d12h"}); err != nil || d != 36*time.Hour {
		t.Errorf("%v, %v", d, err)
	}
	err := refusal(t, f.Parse([]string{"--wait", "5"}))
	const want = `--wait "5" has no unit; write seconds as 5s, minutes as 5m, hours as 5h, days as 5d`
	if got := err.Error() + "; " + problem.Remedy(err); got != want || err.Exit != problem.ExitUsage {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestOutputName: the argument and --output are two ways to name one file.
func TestOutputName(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{"x.csv": "x.csv", "-o x.csv": "x.csv", "x.csv --output x.csv": "x.csv", "x.csv -o y.csv": "", "x y": "", "": ""} {
		var o Output
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		o.Add(f)
		if err := f.Parse(strings.Fields(line)); err != nil {
			t.Fatal(err)
		}
		err := o.Take("export", f.Args())
		if (err == nil) != (want != "") || err == nil && o.Name != want || err != nil && problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%s: %q, %v", line, o.Name, err)
		}
	}
}

func TestConnection(t *testing.T) {
	t.Parallel()
	var c Connection
	if err := parse("", c.Add); err != nil || c.Rate != 20 || c.Workers != 8 || c.MaxWait != 15*time.Minute || c.ReadHeader == "" || c.WriteHeader == "" || c.Given("rate") {
		t.Errorf("%+v, %v", c, err)
	}
	if err := parse("--rate 0 --workers 3 --bot-id b --token-file - --max-wait 1m --sandbox", c.Add); err != nil || c.Rate != 0 || c.Workers != 3 || c.BotID != "b" || c.TokenFile != "-" || c.MaxWait != time.Minute || !c.Sandbox || !c.Given("rate") {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]Output{
		"x.csv":                       {Format: sheet.CSV},
		"x.tsv.gz --delimiter tab":    {Format: sheet.TSV, Compression: sheet.Gzip, Dialect: sheet.Dialect{Delimiter: '\t'}},
		"x.xlsx -f":                   {Format: sheet.XLSX, Force: true},
		"x.csv --for excel":           {Format: sheet.CSV, Dialect: sheet.Dialect{BOM: true, CRLF: true}},
		"x.csv --for libreoffice":     {Format: sheet.CSV},
		"x.txt --format csv":          {Format: sheet.CSV},
		"- --format jsonl":            {Format: sheet.JSONL},
		"-":                           {Format: sheet.CSV},
		"x.csv --delimiter semicolon": {Format: sheet.CSV, Dialect: sheet.Dialect{Delimiter: ';'}},
	} {
		var o Output
		err := parse(line, func(f *pflag.FlagSet) { o.Add(f); o.AddFormat(f) })
		o.Name, _, _ = strings.Cut(line, " ")
		if err == nil {
			err = o.Check(false)
		}
		if err != nil || o.Format != want.Format || o.Compression != want.Compression || o.Dialect != want.Dialect || o.Force != want.Force {
			t.Errorf("%s: %+v, %v", line, o, err)
		}
	}
	if o := (&Output{Name: "-"}); o.Place() != "standard output" || problem.ExitCode(o.Check(true)) != problem.ExitUsage {
		t.Error("standard output takes one thing")
	}
}

func TestIdentities(t *testing.T) {
	t.Parallel()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	good, bad := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "bad")
	if err := errors.Join(os.WriteFile(good, []byte(key.String()), 0o600), os.WriteFile(bad, []byte("geheim"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]int{"": 0, "--age-identity " + good: 1, "--age-identity " + good + " --age-identity " + good: 2} {
		var i Identities
		err := parse(line, i.Add)
		ids, loadErr := i.Load()
		if err := errors.Join(err, loadErr); err != nil || len(ids) != want {
			t.Errorf("%s: %d keys, %v", line, len(ids), err)
		}
	}
	for _, name := range []string{bad, bad + "x"} {
		if _, err := (&Identities{[]string{name}}).Load(); problem.ExitCode(err) != problem.ExitUsage || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v", err)
		}
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]check.Rules{
		"":                                     {IDFrom: []live.Field{live.Email, live.Phone}},
		"--id-from phone,email":                {IDFrom: []live.Field{live.Phone, live.Email}},
		"--id-from phone --on-duplicate first": {IDFrom: []live.Field{live.Phone}, Duplicates: check.ApplyFirst, DuplicatesChosen: true},
		"--on-duplicate all --dial-code +44":   {IDFrom: []live.Field{live.Email, live.Phone}, DuplicatesChosen: true, DialCode: "+44"},
		"--map A=name --map B=- --wire arrays": {IDFrom: []live.Field{live.Email, live.Phone}, Assignments: []string{"A=name", "B=-"}, Wire: convertalk.WireArrays},
	} {
		want.Several, want.Broken = check.RefuseSeveral, check.RefuseBroken
		want.Duplicates, want.Wire = cmp.Or(want.Duplicates, check.ApplyAll), cmp.Or(want.Wire, convertalk.WireStrings)
		var r Rules
		var got check.Rules
		err := parse(line, func(f *pflag.FlagSet) { r.Add(f, &got) })
		if err == nil {
			err = r.Check()
		}
		if diff := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(check.Rules{})); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", line, err, diff)
		}
	}
	for _, line := range []string{"--id-from name", "--id-from email,email", "--id-from=", "--dial-code Atlantis"} {
		var r Rules
		err := parse(line, func(f *pflag.FlagSet) { r.Add(f, new(check.Rules)) })
		if err == nil {
			err = r.Check()
		}
		if refused := refusal(t, err); refused.Exit != problem.ExitUsage || refused.Fix == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestMaxErrors(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]send.Limit{
		"":                    {Count: 100},
		"--max-errors 0":      {},
		"--max-errors 1e3":    {Count: 1000},
		"--max-errors 2.5%":   {Percent: 2.5},
		"--max-errors 100%":   {Percent: 100},
		"--max-errors 9e8":    {Count: 900_000_000},
		"--max-errors 0.001%": {Percent: 0.001},
	} {
		var got send.Limit
		if err := parse(line, func(f *pflag.FlagSet) { MaxErrors(f, &got) }); err != nil || got != want {
			t.Errorf("%s: %+v, %v", line, got, err)
		}
	}
	for _, text := range []string{"", "-1", "1.5", "2e9", "0%", "101%", "-5%", "many", "NaN"} {
		if l, err := parseMaxErrors(text); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("%q: %+v, %v", text, l, err)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	basic := strings.Join(basicColumns(), "|")
	for line, want := range map[string]string{
		"--columns uuid,name": "uuid|name", "--columns uuid --columns name": "uuid|name", "--columns basic": basic,
		"--columns basic,city": basic + "|city", `--columns uuid,"attributes.a,b"`: "uuid|attributes.a,b", "--columns=": "",
		"--columns attributes.a=b": "attributes.a=b",
	} {
		var columns Columns
		if err := parse(line, columns.Add); err != nil || columns.Wanted == nil || columns.Names != nil || strings.Join(columns.Wanted, "|") != want {
			t.Errorf("%s: %q, %v", line, columns, err)
		}
	}
	for line, want := range map[string]Columns{
		"--columns E-Mail=email,name --columns Plan=attributes.plan": {
			[]string{"email", "name", "attributes.plan"}, map[string]string{"email": "E-Mail", "attributes.plan": "Plan"},
		},
		"--columns a=b=attributes.c=d": {[]string{"attributes.c=d"}, map[string]string{"attributes.c=d": "a=b"}},
		"--columns A=Own":              {[]string{"Own"}, map[string]string{"Own": "A"}},
	} {
		var columns Columns
		if err := parse(line, columns.Add); err != nil || !reflect.DeepEqual(columns, want) {
			t.Errorf("%s: %q, %v", line, columns, err)
		}
	}
	if err := CheckColumns(basicColumns(), sheet.XLSX); err != nil {
		t.Error(err)
	}
}

func TestCheckColumns(t *testing.T) {
	t.Parallel()
	for _, columns := range [][]string{nil, {"uuid"}, {"uuid", "attributes.plan", "extra.a.b", "extra"}} {
		if err := CheckColumns(columns, sheet.CSV); err != nil {
			t.Errorf("%v: %v", columns, err)
		}
	}
	for fix, columns := range map[string][]string{
		"did you mean email?":                    {"emial"},
		"name it once":                           {"uuid", "name", "uuid"},
		"for example: --columns uuid,name,email": {},
	} {
		if err := refusal(t, CheckColumns(columns, sheet.CSV)); err.Fix != fix {
			t.Errorf("%v: %v, fix %q", columns, err, err.Fix)
		}
	}
	if err := refusal(t, CheckColumns([]string{"uuid"}, sheet.Raw)); err.Exit != problem.ExitUsage {
		t.Error(err)
	}
}
