package check_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func uuid(n int) string { return fmt.Sprintf("%08x-1111-4111-8111-111111111111", n) }

func input(text string) source.Input {
	return source.Input{Name: "leads.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func options(tb testing.TB) check.Options {
	tb.Helper()
	dir := tb.TempDir()
	return check.Options{
		BotID: "bot", Matching: true, Temp: func() (row.TempFile, error) { return os.CreateTemp(dir, "") },
		Rules: check.Rules{IDFrom: []live.Field{live.Email, live.Phone}},
	}
}

// checked checks a text, in the light of live leads unless they are nil.
func checked(tb testing.TB, text string, o check.Options, leads []lead.Row) *check.Result {
	tb.Helper()
	s, err := source.Examine(tb.Context(), input(text))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := check.Run(tb.Context(), s, o)
	if err != nil || leads == nil {
		if err != nil {
			tb.Fatal(err)
		}
		return r
	}
	temp, err := o.Temp()
	if err != nil {
		tb.Fatal(err)
	}
	l := r.NewLive(temp)
	if err := l.Add(leads); err != nil {
		tb.Fatal(err)
	}
	if r, err = r.Against(tb.Context(), l); err != nil {
		tb.Fatal(err)
	}
	return r
}

// rows returns all rows of a result.
func rows(tb testing.TB, r *check.Result) (all []row.Row) {
	tb.Helper()
	for one, err := range r.Rows.All(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		c := *one
		c.Problems, c.Cells.Dynamic = slices.Clone(one.Problems), slices.Clone(one.Cells.Dynamic)
		all = append(all, c)
	}
	return all
}

// TestCells: what single cells become, or why they are refused. Each row has a uuid of its own, and
// the live leads are not known.
func TestCells(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, cells string
		want          lead.Lead // without the uuid
		codes         string    // of the problems, sorted
	}{
		"all": {"name,email,dial code,phone,status,tags,notes,picture,agentId,plan",
			`Ann,ann@example.org,0049,0151 12345678,in progress,,,https://x.example/a.png,631AA793bcfa100487d13d0d,pro`,
			lead.Lead{Name: "Ann", Email: "ann@example.org", DialCode: "+49", Phone: "15112345678", Status: "INPROGRESS", Picture: "https://x.example/a.png", AgentID: "631AA793bcfa100487d13d0d",
				Attributes: []lead.Attribute{{Key: "plan", Value: "pro"}}}, ""},
		"normal forms": {"name,email,dial code,phone,status,picture,agentId,plan", ` Ann ,  Ann@Example.org ,0049,0151 12345678,Open,HTTPS://x.example/a.png,631aa793bcfa100487d13d0d, pro `,
			lead.Lead{Name: "Ann", Email: "Ann@Example.org", DialCode: "+49", Phone: "15112345678", Status: "OPEN", Picture: "HTTPS://x.example/a.png", AgentID: "631aa793bcfa100487d13d0d",
				Attributes: []lead.Attribute{{Key: "plan", Value: "pro"}}}, ""},
		"first and last":    {"First Name,Last Name", `Ann,Example`, lead.Lead{Name: "Ann Example"}, ""},
		"tags and notes":    {"Labels,notes", `"vip , new, ""a b""","Call: five` + "\n" + `again"`, lead.Lead{Tags: []string{"vip", "new", "a b"}, Notes: []lead.Note{{Title: "Call", Description: "five"}, {Description: "again"}}}, ""},
		"blank cells":       {"name,email,phone", `Ann,,`, lead.Lead{Name: "Ann"}, ""},
		"dial code alone":   {"dialCode", `91`, lead.Lead{DialCode: "+91"}, ""},
		"international":     {"phone", `+91 98765 43210`, lead.Lead{DialCode: "+91", Phone: "9876543210"}, ""},
		"without a country": {"phone", `98765 43210`, lead.Lead{Phone: "9876543210"}, ""},
		"everything wrong": {"email,phone,dialCode,status,picture,tags", `ann,9.87E+11,91,OPNE,a.png,"""x,y"""`, lead.Lead{},
			"email-no-at,phone-excel,picture,status,tag-comma"},
		"control":      {"name,plan", "A\x07nn,a\x00b", lead.Lead{}, "control-character,control-character"},
		"line in name": {"name", "\"A\nB\"", lead.Lead{}, "control-character"},
		"long":         {"name", strings.Repeat("é", 501), lead.Lead{}, "too-long"},
		"just in":      {"name", strings.Repeat("é", 500), lead.Lead{Name: strings.Repeat("é", 500)}, ""},
		"broken":       {"name", "A\ufffd", lead.Lead{}, "broken-text"},
		"no address":   {"picture", "javascript:alert(1)", lead.Lead{}, "picture"},
		"all blank":    {"name,email", `,`, lead.Lead{}, "nothing-to-write"},
	} {
		r := rows(t, checked(t, "uuid,"+test.header+"\n"+uuid(1)+","+test.cells+"\n", options(t), nil))[0]
		var codes []string
		for _, p := range r.Problems {
			codes = append(codes, p.Code)
		}
		slices.Sort(codes)
		if got := strings.Join(codes, ","); got != test.codes || r.IsReady() != (test.codes == "") {
			t.Errorf("%s: %v, problems %s, want %s", name, r.Outcome, got, test.codes)
		}
		test.want.UUID = uuid(1)
		if diff := cmp.Diff(test.want, r.Lead(), cmpopts.EquateEmpty()); diff != "" && test.codes == "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func person(id int, email, dialCode, phone string) lead.Row {
	uuid := uuid(id)
	if id == 0 {
		uuid = ""
	}
	return lead.Row{Base: lead.Base{lead.UUID: uuid, lead.Email: email, lead.DialCode: dialCode, lead.Phone: phone}}
}

// TestWhom: whom rows mean among the live leads.
func TestWhom(t *testing.T) {
	t.Parallel()
	leads := []lead.Row{
		person(1, "Ann@Example.org", "+91", "9876543210"), person(2, "bob@example.org", "+49", "15112345678"), person(3, "twin@example.org", "", ""),
		person(4, " TWIN@example.org", "", ""), person(5, "", "+44", "07400 123456"), person(0, "mute@example.org", "", ""),
	}
	for _, test := range []struct {
		row      string // uuid,email,dialCode,phone
		idFrom   []live.Field
		dialCode string
		want     string // the uuid it goes to, "new", or the code of the problem
	}{
		{",ann@example.org,,", nil, "", uuid(1)},
		{", ANN@EXAMPLE.ORG ,,", nil, "", uuid(1)},
		{",,91,98765-43210", nil, "", uuid(1)},
		{",,,+919876543210", nil, "", uuid(1)},
		{",,,0049 151 12345678", nil, "", uuid(2)},
		{",,,9876543210", nil, "", "no-identity"},
		{",,,9876543210", nil, "+91", uuid(1)},
		{",bob@example.org,91,9876543210", nil, "", "ambiguous"},
		{",bob@example.org,91,9876543210", []live.Field{live.Email}, "", uuid(2)},
		{",bob@example.org,91,9876543210", []live.Field{live.Phone}, "", uuid(1)},
		{",twin@example.org,91,9876543210", nil, "", "ambiguous"},
		{",nobody@example.org,91,9876543210", nil, "", uuid(1)},
		{",bob@example.org,,", []live.Field{live.Phone}, "", "no-identity"},
		{",twin@example.org,,", nil, "", "ambiguous"},
		{",mute@example.org,,", nil, "", "mute"},
		{",,44,7400123456", nil, "", uuid(5)},
		{",nobody@example.org,,", nil, "", "new"},
		{uuid(7) + ",bob@example.org,,", nil, "", "uuid-unknown"},
		{uuid(7) + ",,91,9876543210", nil, "", "uuid-unknown"},
		{uuid(7) + ",mute@example.org,,", nil, "", "uuid-unknown"},
		{uuid(7) + ",nobody@example.org,,", nil, "", uuid(7)},
		{uuid(7) + ",nobody@example.org,91,9876543210", []live.Field{live.Email}, "", uuid(7)},
		{uuid(1) + ",bob@example.org,91,9876543210", nil, "", uuid(1)},
		{strings.ToUpper(uuid(0xabc)) + ",new@example.org,,", nil, "", strings.ToUpper(uuid(0xabc))},
		{strings.ToUpper(uuid(1)) + ",ann@example.org,,", nil, "", uuid(1)},
		{"{" + uuid(1) + "},bob@example.org,,", nil, "", "uuid-shape"},
		{",,,", nil, "", "no-identity"},
	} {
		o := options(t)
		if o.DialCode = test.dialCode; test.idFrom != nil {
			o.IDFrom = test.idFrom
		}
		r := rows(t, checked(t, "uuid,email,dialCode,phone,name\n"+test.row+",X\n", o, leads))[0]
		got := r.UUID()
		switch {
		case len(r.Problems) > 0:
			got = r.Problems[0].Code
		case r.Origin == row.Derived:
			got = "new"
		}
		if got != test.want {
			t.Errorf("%q means %s, want %s", test.row, got, test.want)
		}
		if wantNew := got == "new" || got == uuid(7) || got == strings.ToUpper(uuid(0xabc)); len(r.Problems) == 0 && r.New != wantNew {
			t.Errorf("%q: new %v", test.row, r.New)
		}
	}
}

// TestOneMailbox: rows whose addresses are spelled in several ways mean one lead, known or new.
func TestOneMailbox(t *testing.T) {
	t.Parallel()
	const letters, punycode = "info@münchen.de", "info@xn--mnchen-3ya.de"
	frozen := map[string]string{letters: contact.EmailID("bot", letters).String(), punycode: contact.EmailID("bot", punycode).String()}
	for name, test := range map[string]struct {
		emails string // uuid,email of the rows
		leads  []lead.Row
		want   []string
	}{
		"letters alone":         {"," + letters + "\n,INFO@MÜNCHEN.DE\n", nil, []string{frozen[letters], frozen[letters]}},
		"letters first":         {"," + letters + "\n," + punycode + "\n,INFO@MÜNCHEN.DE\n", nil, []string{frozen[punycode], frozen[punycode], frozen[punycode]}},
		"punycode first":        {"," + punycode + "\n," + letters + "\n", nil, []string{frozen[punycode], frozen[punycode]}},
		"a live lead":           {"," + punycode + "\n," + letters + "\n", []lead.Row{person(1, letters, "", "")}, []string{uuid(1), uuid(1)}},
		"the other spelling":    {"," + letters + "\n", []lead.Row{person(1, punycode, "", "")}, []string{uuid(1)}},
		"a row with a uuid":     {"," + punycode + "\n" + uuid(2) + "," + letters + "\n", []lead.Row{}, []string{uuid(2), uuid(2)}},
		"a lead of each":        {"," + punycode + "\n," + letters + "\n", []lead.Row{person(1, letters, "", ""), person(2, punycode, "", "")}, []string{"", ""}},
		"alone, as ever before": {"," + punycode + "\n", []lead.Row{}, []string{frozen[punycode]}},
	} {
		var got []string
		for _, r := range rows(t, checked(t, "uuid,email,name\n"+strings.ReplaceAll(test.emails, "\n", ",X\n"), options(t), test.leads)) {
			got = append(got, r.UUID())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestQuotedName: quotes come off a name that stands in them as a whole, and no others do; an export keeps them.
func TestQuotedName(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"“Ann”": "Ann", "«Ann O’Brien»": "Ann O’Brien", "「山田」": "山田", "Ann “Annie” Lee": "Ann “Annie” Lee", "’t Hart": "’t Hart", "“Ann” “Lee”": "Ann Lee", "«Ann Marie» «Lee»": "Ann Marie Lee", "“Ann” and “Lee”": "“Ann” and “Lee”", "“Ann” Lee": "“Ann” Lee", "“”": "“”",
	} {
		r := checked(t, "Name,Email\n"+cell+",a@x.com\n", options(t), nil)
		noted := slices.ContainsFunc(r.Warnings, func(f row.Finding) bool { return f.Code == "name-quotes" })
		if got := rows(t, r)[0].Cells.Base[lead.Name]; got != want || noted != (got != cell) {
			t.Errorf("%s: %q, %+v", cell, got, r.Warnings)
		}
	}
	r := checked(t, "uuid,name,createdAt\n"+uuid(1)+",“Ann”,2026-01-02T03:04:05Z\n", options(t), nil)
	if got := rows(t, r)[0].Cells.Base[lead.Name]; got != "“Ann”" {
		t.Error(got)
	}
}

// TestTotals: a row that sums up those above it is skipped, and one with an e-mail or phone is a lead whatever its name.
func TestTotals(t *testing.T) {
	t.Parallel()
	text := "name,email,phone,amount\nAnn,a@example.org,,1\nTotal,,,1\nTotal,b@example.org,,2\nGrand Total,2,2,3\nSumme Lee,,,4\n"
	for _, offline := range []bool{false, true} {
		o := options(t)
		o.Offline = offline
		r := checked(t, text, o, nil)
		if r.Ready() != 2 || r.Tally[row.Skipped] != 2 || r.Tally[row.Rejected] != 1 {
			t.Errorf("offline %v: %+v", offline, r.Tally)
		}
	}
}

// TestOwnRows: of payments, a row of the address that most rows have for the other party is no lead, unless that column
// is left out, or is one of employees.
func TestOwnRows(t *testing.T) {
	t.Parallel()
	const rest = "\nann@example.org,shop@example.com\nbob@example.org,shop@example.com\nSHOP@example.com,post@example.net\n"
	for _, test := range []struct {
		header         string
		assigned       []string
		ready, skipped int
	}{
		{"From Email Address,To Email Address", nil, 2, 1},
		{"From Email Address,To Email Address", []string{"To Email Address=-"}, 3, 0},
		{"Email,Agent email", nil, 3, 0},
	} {
		o := options(t)
		o.Assignments = append(o.Assignments, test.assigned...)
		r := checked(t, test.header+rest, o, nil)
		if r.Ready() != test.ready || r.Tally[row.Skipped] != test.skipped {
			t.Errorf("%s %q: %+v", test.header, test.assigned, r.Tally)
		}
	}
}

// TestTestLeads: a row that Meta made to try out a form is skipped, and nothing is offered for it.
func TestTestLeads(t *testing.T) {
	t.Parallel()
	for cells, skipped := range map[string]int{
		"<test lead: dummy data for full_name>,test@meta.com,p:<test lead: dummy data for phone_number>": 1,
		"<test lead: dummy data for full_name>,ann@b.co,+491712345671":                                   1,
		"Test Ann,test@example.org,+491712345671":                                                        0,
	} {
		r := checked(t, "full_name,email,phone_number\nBen,b@b.co,\n"+cells+"\n", options(t), nil)
		if r.Tally[row.Skipped] != skipped || r.Ready() != 2-skipped || r.Decisions() != nil {
			t.Errorf("%s: %+v, %q", cells, r.Tally, r.Decisions())
		}
	}
}

// TestUnfilledName: what a program left in place of a name is none, and odd names are.
func TestUnfilledName(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"%FIRSTNAME%": "", "{{first_name}}": "", "${name}": "", "*|FNAME|*": "", "[not provided]": "", "«Vorname»": "", "<Last name>": "", "#REF!": "", "#NAME?": "", "#NV": "", "~": "",
		"[Ann]": "[Ann]", "#1 Ann": "#1 Ann", "<Ann>": "<Ann>", "100%": "100%", "«Ann»": "Ann", "Vorname": "Vorname", "No": "No",
	} {
		r := checked(t, "email,name\na@example.org,"+cell+"\n", options(t), nil)
		if got := rows(t, r)[0].Cells.Base[lead.Name]; got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

// TestLostLetters: a name of which letters became question marks is refused, also in an export, unless the lead has it.
func TestLostLetters(t *testing.T) {
	t.Parallel()
	for cell, lost := range map[string]bool{
		"?lá Adébáy??": true, "Omar ????????": true, "I??l ?ahin": true, "M?ller": true, "Ann?": false, "Ann ? Lee": false, "Ann": false,
	} {
		for _, text := range []string{"email,name\na@example.org," + cell + "\n", "uuid,name,createdAt\n" + uuid(1) + "," + cell + ",2026-01-02T03:04:05Z\n"} {
			if got := rows(t, checked(t, text, options(t), nil))[0]; (got.Code() == "name-letters") != lost {
				t.Errorf("%q is refused: %v", text, !lost)
			}
		}
	}
	same := []lead.Row{{Base: lead.Base{lead.UUID: uuid(1), lead.Name: "M?ller"}}}
	if got := rows(t, checked(t, "uuid,name\n"+uuid(1)+",M?ller\n", options(t), same))[0]; got.Outcome == row.Rejected {
		t.Error("a lead that is called so is refused:", got.Code())
	}
}

// TestQuotedAddress: the quotes that come off an address are told, once, and not of a lead that has them.
func TestQuotedAddress(t *testing.T) {
	t.Parallel()
	text := "uuid,email,name\n" + uuid(1) + ",“ann@example.org”,Ann\n"
	r := checked(t, text, options(t), nil)
	if got := rows(t, r)[0].Cells.Base[lead.Email]; got != "ann@example.org" || len(r.Warnings) != 1 || r.Warnings[0].Code != "email-quotes" {
		t.Errorf("%q, %+v", got, r.Warnings)
	}
	r = checked(t, text, options(t), []lead.Row{person(1, "“ann@example.org”", "", "")})
	if got := rows(t, r)[0].Cells.Base[lead.Email]; got != "" || len(r.Warnings) != 0 {
		t.Errorf("%q, %+v", got, r.Warnings)
	}
}

// TestAssigned: a row keeps the uuid that an earlier run gave it.
func TestAssigned(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Assigned = func(number int) string { return map[int]string{2: uuid(9)}[number] }
	all := rows(t, checked(t, "uuid,email\n,ann@example.org\n,bob@example.org\n", o, nil))
	if all[0].UUID() != uuid(9) || all[0].Origin != row.Matched || all[1].Origin != row.Derived {
		t.Errorf("%+v", all)
	}
}

// TestUnchanged: a row that the live lead has already is not sent, even if its cells are odd.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	ann := lead.Row{Base: lead.Base{lead.UUID: uuid(1), lead.Name: "Ann", lead.Picture: "my-picture", lead.Status: "ODD", lead.DialCode: "+49", lead.Phone: "call me"}}
	for cells, want := range map[string]row.Outcome{
		"Ann,my-picture,ODD,,call me": row.Unchanged, "Ann,,,,": row.Unchanged, "Bob,my-picture,ODD,,": row.Upserted, "Ann,other,,,": row.Rejected, ",,,,": row.Skipped,
	} {
		r := rows(t, checked(t, "uuid,name,picture,status,dialCode,phone\n"+uuid(1)+","+cells+"\n", options(t), []lead.Row{ann}))[0]
		if r.Outcome != want {
			t.Errorf("%q: %v %v, want %v", cells, r.Outcome, r.Problems, want)
		}
		if r.Outcome == row.Upserted && (r.Cells.Base[lead.Picture] != "" || !r.Kept.Has(lead.Picture)) {
			t.Errorf("%q is sent with cells that change nothing: %+v", cells, r)
		}
	}
}

// TestTagsWithCommas: tags that cannot be sent are no flaw where the lead has just these.
func TestTagsWithCommas(t *testing.T) {
	t.Parallel()
	for _, trusted := range []bool{false, true} {
		o := options(t)
		o.Trusted = trusted
		live := []lead.Row{{Base: lead.Base{lead.UUID: uuid(1), lead.Name: "Ann", lead.Tags: `"Berlin, Mitte", vip`}}}
		for cells, want := range map[string]row.Outcome{
			`Ann,"""Berlin, Mitte"", vip"`: row.Unchanged, `Ann,"""Berlin, Mitte"",vip"`: row.Unchanged, `Bob,"""Berlin, Mitte"", vip"`: row.Upserted,
			`Ann,"""Berlin, Mitte"", new"`: row.Rejected,
		} {
			one := rows(t, checked(t, "uuid,name,tags\n"+uuid(1)+","+cells+"\n", o, live))[0]
			if one.Outcome != want || want != row.Rejected && one.Cells.Base[lead.Tags] != "" {
				t.Errorf("%v, %s: %v %+v", trusted, cells, one.Outcome, one)
			}
		}
	}
}

// TestTrusted: the platform's own records are taken as they are, but for a status that its API
// refuses.
func TestTrusted(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Trusted = true
	r := checked(t, "uuid,name,email,status\n"+uuid(1)+", A\x07 ,odd,STRANGE\n", o, []lead.Row{{Base: lead.Base{lead.UUID: uuid(1)}}})
	one := rows(t, r)[0]
	if b := one.Cells.Base; one.Outcome != row.Upserted || b[lead.Name] != " A\x07 " || b[lead.Email] != "odd" || b[lead.Status] != "" || len(r.Warnings) != 1 {
		t.Errorf("%+v, %+v", one, r.Warnings)
	}
}

// TestForeignID: a column that an export of ours has too excuses nothing in a row that nothing else
// identifies.
func TestForeignID(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"id,email\n7,bad mail\n", "id,phone\n7,call me\n", "createdAt,email,phone\nx,bad,bad\n"} {
		if r := checked(t, text, options(t), nil); r.Ready() != 0 || r.Tally[row.Rejected] != 1 {
			t.Errorf("%q: %+v", text, r.Totals)
		}
	}
	if r := checked(t, "uuid,id,picture\n"+uuid(1)+",7,my-picture\n", options(t), nil); r.Ready() != 1 || len(r.Warnings) != 1 {
		t.Errorf("%+v", r.Totals)
	}
}

// TestAnotherPersonsPhone: a row that means a lead by its phone, though that one has another e-mail,
// is warned of.
func TestAnotherPersonsPhone(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]int{"bob@example.org,+919876543210": 1, ",+919876543210": 0, "ANN@example.org,+919876543210": 0} {
		r := checked(t, "email,phone\n"+cells+"\n", options(t), []lead.Row{person(1, "ann@example.org", "+91", "9876543210")})
		if r.Matched+r.Tally[row.Unchanged] != 1 || len(r.Warnings) != want {
			t.Errorf("%s: %+v, %+v", cells, r.Totals, r.Warnings)
		}
	}
}

// TestCaseOfAnAddress: an e-mail that the lead has in another case is no change.
func TestCaseOfAnAddress(t *testing.T) {
	t.Parallel()
	for email, want := range map[string]int{"ANN@Example.ORG": 1, "ann@example.org": 1} {
		r := checked(t, "email\n"+email+"\n", options(t), []lead.Row{person(1, "ann@example.org", "", "")})
		if r.Tally[row.Unchanged] != want {
			t.Errorf("%s: %+v", email, r.Totals)
		}
	}
}

// TestOnePersonInTwoRows: a person who stands in a file by e-mail and by phone, or with a uuid and
// without, is one lead.
func TestOnePersonInTwoRows(t *testing.T) {
	t.Parallel()
	u := uuid(1)
	for name, test := range map[string]struct {
		rows  string // uuid,name,email,phone
		leads int
		code  string
	}{
		"e-mail and phone, then phone": {",Ann,ann@example.org,+919876543210\n,Ann,,+919876543210\n", 1, ""},
		"phone, then both":             {",Ann,,+919876543210\n,Ann,ann@example.org,+919876543210\n", 1, ""},
		"a uuid, then the e-mail":      {u + ",Ann,ann@example.org,\n,Ann,ANN@example.org,\n", 1, ""},
		"the e-mail, then a uuid":      {",Ann,ann@example.org,\n" + u + ",Ann,ann@example.org,\n", 1, ""},
		"two uuids and the e-mail":     {u + ",A,ann@example.org,\n" + uuid(2) + ",B,ann@example.org,\n,C,ann@example.org,\n", 2, "ambiguous"},
		"two uuids, and the phone of one": {
			u + ",A,ann@example.org,+919876543210\n" + uuid(2) + ",B,ann@example.org,+919876543211\n,B,,+919876543211\n", 2, "",
		},
		"one phone between two":     {",Ann,ann@example.org,+919876543210\n,Bob,bob@example.org,+919876543210\n", 2, ""},
		"another name on one phone": {",Ann,,+919876543210\n,Bob,,+919876543210\n", 0, "namesakes"},
	} {
		r := checked(t, "uuid,name,email,phone\n"+test.rows, options(t), []lead.Row{})
		leads, code := map[string]bool{}, ""
		for _, one := range rows(t, r) {
			if one.IsReady() {
				leads[one.UUID()] = true
			} else {
				code = one.Code()
			}
		}
		if len(leads) != test.leads || code != test.code {
			t.Errorf("%s: %d leads, %q", name, len(leads), code)
		}
	}
}

// TestDuplicates: what happens to several rows of one lead.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	for mode, want := range map[check.Duplicates]string{
		"": "upserted upserted upserted", check.ApplyAll: "upserted upserted upserted", check.ApplyLast: "skipped upserted upserted",
		check.ApplyFirst: "upserted upserted skipped", check.RejectAll: "rejected upserted rejected",
	} {
		o := options(t)
		o.Duplicates = mode
		var got []string
		all := rows(t, checked(t, "uuid,name\n"+uuid(1)+",A\n"+uuid(2)+",B\n"+uuid(1)+",C\n", o, nil))
		for _, r := range all {
			got = append(got, r.Outcome.String())
		}
		if strings.Join(got, " ") != want || mode == check.RejectAll && (all[0].Later != 4 || all[2].Later != 0) {
			t.Errorf("%q: %v", mode, got)
		}
	}
}

// TestStrippedPhones: a whole column without plus and zero is explained.
func TestStrippedPhones(t *testing.T) {
	t.Parallel()
	text := "uuid,phone\n" + uuid(1) + ",9876543210\n" + uuid(2) + ",9876543211\n" + uuid(3) + ",9876543212\n"
	if w := checked(t, text, options(t), nil).Warnings; len(w) != 1 || w[0].Code != "phone-stripped" || w[0].Count != 3 {
		t.Errorf("%+v", w)
	}
	if w := checked(t, text+uuid(4)+",+919876543213\n", options(t), nil).Warnings; len(w) != 1 || w[0].Code != "phone-no-country" {
		t.Errorf("%+v", w)
	}
	if w := checked(t, "uuid,phone\n"+uuid(1)+",919876543210\n", options(t), nil).Warnings; len(w) != 1 || w[0].Code != "phone-lost-plus" {
		t.Errorf("%+v", w)
	}
}

// TestArrays: a tag with a comma fits a list.
func TestArrays(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Wire = convertalk.WireArrays
	if r := checked(t, "uuid,tags\n"+uuid(1)+`,"""x,y"""`+"\n", o, nil); r.Ready() != 1 {
		t.Errorf("%+v", r.Rejections.All())
	}
}

// TestHeaders: what is wrong with a header or a file ends the check.
func TestHeaders(t *testing.T) {
	t.Parallel()
	run := func(ctx context.Context, text string) error {
		s, err := source.Examine(ctx, input(text))
		if err == nil {
			_, err = check.Run(ctx, s, options(t))
		}
		return err
	}
	if _, ok := errors.AsType[*columns.Error](run(t.Context(), "emial\nx\n")); !ok {
		t.Error("a header with a slip is taken")
	}
	if err := run(t.Context(), ""); !errors.Is(err, sheet.ErrEmpty) {
		t.Error(err)
	}
	var wide strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&wide, "a%d,", i)
	}
	if err := run(t.Context(), wide.String()+"\n"); err == nil || !strings.Contains(err.Error(), "a spreadsheet can have") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if err := run(ctx, "uuid\n"+strings.Repeat("x\n", 1000)); !errors.Is(err, reason) {
		t.Error(err)
	}
	if _, err := check.Run(t.Context(), &source.Source{}, check.Options{}); err == nil {
		t.Error("no bot is needed")
	}
}

// TestJSONL: a format without a header has the columns that are filled in any row.
func TestJSONL(t *testing.T) {
	t.Parallel()
	in := input(`{"uuid":"` + uuid(1) + `"}` + "\n" + `{"name":"Ann","email":"ann@example.org","attributes.plan":"pro"}` + "\n")
	in.Format = sheet.JSONL
	s, err := source.Examine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	m, err := check.Columns(t.Context(), s, &check.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range m.Columns() {
		names = append(names, c.Header)
	}
	if strings.Join(names, ",") != "uuid,name,email,attributes.plan" || in.HasLetters() {
		t.Error(names)
	}
}

// TestCopy: what can be read once is read as often as wanted; and its fingerprint is the file's.
func TestCopy(t *testing.T) {
	t.Parallel()
	temp, err := options(t).Temp()
	if err != nil {
		t.Fatal(err)
	}
	in := input("")
	if in.Open, err = source.Copy(t.Context(), strings.NewReader("uuid\nx\n"), temp); err != nil {
		t.Fatal(err)
	}
	twin := input("uuid\nx\n")
	want, err := twin.Fingerprint(t.Context())
	for range 2 {
		got, err2 := in.Fingerprint(t.Context())
		if err != nil || err2 != nil || got != want || got.Size != 7 {
			t.Error(got, want, err, err2)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source.Copy(ctx, strings.NewReader("x"), temp); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestExplain: a bad file is wrong use, and a broken machine is not.
func TestExplain(t *testing.T) {
	t.Parallel()
	for want, err := range map[int]error{
		problem.ExitUsage: errors.New("line 3: a quote"), problem.ExitFailed: fmt.Errorf("read: %w", syscall.EIO),
		problem.ExitInterrupted: context.Canceled, problem.ExitTerminated: &problem.Interrupted{Terminated: true},
	} {
		if got := problem.ExitCode(check.Explain(err, "leads.csv")); got != want {
			t.Errorf("%v: exit code %d, want %d", err, got, want)
		}
	}
	if check.Explain(nil, "x") != nil {
		t.Error("no error is one")
	}
}

func BenchmarkRun(b *testing.B) {
	for _, own := range []bool{true, false} {
		b.Run(fmt.Sprintf("uuid=%v", own), func(b *testing.B) {
			const rows = 5000
			s, err := source.Examine(b.Context(), input(people(rows, own)))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := check.Run(b.Context(), s, options(b)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}

// people is a CSV as a marketing person has it: so many rows with their own uuid, or without.
func people(rows int, withUUID bool) string {
	var b strings.Builder
	b.WriteString("uuid,name,email,dialCode,phone,status,tags,notes,attributes.plan,attributes.company\n")
	for i := range rows {
		id := ""
		if withUUID {
			id = uuid(i)
		}
		fmt.Fprintf(&b, "%s,Person Number%d,person%d@example.org,+91,98%08d,OPEN,\"vip, trial\",Call: after five,pro,Example %d GmbH\n", id, i, i, i, i)
	}
	return b.String()
}

// TestFingerprintIsOfTheWholeFile: whatever the format, and however little of it was read in order.
func TestFingerprintIsOfTheWholeFile(t *testing.T) {
	t.Parallel()
	for _, f := range []sheet.Format{sheet.CSV, sheet.TSV, sheet.JSONL, sheet.XLSX} {
		for _, c := range []sheet.Compression{sheet.None, sheet.Gzip, sheet.Zstd} {
			if f == sheet.XLSX && c != sheet.None {
				continue
			}
			file, err := os.Create(filepath.Join(t.TempDir(), "leads"))
			if err != nil {
				t.Fatal(err)
			}
			w, err := sheet.NewCompressor(file, c)
			if err != nil {
				t.Fatal(err)
			}
			out, err := sheet.NewWriter(w, f, sheet.WriterOptions{Columns: []string{"email", "name"}})
			if err == nil {
				err = errors.Join(out.Write([]lead.Row{{Base: lead.Base{lead.Email: "asha@example.com", lead.Name: "Asha"}}}), out.Close(), w.Close(), file.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
			in := source.Input{Format: f, Compression: c, Open: func() (io.ReadCloser, error) { return os.Open(file.Name()) }}
			s, err := source.Examine(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			r, err := check.Run(t.Context(), s, options(t))
			if err != nil {
				t.Fatal(err)
			}
			again, err := in.Fingerprint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(file.Name())
			if err != nil {
				t.Fatal(err)
			}
			want := source.Fingerprint{SHA256: fmt.Sprintf("%x", sha256.Sum256(text)), Size: int64(len(text))}
			if r.Fingerprint != want || again != want {
				t.Errorf("%v, %v: %v when checked, %v when read, want %v", f, c, r.Fingerprint, again, want)
			}
		}
	}
}
