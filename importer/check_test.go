package importer_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// recorder keeps what it is told to write.
type recorder struct {
	mu   sync.Mutex
	sent []lead.Lead
}

func (r *recorder) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, l)
	return convertalk.Answer{Attempts: 1, Status: 200}, nil
}

// TestCells: what single cells become, or why they are refused. Each row has a uuid of its own, and nobody looks at the live leads.
func TestCells(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, cells string
		want          lead.Lead // without the uuid
		codes         string    // of the problems, sorted
	}{
		"all": {"name,email,dial code,phone,status,tags,notes,picture,agentId,plan",
			`Ann,ann@example.org,0049,0151 12345678,in progress,,,https://x.example/a.png,a1,pro`, lead.Lead{}, "status"},
		"normal forms": {"name,email,dial code,phone,status,picture,agentId,plan", ` Ann ,  Ann@Example.org ,0049,0151 12345678,Open,HTTPS://x.example/a.png,a1, pro `,
			lead.Lead{Name: "Ann", Email: "Ann@Example.org", DialCode: "+49", Phone: "15112345678", Status: "OPEN", Picture: "HTTPS://x.example/a.png", AgentID: "a1",
				Attributes: []lead.Attribute{{Key: "plan", Value: " pro "}}}, ""},
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
		o := options("uuid," + test.header + "\n" + uuid(1) + "," + test.cells + "\n")
		b := check(t, o, nil)
		u := &recorder{}
		send(t.Context(), t, b, nil, u)
		survey := b.Survey()
		var codes []string
		for _, f := range slices.Concat(survey.Rejections, survey.Skips) {
			codes = append(codes, f.Code)
		}
		slices.Sort(codes)
		if got := strings.Join(codes, ","); got != test.codes {
			t.Errorf("%s: problems %s, want %s", name, got, test.codes)
		}
		test.want.UUID = uuid(1)
		want := []lead.Lead{test.want}
		if test.codes != "" {
			want = nil
		}
		if diff := cmp.Diff(want, u.sent, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestWhom: whom rows without a uuid mean. The live leads are the platform's.
func TestWhom(t *testing.T) { synctest.Test(t, whom) }

func whom(t *testing.T) {
	t.Helper()
	person := func(id int, email, prefix, number string) string {
		return `{"_id":"63d9ffa77a8d152facbe2f2f","uuid":"` + uuid(id) + `","profile":{"userDetails":{"contact":{"email":"` + email + `","phone":{"prefix":"` + prefix + `","number":"` + number + `"}}}}}`
	}
	server, err := sandbox.New(sandbox.Options{Records: records(
		person(1, "Ann@Example.org", "91", "9876543210"), person(2, "bob@example.org", "49", "15112345678"), person(3, "twin@example.org", "", ""),
		person(4, " TWIN@example.org", "", ""), person(5, "", "44", "07400 123456"), `{"_id":"63d9ffa77a8d152facbe2f2f","profile":{"userDetails":{"contact":{"email":"mute@example.org"}}}}`,
	)})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		row      string // uuid,email,dialCode,phone
		sources  []importer.Source
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
		{",bob@example.org,91,9876543210", nil, "", uuid(2)},
		{",bob@example.org,91,9876543210", []importer.Source{importer.FromPhone, importer.FromEmail}, "", uuid(1)},
		{",nobody@example.org,91,9876543210", nil, "", uuid(1)},
		{",bob@example.org,,", []importer.Source{importer.FromPhone}, "", "no-identity"},
		{",twin@example.org,,", nil, "", "ambiguous"},
		{",mute@example.org,,", nil, "", "mute"},
		{",,44,7400123456", nil, "", uuid(5)},
		{",nobody@example.org,,", nil, "", "new"},
		{uuid(7) + ",bob@example.org,,", nil, "", uuid(7)},
		{strings.ToUpper(uuid(0xabc)) + ",new@example.org,,", nil, "", strings.ToUpper(uuid(0xabc))},
		{strings.ToUpper("0000000a"+uuid(1)[8:]) + ",x@example.org,,", nil, "", strings.ToUpper("0000000a" + uuid(1)[8:])},
		{"{" + uuid(1) + "},bob@example.org,,", nil, "", "uuid-shape"},
		{",,,", nil, "", "no-identity"},
	} {
		o := options("uuid,email,dialCode,phone,name\n" + test.row + ",X\n")
		if o.DialCode = test.dialCode; test.sources != nil {
			o.Sources = test.sources
		}
		b := check(t, o, server)
		u := &recorder{}
		send(t.Context(), t, b, server, u)
		got := ""
		if found := b.Survey().Rejections; len(found) > 0 {
			got = found[0].Code
		} else if len(u.sent) == 1 {
			if got = u.sent[0].UUID; b.Survey().New == 1 {
				got = "new"
			}
		}
		if got != test.want {
			t.Errorf("%q means %s, want %s", test.row, got, test.want)
		}
	}
}

// TestForeignID: a column that an export of ours has too excuses nothing in a row that nothing else tells of.
func TestForeignID(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"id,email\n7,bad mail\n", "id,phone\n7,call me\n", "createdAt,email,phone\nx,bad,bad\n"} {
		b := check(t, options(text), nil)
		if s := b.Survey(); s.Ready != 0 || s.Rejected != 1 {
			t.Errorf("%q: %+v", text, s)
		}
	}
	b := check(t, options("uuid,id,picture\n"+uuid(1)+",7,my-picture\n"), nil)
	if s := b.Survey(); s.Ready != 1 || len(s.Warnings) != 1 {
		t.Errorf("%+v", s)
	}
}

// TestHeaders: what is wrong with a header or a file ends the check.
func TestHeaders(t *testing.T) {
	t.Parallel()
	_, err := importer.Check(t.Context(), options("emial\nx\n"), temp(t))
	if _, ok := errors.AsType[*columns.Error](err); !ok {
		t.Error(err)
	}
	if _, err = importer.Check(t.Context(), options(""), temp(t)); !errors.Is(err, sheet.ErrEmpty) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if _, err = importer.Check(ctx, options(sheetOf(1000)), temp(t)); !errors.Is(err, reason) {
		t.Error(err)
	}
}

// TestChangedInput: an input that changes under the run is noticed, and no row is made up.
func TestChangedInput(t *testing.T) {
	t.Parallel()
	changed := false
	o := options("")
	o.Input.Open = func() (io.ReadCloser, error) {
		text := "uuid,name\n" + uuid(1) + ",Ann\nbad,Bob\n"
		if changed {
			text = "uuid,name\n" + uuid(1) + ",Ann\nbad,Bobby\n"
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
	b := check(t, o, nil)
	changed = true
	log, err := importer.NewLog(temp(t), importer.Header{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if err := b.Open(t.Context(), log); err != nil {
		t.Fatal(err)
	}
	if err := b.WriteRejects(log, io.Discard); !errors.Is(err, importer.ErrChanged) {
		t.Error(err)
	}
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Match(t.Context(), listing{server}, temp(t)); !errors.Is(err, importer.ErrChanged) {
		t.Error(err)
	}
}

// TestFirstNewLeadIsProbed: with a platform that swallows unknown uuids, only one row is sent, whoever else is ready; with one that stores
// them, the first is alone until it has been read back.
func TestFirstNewLeadIsProbed(t *testing.T) { synctest.Test(t, probed) }

func probed(t *testing.T) {
	t.Helper()
	text := "email,name\n"
	for i := range 50 {
		text += "p" + number(i) + "@example.org,P\n"
	}
	for mode, want := range map[string][2]int{"swallow": {1, 0}, "accept": {50, 50}} {
		server, err := sandbox.New(sandbox.Options{UnknownUUID: mode, Leads: 10})
		if err != nil {
			t.Fatal(err)
		}
		u := &storing{server: server}
		s := send(t.Context(), t, check(t, options(text), server), server, u)
		if s.err != nil || u.count != want[0] || s.tally[importer.Upserted] != want[1] {
			t.Errorf("%s: %v, %d sent, %v", mode, s.err, u.count, s.tally)
		}
		if mode == "swallow" && (s.outcomes[0] != "failed/not-stored" || s.outcomes[49] != "rejected/unknown-uuid") {
			t.Error(s.outcomes)
		}
	}
}

// TestAnotherPersonsPhone: a row that means a lead by its phone, though that one has another e-mail, does not go without a word.
func TestAnotherPersonsPhone(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{Records: records(`{"_id":"63d9ffa77a8d152facbe2f2f","uuid":"` + uuid(1) +
		`","profile":{"userDetails":{"name":"Ann","contact":{"email":"ann@example.org","phone":{"prefix":"91","number":"9876543210"}}}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[string]int{"bob@example.org,+919876543210": 1, ",+919876543210": 0, "ANN@example.org,+919876543210": 0} {
		s := check(t, options("email,phone\n"+row+"\n"), server).Survey()
		if s.Matched+s.Unchanged != 1 || len(s.Warnings) != want {
			t.Errorf("%s: %+v", row, s)
		}
	}
}

// TestOnePersonInTwoRows: a person who stands in a file by e-mail and by phone, or with a uuid and without, is one lead, in the first import
// as in the second.
func TestOnePersonInTwoRows(t *testing.T) { synctest.Test(t, twoRows) }

func twoRows(t *testing.T) {
	t.Helper()
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
		"one phone between two":        {",Ann,ann@example.org,+919876543210\n,Bob,bob@example.org,+919876543210\n", 2, ""},
		"another name on one phone":    {",Ann,,+919876543210\n,Bob,bob@example.org,+919876543210\n", 0, "namesakes"},
	} {
		server, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			b := check(t, options("uuid,name,email,phone\n"+test.rows), server)
			s := send(t.Context(), t, b, server, &storing{server: server})
			code := ""
			if found := b.Survey().Rejections; len(found) > 0 {
				code = found[0].Code
			}
			if s.err != nil || server.Count("lead") != test.leads || code != test.code {
				t.Errorf("%s: %d leads, %q, %v", name, server.Count("lead"), code, s.outcomes)
			}
		}
	}
}
