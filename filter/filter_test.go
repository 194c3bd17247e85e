package filter_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func ann() *lead.Row {
	return &lead.Row{
		Base: lead.Base{
			lead.UUID: "u-1", lead.Name: "Ann Straße", lead.Status: "OPEN", lead.Tags: `vip, "a, b", Press`, lead.Notes: "call: late",
			lead.CreatedAt: "2026-11-01T23:59:59.999Z", lead.LastSeenAt: "2026-11-22T12:00:00.000Z", lead.IsOnline: "true", lead.WebsiteVisits: "10",
			lead.Kind: "lead",
		},
		Dynamic: []lead.Cell{
			{Column: "attributes.plan", Value: "Gold"}, {Column: "attributes.score", Value: "7.50"}, {Column: "attributes.zip", Value: "01234"},
			{Column: "attributes.due", Value: "2026-12-01T00:00:00Z"}, {Column: "attributes.a=b", Value: "x"}, {Column: "attributes.id", Value: "12345678901234567"},
			{Column: "attributes.day", Value: "2026-11-20"}, {Column: "attributes.budget", Value: " 1,250,000.50 "}, {Column: "attributes.list", Value: "1,25,000"},
			{Column: "attributes.blank", Value: " \u00a0"},
		},
	}
}

// TestMatch: what a condition says of one lead.
func TestMatch(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]bool{
		"status = OPEN": true, "status=open": true, "status = REVIEW,OPEN": true, "status = REVIEW": false,
		"status != OPEN": false, "status != REVIEW, CLOSED": true, "status ~ pe": true, "status =": false, "status !=": true,
		"email =": true, "email !=": false, `email = "",x@example.org`: true, `email = x@example.org, ""`: true, "email ~ @": false, "email != x@example.org": true,
		"name ~ STRASSE,ann": true, "name ~ straSSe": false, "name = ann straße": true, "name = ANN STRAẞE": true, "name ~ sTRAẞE": true, "name ~ z": false,
		`name = "Ann Straße"`: true,
		"tags = VIP":          true, "tags = vi": false, "tags ~ vi": true, "tags = gold,press": true, "tags != vip": false, "tags != gold": true,
		`tags = "a, b"`: true, "tags = a": false, `tags = "a"`: false, "tags =": false, "tags !=": true, "tags ~ zz": false, "tags != a,b": true,
		"createdAt = 2026-11-01": true, "createdAt = 2026-11-02": false, "createdAt > 2026-11-01": false, "createdAt >= 2026-11-01": true,
		"createdAt < 2026-11-02": true, "createdAt <= 2026-11-01": true, "createdAt < 2026-11-01": false, "createdAt != 2026-11-01": false,
		"createdAt > 2026-11-01T23:59:59Z": true, "createdAt < 2026-11-02T01:00:00+01:00": true, "createdAt = 2026-11-01T23:59:59.999Z": true,
		"createdAt ~ 2026-11": true, "updatedAt < 2026-11-02": false, "updatedAt =": true, "updatedAt != 2026-11-01": true,
		"lastSeenAt >= 7d": true, "lastSeenAt > 7d": false, "lastSeenAt <= 1w": true, "lastSeenAt < 7d": false, "lastSeenAt >= 167h": false, "lastSeenAt < 10d": false, "lastSeenAt >= 6d24h": true,
		"websiteVisits > 9": true, "websiteVisits >= 10": true, "websiteVisits > 10": false, "websiteVisits = 10.0": true, "websiteVisits < 1e2": true,
		"websiteVisits <= 9": false, "websiteVisits != 10": false, "isOnline = TRUE": true, "isOnline != true": false, "type = non-lead": false,
		"attributes.plan = gold": true, "attributes.none = gold": false, "attributes.none !=": false, "attributes.none =": true,
		"attributes.score = 7.5": true, "attributes.score > 7": true, "attributes.score > 70": false, "attributes.plan > 7": false,
		"attributes.zip = 1234": false, "attributes.zip = 01234": true, "attributes.id = 12345678901234568": false,
		"attributes.day < 2026-11-21": true, "attributes.day >= 2026-11-20": true, "attributes.day > 2026-11-20": false, "attributes.day >= 7d": false, "attributes.day >= 10d": true,
		"attributes.budget > 1250000": true, "attributes.budget = 1250000.5": true, `attributes.budget = "1,250,000.50"`: true, "attributes.budget > 1250001": false,
		"attributes.list > 1": false, "attributes.blank =": true, "attributes.due > 2026-11-30": true, "attributes.due < 1d": false, `"attributes.a=b" = X`: true, "notes ~ late": true,
	} {
		c, err := filter.Parse(condition, now)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if got := (filter.Filter{c}).Match(ann()); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
	if f := (filter.Filter{must(t, "status = OPEN"), must(t, "tags = gold")}); f.Match(ann()) || !f[:1].Match(ann()) || !f[:0].Match(ann()) {
		t.Error("all conditions must hold")
	}
}

func must(tb testing.TB, text string) filter.Condition {
	tb.Helper()
	c, err := filter.Parse(text, now)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// TestParseErrors: each says what is wrong, and what to write instead.
func TestParseErrors(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string][2]string{
		"status":                  {"no operator", "status = OPEN"},
		"status ! OPEN":           {"no operator !", "!="},
		"status == OPEN":          {"no operator ==", "operators are = "},
		"attributes.plan == Free": {"no operator ==", "double quotes"},
		"attributes.n => 3":       {"no operator =>", ">="},
		"attributes.n <> 3":       {"no operator <>", "!="},
		"name ~= a":               {"no operator ~=", "~ <"},
		"status = OPN":            {`status cannot be "OPN"`, "did you mean OPEN?"},
		"status = won":            {`status cannot be "won"`, "OPEN, INPROGRESS"},
		"status > OPEN":           {"compares numbers", "= or !="},
		"isOnline = yes":          {`cannot be "yes"`, "true, false"},
		"createdAt > soon":        {`createdAt cannot be "soon"`, "7d"},
		"createdAt = 7d":          {"7d is one moment", "createdAt >= 7d"},
		"createdAt >":             {"> needs a value", "createdAt ="},
		"createdAt > 1d,2d":       {"one value", "repeat"},
		"websiteVisits = many":    {`cannot be "many"`, "a number"},
		"name < B":                {"name is text", "contains"},
		"attributes.plan > b":     {`cannot be "b"`, "a time"},
		"status = OPEN,":          {"nothing before or after a comma", `""`},
		"tags != ,vip":            {"nothing before or after a comma", `""`},
		"status = OPEN,,CLOSED":   {"nothing before or after a comma", `""`},
		"status = OPEN, ":         {"nothing before or after a comma", "leave that comma out"},
		`name = a"b`:              {"cannot be read", "double quotes"},
		"name = a\nb":             {"one line", ""},
		`"attributes.x" y = z`:    {`"y" stands between`, ""},
		"createdAt >= 99999999d":  {"cannot be", "7d"},
		"createdAt >= 0":          {"cannot be", "7d"},
	} {
		_, err := filter.Parse(condition, now)
		if err == nil || problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want[0]) || !strings.Contains(problem.Remedy(err), want[1]) {
			t.Errorf("%s: %v; %s", condition, err, problem.Remedy(err))
		}
	}
}

func TestCheckColumns(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ condition, fix string }{
		{"status = OPEN", ""}, {"attributes.x = 1", ""}, {"extra.a.b = 1", ""}, {"extra = 1", ""},
		{"Status = OPEN", "did you mean status?"}, {"creatdAt > 7d", "did you mean createdAt?"}, {"plan = gold", "attributes.<key>"},
	} {
		err := filter.Filter{must(t, tc.condition)}.CheckColumns(nil)
		if (err == nil) != (tc.fix == "") || !strings.Contains(problem.Remedy(err), tc.fix) {
			t.Errorf("%s: %v; %s", tc.condition, err, problem.Remedy(err))
		}
	}
	header := []string{"E-Mail", "Plan"}
	for name, fix := range map[string]string{"Plan": "", "Plann": "did you mean Plan?", "status": "E-Mail, Plan"} {
		if err := filter.CheckColumn(name, header); (err == nil) != (fix == "") || !strings.Contains(problem.Remedy(err), fix) {
			t.Errorf("%s: %v; %s", name, err, problem.Remedy(err))
		}
	}
}

// TestText: a filter comes back from JSON, where it is a list of what was typed, and compares as equal.
func TestText(t *testing.T) {
	t.Parallel()
	f := filter.Filter{must(t, `"attributes.a=b"=x`), must(t, "email="), must(t, `tags != "x, b",c`), must(t, "lastSeenAt>=7d")}
	text, err := json.Marshal(f)
	if err != nil || string(text) != `["\"attributes.a=b\" = x","email =","tags != \"x, b\",c","lastSeenAt >= 7d"]` {
		t.Fatalf("%s, %v", text, err)
	}
	var back filter.Filter
	if err := json.Unmarshal(text, &back); err != nil || !back.Equal(f) || f.Equal(back[1:]) || !back.Moves() || f[:3].Moves() {
		t.Error(back, err)
	}
	if got, want := back[:3].Match(ann()), f[:3].Match(ann()); got != want || !got {
		t.Error(got, want)
	}
}

// TestContains: ~ finds what the standard library finds when every letter has one form.
func TestContains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(rapid.SampledFrom([]rune("aAbBkKKsSſßẞéÉ.1 ")), 0, 8)
		text, part := string(letters.Draw(t, "text")), string(letters.Filter(func(r []rune) bool { return strings.TrimSpace(string(r)) != "" }).Draw(t, "part"))
		one := func(s string) string {
			return strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, s)
		}
		c, err := filter.New("name", "~", part, now)
		if err != nil {
			t.Fatal(err)
		}
		got := filter.Filter{c}.Match(&lead.Row{Base: lead.Base{lead.Name: text}})
		if want := strings.Contains(one(text), one(strings.TrimSpace(part))); got != want {
			t.Fatalf("%q ~ %q: %v", text, part, got)
		}
	})
}

// TestMatchAllocatesNothing, whatever a column is compared as.
func TestMatchAllocatesNothing(t *testing.T) {
	r := ann()
	f := filter.Filter{
		must(t, "status = OPEN"), must(t, "tags = none,press"), must(t, "name ~ straße"), must(t, "createdAt < 2d"),
		must(t, "websiteVisits >= 3"), must(t, "attributes.score > 7"), must(t, "email ="),
	}
	if n := testing.AllocsPerRun(100, func() {
		if !f.Match(r) {
			t.Error("not chosen")
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	f := filter.Filter{must(b, "status = OPEN"), must(b, "tags = vip"), must(b, "createdAt >= 90d"), must(b, "notes ~ late")}
	r := ann()
	b.ReportAllocs()
	for b.Loop() {
		f.Match(r)
	}
}
