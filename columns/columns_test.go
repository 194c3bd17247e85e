package columns_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestWords checks the meaning of single headers.
func TestWords(t *testing.T) {
	t.Parallel()
	for field, headers := range map[string][]string{
		"uuid":     {"uuid", "UUID", "Lead UUID", " uuid ", "u-u-i-d"},
		"name":     {"name", "Name", "Full Name", "FULL_NAME", "Customer name", "Nome", "\ufeffname"},
		"email":    {"email", "E-mail", "Email Address", "e mail", "E_MAIL", "Mail", "Email ID", "E-Mail-Adresse", "Émail", "email\u00a0address"},
		"dialCode": {"dialCode", "Dial Code", "dial_code", "Country Code", "country-code", "Calling Code", "ISD Code", "Phone Prefix"},
		"phone": {"phone", "Phone", "Mobile", "Phone Number", "Phone No.", "Téléphone", "Telefon", "Cell", "WhatsApp Number", "Contact Number",
			"mobile phone", "Tel."},
		"status":  {"status", "Lead Status", "chat.status"},
		"tags":    {"tags", "Tag", "Labels", "label"},
		"notes":   {"notes", "Note", "Comments"},
		"picture": {"picture", "Photo", "Avatar URL", "Image URL"},
		"agentId": {"agentId", "Agent ID", "agent_id", "Assigned Agent"},
	} {
		for _, header := range headers {
			m, err := columns.Map([]string{header}, nil)
			if err != nil {
				t.Errorf("%q: %v", header, err)
				continue
			}
			if c := m.Columns()[0]; c.Field != field || c.Use != columns.Written || c.How != columns.Recognised {
				t.Errorf("%q means %+v, not %s", header, c, field)
			}
		}
	}
	for header, field := range map[string]string{
		"attributes.plan": "attributes.plan", "Attributes.Plan Name": "attributes.Plan Name", "attributes. x ": "attributes. x ", "attributes.a.b=c": "attributes.a.b=c", "attributes.": "attributes.", "attributes.a\nb": "attributes.a\nb",
		"plan": "attributes.plan", "Company": "attributes.Company", "State": "attributes.State", "Date": "attributes.Date", "Stage": "attributes.Stage",
		"Game": "attributes.Game", "Home": "attributes.Home", "iPhone": "attributes.iPhone", "Contact": "attributes.Contact", "Mode": "attributes.Mode",
		"Lead ID": "attributes.Lead ID", "Email2": "attributes.Email2", "Phone 2": "attributes.Phone 2", "नगर": "attributes.नगर", " a\n b\u200b": "attributes.a b", "Rating": "attributes.Rating",
		"Gmail": "attributes.Gmail", "Statute": "attributes.Statute", "Title": "attributes.Title", "Source": "attributes.Source", "!!!": "attributes.!!!",
	} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil || m.Columns()[0].Use != columns.Attribute || m.Columns()[0].Field != field {
			t.Errorf("%q: %+v, %v; want %s", header, m, err, field)
		}
	}
	for _, header := range []string{"type", "id", "City", "COUNTRY", "gender", "createdAt", "Created At", "updated_at", "last seen at", "isOnline", "websiteVisits",
		"lastMessageText", "extra", "extra.profile.x", "Extra.Y"} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil || m.Columns()[0].Use != columns.LeftOut {
			t.Errorf("%q: %+v, %v", header, m, err)
		}
	}
	for _, header := range []string{"_row", "_problem", "__v", "", "  "} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil || m.Columns()[0].Use != columns.Ignored {
			t.Errorf("%q: %+v, %v", header, m, err)
		}
	}
}

// TestProblems: bad headers are refused, with a fix.
func TestProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header, assignments []string
		want                string // in the problem and its fix
	}{
		{[]string{"Attributes."}, nil, "no name"},
		{[]string{"a\x01b"}, nil, "control character"},
		{[]string{"E-mail", "Mobile", "Phone", "Mail", "Cell"}, nil, `"Mobile" and "Cell" and "Phone": all mean phone`},
		{[]string{"E-mail", "Mobile", "Phone", "Mail", "Cell"}, nil, `--map "E-mail,Mail=email" takes the first one that is filled`},
		{[]string{"E-mail", "Mobile", "Phone", "Mail", "Cell"}, nil, `--map "Mobile,Cell,Phone=phone" takes the first one that is filled`},
		{[]string{strings.Repeat("x", 201)}, nil, "longer than 200"},
		{[]string{"Email", "E-Mail Address"}, nil, `columns "Email" and "E-Mail Address": both mean email`},
		{[]string{"Phone", "Mobile"}, nil, `--map "Mobile,Phone=phone"`},
		{[]string{"Teléfono", "Móvil"}, nil, `--map "Teléfono=attributes.Teléfono"`},
		{[]string{"plan", "attributes.plan"}, nil, "both mean attributes.plan"},
		{[]string{"a"}, []string{"b=email"}, `a column "b"`},
		{[]string{"a"}, []string{"a"}, "Header=field"},
		{[]string{"a"}, []string{"a=mail"}, `an unknown field: "mail"`},
		{[]string{"a"}, []string{"a=city"}, "cannot be imported"},
		{[]string{"a"}, []string{"a=attributes."}, "unknown field"},
		{[]string{"a"}, []string{"a=email", "A=phone"}, "assigned twice"},
		{[]string{"a b", "a-b"}, []string{"ab=email"}, `a column "ab"`},
	} {
		_, err := columns.Map(test.header, test.assignments)
		e, ok := errors.AsType[*columns.Error](err)
		if !ok || !strings.Contains(e.Error()+e.Remedy(), test.want) {
			t.Errorf("%q %q: %v", test.header, test.assignments, err)
		}
	}
}

func TestAssignments(t *testing.T) {
	t.Parallel()
	m, err := columns.Map([]string{"City", "Score", "a=b", "Mail", "emial", "Geburtstag"},
		[]string{"City=attributes.City", "score=-", "a=b=attributes.x=y", "Mail=NAME", "emial=attributes.emial", "Geburtstag=Dial Code"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range m.Columns() {
		got = append(got, c.Field)
	}
	if diff := cmp.Diff([]string{"attributes.City", "", "attributes.x=y", "name", "attributes.emial", "dialCode"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestRow: cells go to the fields of their columns, and nothing else is there.
func TestRow(t *testing.T) {
	t.Parallel()
	header := []string{"First Name", "Surname", "email", "Mobile", "city", "attributes.plan", "Company", "_problem", "id"}
	m, err := columns.Map(header, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := lead.Row{Base: lead.Base{lead.Email: "a@b.c", lead.City: "Pune", lead.ID: "6"}, Dynamic: []lead.Cell{{Column: "First Name", Value: " Ann "}, {Column: "Surname", Value: "Example"},
		{Column: "Mobile", Value: "1"}, {Column: "attributes.plan", Value: " pro"}, {Column: "Company", Value: "X"}, {Column: "_problem", Value: "y"}}}
	want := lead.Row{Base: lead.Base{lead.Name: "Ann Example", lead.Email: "a@b.c", lead.Phone: "1"}, Dynamic: []lead.Cell{{Column: "attributes.plan", Value: " pro"}, {Column: "attributes.Company", Value: "X"}}}
	if diff := cmp.Diff(want, m.Row(&in, nil)); diff != "" {
		t.Error(diff)
	}
	if c, ok := m.Source("name"); !ok || c.Header != "First Name" {
		t.Error(c, ok)
	}
	if c, ok := m.Source("phone"); !ok || c.Index != 3 {
		t.Error(c, ok)
	}
	if c, ok := m.Source("status"); ok {
		t.Error(c)
	}
	// With a whole name, the parts are attributes.
	m, err = columns.Map([]string{"Full Name", "First Name"}, nil)
	if err != nil || m.Columns()[1].Field != "attributes.First Name" {
		t.Error(m, err)
	}
}

// TestSpelling: a base column is recognised in any case, with any signs between its letters.
func TestSpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom(lead.BaseColumns()).Draw(t, "field")
		var b strings.Builder
		for _, r := range field {
			b.WriteString(rapid.SampledFrom([]string{"", "", " ", "_", "-", "\u00a0"}).Draw(t, "sign"))
			if s := string(r); rapid.Bool().Draw(t, "upper") {
				b.WriteString(strings.ToUpper(s))
			} else {
				b.WriteString(strings.ToLower(s))
			}
		}
		header := b.String()
		if strings.HasPrefix(header, "_") {
			t.Skip()
		}
		m, err := columns.Map([]string{header}, nil)
		if err != nil || m.Columns()[0].Field != field {
			t.Fatalf("%q: %+v, %v", header, m, err)
		}
	})
}

// FuzzMap: every header has a column, and no cell goes to two places.
func FuzzMap(f *testing.F) {
	f.Add("uuid,Email,plan", "plan=-")
	f.Add("emial,,_x,attributes.", "a=b=c")
	f.Add("First Name,Last Name,Name", "Name=attributes.x")
	f.Fuzz(func(t *testing.T, header, assignment string) {
		names := strings.Split(header, ",")
		m, err := columns.Map(names, slices.DeleteFunc(strings.Split(assignment, ","), func(s string) bool { return s == "" }))
		if err != nil {
			if e, ok := errors.AsType[*columns.Error](err); !ok || len(e.Problems) == 0 {
				t.Fatal(err)
			}
			return
		}
		type place struct {
			field string
			order int
		}
		seen := map[place]bool{}
		for i, c := range m.Columns() {
			if c.Header != names[i] || c.Index != i {
				t.Fatalf("%+v is not %q", c, names[i])
			}
			if c.Use == columns.Written || c.Use == columns.Attribute {
				at := place{c.Field, c.Order}
				if c.Field == "" || seen[at] {
					t.Fatalf("%+v", c)
				}
				seen[at] = true
			}
		}
	})
}

func BenchmarkRow(b *testing.B) {
	m, err := columns.Map([]string{"uuid", "name", "email", "Mobile", "attributes.plan", "Company"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	in := lead.Row{Base: lead.Base{lead.UUID: "u", lead.Name: "n", lead.Email: "e"}, Dynamic: []lead.Cell{{Column: "Mobile", Value: "1"}, {Column: "attributes.plan", Value: "p"}, {Column: "Company", Value: "c"}}}
	b.ReportAllocs()
	for b.Loop() {
		m.Row(&in, nil)
	}
}

// TestUnclearHeader: what is clear of a refused header maps rows all the same.
func TestUnclearHeader(t *testing.T) {
	t.Parallel()
	m, err := columns.Map([]string{"E-Mail", "Mail", "attributes.", "Plan"}, nil)
	if err == nil {
		t.Fatal("it is not refused")
	}
	got := m.Row(&lead.Row{Dynamic: []lead.Cell{{Column: "E-Mail", Value: "a"}, {Column: "Mail", Value: "b"}, {Column: "attributes.", Value: "c"}, {Column: "Plan", Value: "d"}}}, nil)
	if got.Base[lead.Email] != "a" || slices.ContainsFunc(got.Dynamic, func(c lead.Cell) bool { return c.Value == "b" }) {
		t.Errorf("%+v", got)
	}
}

func BenchmarkMap(b *testing.B) {
	for b.Loop() {
		if _, err := columns.Map([]string{"Full name", "E-mail", "emial", "x", "y"}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBuyer: of the two sides of a payment the buyer is the lead.
func TestBuyer(t *testing.T) {
	t.Parallel()
	m, err := columns.Map([]string{"Date", "Name", "Status", "Balance Impact", "From Email Address", "To Email Address", "Transaction ID"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	email, _ := m.Source("email")
	if _, known := m.Source("status"); m.System != "PayPal" || email.Header != "From Email Address" || known {
		t.Errorf("%s, %+v, %t", m.System, email, known)
	}
}

// TestSurnames: two last names in columns of their own are joined in their order.
func TestSurnames(t *testing.T) {
	t.Parallel()
	for _, header := range [][]string{{"Segundo apellido", "Nombre", "Primer apellido"}, {"Apellido Materno", "Nombre", "Apellido Paterno"}, {"Segundo apellido", "Nombre", "Apellido"}} {
		m, err := columns.Map(header, nil)
		if err != nil {
			t.Fatal(err)
		}
		var in lead.Row
		for i, cell := range []string{"López", "Ana", "García"} {
			in.Dynamic = append(in.Dynamic, lead.Cell{Column: header[i], Value: cell})
		}
		if out := m.Row(&in, nil); out.Base[lead.Name] != "Ana García López" || len(out.Dynamic) != 0 || m.Shares() != nil {
			t.Errorf("%q: %+v", header, out)
		}
	}
}

// TestLookAlike: attributes whose names look the same are one, and nothing of them is lost; in an export of ours they are two.
func TestLookAlike(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ header, want []string }{
		{[]string{"Course", "Course\u00a0"}, []string{"attributes.Course=a", "attributes.Course 2=b"}},
		{[]string{"attributes.Course", "attributes. Course"}, []string{"attributes.Course=a", "attributes.Course 2=b"}},
		{[]string{"attributes.Course ", "attributes.Course", "uuid"}, []string{"attributes.Course =a", "attributes.Course=b"}},
	} {
		m, err := columns.Map(test.header, nil)
		if err != nil {
			t.Fatal(err)
		}
		in, got := lead.Row{Dynamic: []lead.Cell{{Column: test.header[0], Value: "a"}, {Column: test.header[1], Value: "b"}}}, []string{}
		for _, c := range m.Row(&in, nil).Dynamic {
			got = append(got, c.Column+"="+c.Value)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q", test.header, got)
		}
	}
}
