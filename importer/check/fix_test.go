package check_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/charset"
)

// flag is a flag that a fix names.
type flag struct{ name, value string }

var namedFlag = regexp.MustCompile(`--([a-z-]+)(?: ("(?:[^"\\]|\\.)*"|'[^']*'|[a-z]+))?`)

func flagsOf(t *testing.T, fix string) (all []flag) {
	t.Helper()
	for _, m := range namedFlag.FindAllStringSubmatch(fix, -1) {
		value, single := strings.CutPrefix(m[2], "'")
		if single {
			value = strings.TrimSuffix(value, "'")
		} else if strings.HasPrefix(value, `"`) {
			var err error
			if value, err = strconv.Unquote(value); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, flag{m[1], value})
	}
	return all
}

// follow sets the option that a flag stands for.
func (f flag) follow(t *testing.T, o *check.Options) {
	t.Helper()
	switch f.name {
	case "map":
		o.Assignments = []string{f.value}
	case "map-status":
		i := strings.LastIndexByte(f.value, '=')
		o.StatusMap = columns.StatusMap{}
		if err := o.StatusMap.Add(f.value[:i], f.value[i+1:]); err != nil {
			t.Fatal(err)
		}
	case "null":
		o.Null = append([]string{}, lead.ParseTags(strings.ToLower(f.value))...)
	case "dial-code":
		if o.DialCode = "+91"; f.value == contact.WithCode {
			o.DialCode = f.value
		}
	case "wire":
		o.Wire = convertalk.Wire(f.value)
	case "on-several":
		o.Several = check.Several(f.value)
	case "on-bad-contact":
		o.Broken = check.Broken(f.value)
	case "on-duplicate":
		o.Duplicates, o.DuplicatesChosen = check.Duplicates(f.value), true
	default:
		t.Fatalf("--%s is followed by no test", f.name)
	}
}

// followAlso is follow beside what other flags said.
func (f flag) followAlso(t *testing.T, o *check.Options) {
	t.Helper()
	assignments, statuses := o.Assignments, o.StatusMap
	f.follow(t, o)
	if f.name == "map" {
		o.Assignments = append(assignments, f.value)
	}
	maps.Copy(o.StatusMap, statuses)
}

// followAll is followAlso, also for flags that say how the input is read.
func (f flag) followAll(t *testing.T, in *source.Input, o *check.Options) {
	t.Helper()
	switch f.name {
	case "header-row":
		in.Head.Row, _ = strconv.Atoi(f.value)
	case "no-header":
		in.Head.Names = strings.Split(f.value, ",")
	case "encoding":
		in.Dialect.Encoding = charset.Encoding(f.value)
	default:
		f.followAlso(t, o)
	}
}

// TestFixes: a problem, or a note, is gone once its fix is followed: each flag that it names, alone, and
// the cells that it asks for.
func TestFixes(t *testing.T) {
	t.Parallel()
	for code, tests := range map[string][]struct {
		header, row string
		fixed       []string // rows
	}{
		"status": {
			{"email,status", "a@x.com,New", []string{"a@x.com,OPEN"}},
			{"email,Lead Status", "a@x.com,Closed Won", nil},
			{"email,Lead Status", "a@x.com," + strings.Repeat("They called back. ", 9), nil},
			{"email,chat status", `a@x.com,"a ""b"" = c"`, nil},
		},
		"picture": {
			{"email,PhotoUrl", "a@x.com,/services/images/photo/1", []string{"a@x.com,https://x.com/1.png", "a@x.com,"}},
			{"email,Avatar", "a@x.com,me.png", nil},
		},
		"agent-id": {
			{"email,agent", "a@x.com,Own Er", []string{"a@x.com,64f1c0ffee00000000c05701", "a@x.com,"}},
			{"email,Assigned Agent", "a@x.com,agent@x.com", nil},
			{"email,agent", "a@x.com,true", nil},
			{"email,agent", "a@x.com,4711", nil},
		},
		"tag-list": {
			{"email,tags", `a@x.com,"vip, new; old"`, []string{`a@x.com,"vip, new, old"`, `a@x.com,"vip, ""new; old"""`}},
			{"email,tags", `a@x.com,vip;new`, []string{`a@x.com,"""vip;new"""`, `a@x.com,"vip, new"`}},
			{"email,Labels", `a@x.com,Friends ::: * myContacts`, []string{`a@x.com,"""Friends ::: * myContacts"""`}},
			{"email,tags", `a@x.com,"[""vip"",""new""]"`, []string{`a@x.com,"vip, new"`}},
		},
		"tag-nested":  {{"email,tags", `a@x.com,"{""type"":""list"",""size"":2}"`, []string{`a@x.com,"vip, new"`}}},
		"nested":      {{"email,name", `a@x.com,"[""Ann"",""Lee""]"`, []string{"a@x.com,Ann Lee"}}},
		"placeholder": {{"email,name", "a@x.com,NULL", []string{"a@x.com,Ann", "a@x.com,"}}},
		"tag-comma":   {{"email,tags", `a@x.com,"""Berlin, Mitte"""`, []string{"a@x.com,Berlin Mitte"}}},
		"rounded": {
			{"email,Order ID", "a@x.com,1.23457E+19", []string{"a@x.com,12345678901234567891"}},
			{"email,Order ID", "a@x.com,123456789012345680", []string{"a@x.com,123456789012345678"}},
			{"email,Order ID", "a@x.com,\"1,2e+17\"", []string{"a@x.com,120000000000000001"}},
		},
		"phone-no-country":      {{"email,phone", "a@x.com,9876543210", nil}, {"email,Country,phone", "a@x.com,India,9876543210", nil}, {"email,Land,phone", "a@x.com,Deutschland,030 123456", nil}, {"Correo,País,Teléfono", "a@x.com,España,612 345 678", nil}},
		"email-no-at":           {{"email,phone", "keine Mail,+919876543210", nil}, {"email,phone", "asha.example.com,+919876543210", []string{",+919876543210"}}},
		"phone-no-digits":       {{"email,phone", "a@x.com,n.v.t.", nil}, {"email,phone", "a@x.com,pending", []string{"a@x.com,"}}, {"email,phone", `a@x.com,"TBD, later"`, nil}},
		"phone-lost-plus":       {{"email,phone", "a@x.com,919876543210", []string{"a@x.com,+919876543210"}}},
		"phone-unusual-length":  {{"email,phone", "a@x.com,+91 98765 4321", []string{"a@x.com,+91 98765 43210"}}},
		"phone-excel":           {{"email,phone", "a@x.com,9.19877E+11", []string{"a@x.com,+919876543210"}}},
		"phone-several":         {{"email,phone,mobile 2", "a@x.com,+919876543210;+919876543211,", []string{"a@x.com,+919876543210,+919876543211"}}},
		"phone-extension":       {{"email,phone,notes", "a@x.com,+14155550134 ext. 22,", []string{"a@x.com,+14155550134,ext. 22"}}},
		contact.DialCodeUnknown: {{"email,dialCode,phone", "a@x.com,+1-876,5550134", []string{"a@x.com,+1,8765550134"}}},
		"name-quotes":           {{"Name,Email", "“Ann”,a@x.com", []string{"Ann,a@x.com"}}},
		"name-letters":          {{"Name,Email", "M?ller,a@x.com", []string{"Müller,a@x.com", ",a@x.com"}}},
		"name-unfilled":         {{"Name,Email", "%FNAME%,a@x.com", []string{"Ann,a@x.com"}}},
		"no-status":             {{"Email,Status", "a@x.com,-None-", []string{"a@x.com,OPEN"}}},
		"email-quotes":          {{"email", "“a@x.com”", []string{"a@x.com"}}},
		"email-name": {
			{"email", "Foo <a@x.com>", []string{"a@x.com"}},
			{"email", "a@x.com (work)", []string{"a@x.com"}},
			{"email", `"Den, Rein (a@x.com)"`, []string{"a@x.com"}},
		},
		"email-several": {{"email,second", "a@x.com;b@x.com,", []string{"a@x.com,b@x.com"}}},
		"email-sign":    {{"email", "a@exam–ple.com", []string{"a@exam-ple.com"}}},
		"email-end":     {{"email", "a@x.com،", []string{"a@x.com"}}},
		"no-identity": {
			{"name,email,phone", "Ann,,", []string{"Ann,a@x.com,", "Ann,,+919876543210"}},
			{"name,phone", "Ann,98765 43210", []string{"Ann,+91 98765 43210"}},
			{"name,phone,Country", "Ann,98765 43210,IN", []string{"Ann,+91 98765 43210,"}},
		},
		"unreadable": {
			{"email,a,b", "a@x.com,1,2,4", []string{`a@x.com,1,"2,4"`, "a@x.com,1,2"}},
			{"a,b,email", `1,2"",a@x.com`, []string{`1,"2""""",a@x.com`}},
			{"a,b,email", `1,"2"3,a@x.com`, []string{`1,"2""3",a@x.com`}},
		},
		"uuid-shape":        {{"uuid,email", "17,a@x.com", []string{uuid(1) + ",a@x.com", ",a@x.com"}}},
		"control-character": {{"email,name", "a@x.com,A\x1bb", []string{"a@x.com,Ab"}}},
		"broken-text":       {{"email,name", "a@x.com,A\ufffdb", []string{"a@x.com,Aéb"}}},
		"too-long":          {{"email,name", "a@x.com," + strings.Repeat("b", 501), []string{"a@x.com,b"}}},
	} {
		for _, test := range tests {
			o := options(t)
			found := findings(checked(t, test.header+"\n"+test.row+"\n", o, nil))
			i := slices.IndexFunc(found, func(f row.Finding) bool { return f.Code == code })
			if i < 0 {
				t.Errorf("%s: %q has it not, but %+v", code, test.row, found)
				continue
			}
			for _, f := range flagsOf(t, found[i].Fix) {
				with := options(t)
				f.follow(t, &with)
				gone(t, code, f.name+" "+f.value, checked(t, test.header+"\n"+test.row+"\n", with, nil))
			}
			for _, fixed := range test.fixed {
				gone(t, code, fixed, checked(t, test.header+"\n"+fixed+"\n", o, nil))
			}
		}
	}
}

func findings(r *check.Result) []row.Finding { return append(r.Rejections.All(), r.Warnings...) }

// gone wants a problem to be gone, and the row to be sent.
func gone(t *testing.T, code, way string, r *check.Result) {
	t.Helper()
	has := slices.ContainsFunc(findings(r), func(f row.Finding) bool { return f.Code == code })
	if has || r.Ready() != 1 {
		t.Errorf("%s, with %s: %d rows ready, %+v", code, way, r.Ready(), findings(r))
	}
}
