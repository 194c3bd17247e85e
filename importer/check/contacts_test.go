package check_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// attributes are the custom attributes of a row, as "name=value".
func attributes(r *row.Row) (all []string) {
	for _, c := range r.Cells.Dynamic {
		all = append(all, strings.TrimPrefix(c.Column, lead.AttributePrefix)+"="+c.Value)
	}
	return all
}

// TestNameBeforeMail: the words before an e-mail are the name of a new lead, and of one that has none.
func TestNameBeforeMail(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Several = check.TakeFirst
	had := lead.Row{Base: lead.Base{lead.UUID: uuid(1), lead.Email: "a@b.co", lead.Name: "Ann B. Lee"}}
	for email, want := range map[string]string{"a@b.co": "|email=Ann", "c@b.co": "Ann|"} {
		r := checked(t, "email\nAnn <"+email+">\n", o, []lead.Row{had})
		one := rows(t, r)[0]
		if got := one.Cells.Base[lead.Name] + "|" + strings.Join(attributes(&one), ";"); got != want {
			t.Errorf("%s: %q, want %q", email, got, want)
		}
	}
}

// TestOtherNameBeforeMail: another name before an e-mail than that of the row is told, with the way to take it.
func TestOtherNameBeforeMail(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Several = check.TakeFirst
	for name, want := range map[string]int{"Lee Kitchens": 1, "Ann B. Lee": 0, "ann lee": 0} {
		told := 0
		for _, f := range checked(t, "name,email\n"+name+",Ann Lee <a@b.co>\n", o, nil).Warnings {
			if f.Code == "name-other" && strings.Contains(f.Fix, "name=attributes.name") {
				told++
			}
		}
		if told != want {
			t.Errorf("%s: told %d times", name, told)
		}
	}
}

// TestOnSeveral: of a cell with several e-mails or phones, or with words beside one, the first is taken if the user says
// so, and nothing of the cell is lost. Else the row is refused, with that way out.
func TestOnSeveral(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\"a@b.co, b@b.co\",\n":                               "a@b.co||email=b@b.co",
		"Ann <a@b.co>,\n":                                     "a@b.co||name Ann",
		"Ann (a@b.co),\n":                                     "a@b.co||name Ann",
		"\"Lee, Ann <a@b.co>\",\n":                            "a@b.co||email=Lee, Ann",
		"a@b.co - Ann,\n":                                     "a@b.co||email=Ann",
		"a@b.co,+49 171 2345671 / +49 171 2345672\n":          "a@b.co|1712345671|phone=+49 171 2345672",
		"a@b.co,Tel: +49 30 2345671 Mobil: +49 171 2345672\n": "a@b.co|1712345672|phone=Tel: +49 30 2345671 Mobil",
		"a@b.co,Fax: +49 30 2345671 Tel: +49 171 2345672\n":   "a@b.co|1712345672|phone=Fax: +49 30 2345671 Tel",
		"a@b.co,+49 171 2345671 ext. 12\n":                    "a@b.co|1712345671|phone=ext. 12",
		"a@b.co,\"+49 171 2345671, abends\"\n":                "a@b.co|1712345671|phone=abends",
		"Ann <a@b.co>,+49 171 2345671 oder 0171 2345672\n":    "a@b.co|1712345671|name Ann;phone=oder 0171 2345672",
	} {
		o := options(t)
		text = "email,phone\n" + text
		refused := checked(t, text, o, nil)
		if refused.Ready() > 0 || !names(refused.Decisions(), "--on-several first") {
			t.Errorf("%q: %d rows are ready, %q", text, refused.Ready(), refused.Decisions())
		}
		for _, f := range refused.Rejections.All() {
			if !strings.Contains(f.Fix, "--on-several first") {
				t.Errorf("%q: %s", text, f.Fix)
			}
		}
		o.Several = check.TakeFirst
		r := checked(t, text, o, nil)
		if r.Ready() != 1 || len(r.Warnings) == 0 {
			t.Errorf("%q: %+v", text, r.Rejections.All())
			continue
		}
		one := rows(t, r)[0]
		rest := attributes(&one)
		if name := one.Cells.Base[lead.Name]; name != "" {
			rest = append([]string{"name " + name}, rest...)
		}
		if got := one.Cells.Base[lead.Email] + "|" + one.Cells.Base[lead.Phone] + "|" + strings.Join(rest, ";"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	o := options(t)
	o.Several = check.TakeFirst
	for _, text := range []string{"asha rao@b.co,", "a@b,", "x@@b.co,", "Ann,", ",0171 see card O", ",98765 4321O", ",9.19877E+11"} {
		r := checked(t, "email,phone\n"+text+"\n", o, nil)
		if r.Ready() > 0 || names(r.Decisions(), "--on-several first") {
			t.Errorf("%q: %d rows are ready, %q", text, r.Ready(), r.Decisions())
		}
	}
}

// TestExtension: of an extension both ways out are one line, that which keeps the number first.
func TestExtension(t *testing.T) {
	t.Parallel()
	for _, phone := range []string{"+12175550134 x22", "+1 (416) 555-0187 ext. 204", "+7 495 123-45-67 доб. 12", "+33 1 42 68 53 10 poste 3", "+39 06 1234 5678 interno 5", "+49 30 1234567 Durchwahl 12"} {
		r := checked(t, "email,phone\na@b.co,"+phone+"\n", options(t), nil)
		all := r.Decisions()
		if len(all) != 1 || !strings.HasPrefix(all[0], "--on-several first: takes") || !strings.Contains(all[0], "extension") || !strings.Contains(all[0], "or in place of it --on-bad-contact drop: ") {
			t.Errorf("%s: %q", phone, all)
		}
		if fix := r.Rejections.All()[0].Fix; !strings.Contains(fix, "--on-several first takes the number, and keeps the extension as a custom attribute; or in place of that --on-bad-contact drop") {
			t.Errorf("%s: %s", phone, fix)
		}
	}
}

// TestExchange: the name of a mailbox within Exchange is no e-mail and becomes a custom attribute; beside it, another
// column has the address.
func TestExchange(t *testing.T) {
	t.Parallel()
	const name = "/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=abc-Ann"
	for text, want := range map[string]string{
		"E-mail Address,Mobile Phone\n" + name + ",+491712345671\n":            "|+49|E-mail Address=" + name,
		"E-mail Address,E-mail 2 Address,Mobile Phone\n" + name + ",a@b.co,\n": "a@b.co||E-mail Address=" + name,
	} {
		o := options(t)
		if strings.Contains(text, "E-mail 2") {
			o.Assignments = []string{"E-mail Address,E-mail 2 Address=email"}
		}
		r := checked(t, text, o, nil)
		if r.Ready() != 1 || !slices.ContainsFunc(r.Warnings, func(f row.Finding) bool { return f.Code == "email-exchange" }) {
			t.Errorf("%q: %+v, %+v", text, r.Rejections.All(), r.Warnings)
			continue
		}
		one := rows(t, r)[0]
		if got := one.Cells.Base[lead.Email] + "|" + one.Cells.Base[lead.DialCode] + "|" + strings.Join(attributes(&one), ";"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSameTwice: one address that stands in a cell twice is one, whatever the user says.
func TestSameTwice(t *testing.T) {
	t.Parallel()
	r := checked(t, "email,name\na@b.co - A@b.co,Ann\n", options(t), nil)
	if r.Ready() != 1 || rows(t, r)[0].Cells.Base[lead.Email] != "a@b.co" {
		t.Errorf("%+v", r.Rejections.All())
	}
}

// TestOnBadContact: a row with one contact that cannot be read and another that can is sent without the first, if the
// user says so; it stays in an attribute, and in what is told of the row.
func TestOnBadContact(t *testing.T) {
	t.Parallel()
	isDropped := func(f row.Finding) bool { return f.Code == check.CodeDropped && f.Count == 1 }
	for text, want := range map[string]string{
		"x@@b.co,+49 171 2345671,\n":   "|+49|1712345671|email=x@@b.co",
		"a@b.co,9.19877E+11,\n":        "a@b.co|||phone=9.19877E+11",
		"a@b.co,171,+49\n":             "a@b.co|||dialCode=+49;phone=171",
		"a@b.co,0171 2345671,Narnia\n": "a@b.co|||dialCode=Narnia;phone=0171 2345671",
		"x@@b.co,0171 2345671,\n":      "", // nobody is known by a phone before its country is given
		"x@@b.co,171,+49\n":            "",
		"x@@b.co,,\n":                  "",
		",9.19877E+11,\n":              "",
	} {
		text = "email,phone,dialCode\n" + text
		o := options(t)
		refused := checked(t, text, o, nil)
		if named := names(refused.Decisions(), "--on-bad-contact drop"); named != (want != "" || strings.Contains(text, "x@@b.co,0171")) || refused.Ready() > 0 {
			t.Errorf("%q: %d rows are ready, the flag is named: %v", text, refused.Ready(), named)
		}
		o.Broken = check.DropBroken
		r := checked(t, text, o, nil)
		one := rows(t, r)[0]
		if want == "" {
			if r.Ready() > 0 || one.Left != "" {
				t.Errorf("%q: %+v", text, one)
			}
			continue
		}
		base := &one.Cells.Base
		got := base[lead.Email] + "|" + base[lead.DialCode] + "|" + base[lead.Phone] + "|" + strings.Join(attributes(&one), ";")
		if got != want || one.Left == "" || !slices.ContainsFunc(r.Warnings, isDropped) {
			t.Errorf("%q: %q, want %q; %q, %+v", text, got, want, one.Left, r.Warnings)
		}
	}
}

// TestCrowdedColumn: a column of addresses among words is proposed as e-mail, with the flag that reads them.
func TestCrowdedColumn(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]bool{
		"Ann Lee <a@b.co>|Ben (b@b.co)|\"Cid <c@b.co>, d@b.co\"": true,
		"a@b.co|b@b.co - Ben|c@b.co - Cid":                       true,
		"called Ann on Monday, she asked that we write to a@b.co instead of the old one which was closed in spring|b@b.co said no|no answer": false,
		"Ann|Ben|c@b.co - Cid": false,
	} {
		text := "name,phone,Contacts\n"
		for i, cell := range strings.Split(cells, "|") {
			text += "Ann,+49171234567" + string(rune('0'+i)) + "," + cell + "\n"
		}
		r := checked(t, text, options(t), nil)
		fixes := r.Fixes()
		if got := flagValue(fixes, "--map") == "Contacts=email" && flagValue(fixes, "--on-several") == "first"; got != want {
			t.Errorf("%q: %q", text, fixes)
		}
		o := options(t)
		o.Take = func(context.Context, propose.Proposed) (bool, error) { return true, nil }
		if r := checked(t, text, o, nil); want && (r.Ready() != 3 || r.Several() != check.TakeFirst || rows(t, r)[0].Cells.Base[lead.Email] != "a@b.co") {
			t.Errorf("taken, %q: %+v", text, r.Rejections.All())
		}
	}
}

// TestDecisions: what only a person can choose is told also where the file or its header is not clear.
func TestDecisions(t *testing.T) {
	t.Parallel()
	const rows = "\"a@b.co, b@b.co\",+49 171 2345671,\nc@b.co,,+49 171 2345672\n"
	for _, text := range []string{"email,phone,Telefon\n" + rows, "Leads of May,,\n,,\nemail,phone,Telefon\n" + rows} {
		_, err := check.Read(t.Context(), input(text), options(t))
		refused, is := errors.AsType[*check.Refusal](err)
		if !is || !names(refused.Decisions, "--on-several first") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestRestOfLead: the rest of a cell of which the first is taken is a spare: where it is a lead's, the row makes no second
// lead of that person.
func TestRestOfLead(t *testing.T) {
	t.Parallel()
	leads := []lead.Row{person(1, "ann@x.com", "+91", "9876543210")}
	o := options(t)
	o.Several = check.TakeFirst
	for text, want := range map[string]int{
		"\"new@x.com, Ann <ann@x.com>\",\n":               0,
		",+91 98765 43219 / +91 98765 43210\n":            0,
		"\"ann@x.com, new@x.com\",\n":                     1,
		"\"new@x.com, newer@x.com\",+91 98765 43211 ()\n": 1,
	} {
		if r := checked(t, "email,phone\n"+text, o, leads); r.Ready() != want {
			t.Errorf("%q: %d rows are ready: %+v", text, r.Ready(), r.Rejections.All())
		}
	}
}

// names reports whether one of the decisions begins with a flag.
func names(decisions []string, flag string) bool {
	return slices.ContainsFunc(decisions, func(one string) bool { return strings.HasPrefix(one, flag+": ") })
}
