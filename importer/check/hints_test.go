package check_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// TestPlusless: --dial-code + is named only where phones can be nothing else, and never among the fixes that
// are taken all at once.
func TestPlusless(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"email,phone\na@x.com,919876543210\nb@x.com,4915112345678\n":                                            true,
		"email,phone\na@x.com,919876543210\nb@x.com,+4915112345678\n":                                           true,
		"EMAIL,SMS,ADDED_TIME,CONTACT ID\na@x.com,33298441234,2024-01-01,1\nb@x.com,33612345678,2024-01-01,2\n": true, // Brevo, a landline
		"email,phone\n,919876543210\n,4915112345678\n":                                                          true,
		"email,phone\na@x.com,13105550100\n":                                                                    false,
		"email,phone\na@x.com,13105550100\nb@x.com,51987654321\nc@x.com,84912345678\n":                          true,  // no country has all three
		"email,phone\na@x.com,13105550100\nb@x.com,13812345678\nc@x.com,13912345678\n":                          false, // China has
		"email,phone\na@x.com,919876543210\nb@x.com,9876543211\n":                                               false,
		"姓名,手机号码,电子邮件\n王伟,13812345678,a@x.cn\n李娜,18812345679,b@x.cn\n":                                          false,
		"Name,E-Mail,Handy\nUwe,a@x.de,15112345678\nIna,b@x.de,17612345679\n":                                   false,
		"Nome,E-mail,Celular\nAna,a@x.br,11987654321\n":                                                         false,
		"Nome,DDD,Celular,E-mail\nAna,11,98765-4321,a@x.br\n":                                                   false,
		"Nama,Email,Nomor HP\nBudi,a@x.id,81234567890\nSiti,b@x.id,85234567891\n":                               false,
	} {
		r := checked(t, text, options(t), nil)
		all := findings(r)
		named := slices.ContainsFunc(all, func(f row.Finding) bool { return strings.Contains(f.Fix, `--dial-code "+"`) })
		asks := slices.ContainsFunc(all, func(f row.Finding) bool { return strings.Contains(f.Fix, "--dial-code ") })
		if named != want || !asks || slices.Contains(r.Fixes(), "--dial-code") {
			t.Errorf("%q: %v, %q, %+v", text, named, r.Fixes(), all)
		}
	}
}

// TestPluslessOfOthers: where one country was given for phones of several, the way to read all is named.
func TestPluslessOfOthers(t *testing.T) {
	t.Parallel()
	text := "email,phone\na@x.com,919876543210\nb@x.com,4915112345678\nc@x.com,33612345678\n"
	o := options(t)
	o.DialCode = "+1"
	fixes := ""
	for _, f := range checked(t, text, o, nil).Rejections.All() {
		fixes += f.Fix
	}
	o = options(t)
	o.DialCode = "+"
	if r := checked(t, text, o, nil); !strings.Contains(fixes, `--dial-code "+"`) || r.Ready() != 3 {
		t.Errorf("%q, %d rows", fixes, r.Ready())
	}
}

// TestCountryCodes: a column of countries' short codes gives phones their country, if its header speaks of countries.
func TestCountryCodes(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Default Address Country Code": "Default Address Country Code=dialCode", "Country Code (Billing)": "Country Code (Billing)=dialCode",
		"Sender Country ISO": "Sender Country ISO=dialCode", "CC": "CC=dialCode", "Lang": "",
	} {
		r := checked(t, "email,phone,"+header+"\na@b.co,07700 900456,GB\nc@b.co,041 711 22 33,CH\n", options(t), nil)
		fix := r.Warnings[0].Fix
		if got := flagsOf(t, fix)[0].value; want != "" && got != want || want == "" && strings.Contains(fix, "--map") {
			t.Errorf("%q: %s", header, fix)
		}
	}
}

// TestWithCode: each country that was found in the digits of a phone is noted once.
func TestWithCode(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.DialCode = "+"
	var got []string
	for _, f := range checked(t, "email,phone\na@x.com,919876543210\nb@x.com,13812345678\nc@x.com,919876543211\nd@x.com,+4915112345678\ne@x.com,004915112345678\n", o, nil).Warnings {
		got = append(got, fmt.Sprintf("%s %d %s", f.Code, f.Count, f.Text))
	}
	want := []string{
		"phone-with-code 1 the number is read by the code that it begins with: +1 (United States), as --dial-code + says",
		"phone-with-code 2 the number is read by the code that it begins with: +91 (India), as --dial-code + says",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestPluslessOfSeveralColumns: --dial-code + is named for each column of phones to which one country was given wrongly.
func TestPluslessOfSeveralColumns(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.DialCode = "+91"
	r := checked(t, "CONTACT ID,EMAIL,SMS,WHATSAPP\n1,a@x.com,33612345678,33612345678\n2,b@x.com,33781234567,33781234567\n", o, nil)
	all := findings(r)
	if len(all) != 2 {
		t.Errorf("%+v", all)
	}
	for _, f := range all {
		if flags := flagsOf(t, f.Fix); len(flags) == 0 || flags[0] != (flag{"dial-code", "+"}) {
			t.Errorf("%s: %s", f.Column, f.Fix)
		}
	}
}

// TestNullElsewhere: --null is not named where it would empty a cell of another column, and what it empties
// there is noted.
func TestNullElsewhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"email,phone,plan\na@x.com,TBD,pro\n":                    "tbd",
		"email,phone,plan\na@x.com,none,x\nb@x.com,TBD,pro\n":    "none, tbd",
		"email,phone,plan\na@x.com,none,none\nb@x.com,TBD,pro\n": "",
		"email,phone,notes\na@x.com,TBD,TBD\n":                   "",
	} {
		if r := checked(t, text, options(t), nil); r.None != want {
			t.Errorf("%q: %q, want %q", text, r.None, want)
		}
	}
	o := options(t)
	o.Null = []string{"none"}
	r := checked(t, "email,phone,plan\na@x.com,none,none\n", o, nil)
	if w := r.Warnings; len(w) != 1 || w[0].Code != "null" || w[0].Column != "plan" || len(rows(t, r)[0].Cells.Dynamic) != 0 {
		t.Errorf("%+v", r.Warnings)
	}
}

// TestWorkbookPhones: a number with a fraction in a workbook is no phone, and one that was perhaps rounded
// is noted. In a text file people may write such a point.
func TestWorkbookPhones(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	book, err := sheet.NewCellBook(&file, []sheet.BookColumn{{Name: "email"}, {Name: "phone"}})
	if err == nil {
		err = errors.Join(book.Write([]string{"a@x.com", "171.555123"}), book.Write([]string{"b@x.com", "491512000000"}), book.Close(nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	in := input("")
	in.Format = sheet.XLSX
	in.Open = func() (io.ReadCloser, error) { return nopCloser{bytes.NewReader(file.Bytes())}, nil }
	s, err := source.Examine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.DialCode = "+49"
	r, err := check.Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	if bad, w := r.Rejections.All(), r.Warnings; len(bad) != 1 || bad[0].Code != "phone-fraction" || len(w) != 1 || w[0].Code != "phone-rounded" {
		t.Errorf("%+v, %+v", bad, w)
	}
	if r := checked(t, "email,phone\na@x.com,171.555123\n", o, nil); r.Ready() != 1 {
		t.Errorf("%+v", findings(r))
	}
}

// nopCloser is a file that can be read anywhere.
type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }

// TestWhatsAppIDs: a column of WhatsApp's IDs is proposed as a further phone where rows have nothing else, and each is
// read by the country that it begins with. IDs like addresses are never e-mails.
func TestWhatsAppIDs(t *testing.T) {
	t.Parallel()
	const people = "Ann,+525539174482,5215539174482\nBen,,523318827640\nCid,+524423187706,524423187706\n"
	for header, want := range map[string]string{
		"WhatsApp ID": "WhatsApp ID,Phone=phone", "wa_id": "Phone,wa_id=phone", "Contact WA ID": "Phone,Contact WA ID=phone", "Phone number ID": "", "Chat ID": "",
	} {
		r := checked(t, "Name,Phone,"+header+"\n"+people, options(t), nil)
		if got := flagValue(r.Fixes(), "--map"); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
			continue
		}
		if want == "" {
			continue
		}
		o := options(t)
		o.Assignments = []string{want}
		o.DialCode = "+49"
		if r := checked(t, "Name,Phone,"+header+"\n"+people, o, nil); r.Ready() != 3 || slices.ContainsFunc(r.Warnings, func(f row.Finding) bool { return f.Column != "Phone" }) {
			t.Errorf("%s: %d rows are ready, %+v", header, r.Ready(), r.Warnings)
		} else if got := rows(t, r)[1].Cells.Base; got[lead.Phone] != "3318827640" || got[lead.DialCode] != "+52" {
			t.Errorf("%s: %+v", header, got)
		}
	}
	r := checked(t, "Name,Phone,Email,identifier\nAnn,+5511984127703,a@b.co,5511984127703@s.whatsapp.net\nBen,+5521997360418,,5521997360418@c.us\n", options(t), nil)
	if i := slices.IndexFunc(r.Proposals, func(p propose.Proposal) bool { return p.Header == "identifier" }); i >= 0 || r.Fixes() != nil {
		t.Errorf("%+v", r.Proposals)
	}
}

// flagValue returns the value of a flag among others, "" if it is not there.
func flagValue(flags []string, flag string) string {
	if i := slices.Index(flags, flag); i >= 0 {
		return flags[i+1]
	}
	return ""
}

// TestPhoneCodes: a column called after dial codes is the phone if it holds whole numbers and no other is the phone.
func TestPhoneCodes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"name,phoneCode,countryCode\nAnn,919652204481,91\nBen,917411803926,91\n":                      "phoneCode",
		"name,countryCode,phoneCode\nAnn,91,919652204481\nBen,91,917411803926\n":                      "phoneCode",
		"name,phoneCode,email\nAnn,+919652204481,a@b.co\n":                                            "phoneCode",
		"name,phoneCode,phone\nAnn,91,9652204481\nBen,91,7411803926\n":                                "phone",
		"name,phoneCode,email\nAnn,91,a@b.co\nBen,44,b@b.co\n":                                        "",
		"name,phoneCode,phone,email\nAnn,919652204481,+919652204481,a@b.co\nBen,91,+91 9652204481,\n": "phone",
	} {
		r := checked(t, text, options(t), nil)
		if c, _ := r.Mapping.Source("phone"); c.Header != want {
			t.Errorf("%q: the phone is %q", text, c.Header)
		}
		if isWhole := want == "phoneCode"; isWhole && r.Ready() != r.Total() {
			t.Errorf("%q: %+v", text, r.Rejections.All())
		}
	}
}
