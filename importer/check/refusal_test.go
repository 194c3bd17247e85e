package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/sheet"
)

// TestRefusals: the flags that a refusal names end all that is wrong with header and rows in one round.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for text, ready := range map[string]int{
		"Phone,Mobile,emial\n+919876543210,,a@x.com\n,+919876543211,b@x.com\n":                                     2,
		"Phone,Mobile,Tel,Lead Status\n+919876543210,,,Neu\n,+919876543211,,Foo\n":                                 2,
		"emial,Agent,PhotoUrl\na@x.com,Own Er,/me.png\n":                                                           1,
		"email,Agent,Agent ID\na@x.com,Bo,7\nb@x.com,,8\n":                                                         2,
		"email,Picture,Photo,Status\na@x.com,photo.jpg,me.png,New\nb@x.com,x.jpg,,New\n":                           2,
		"email,Agent,Agent ID\na@x.com,Bo,64f1c0ffee00000000c05701\n":                                              1,
		"Reach,Country,Number\n,India,98765 43210\na@x.com,Germany,030 123456\nno mail,IN,\n":                      2,
		"Q1,Q2,Estado\nAsha Rao,a@x.com,Nuevo\nBo Li,b@x.com,OPEN\n":                                               2,
		"Customers 2026\nPhone,Mobile,emial,Status\n+919876543210,,a@x.com,Neu\n,+919876543211,b@x.com,Foo\n":      2,
		"Report\nemail,phone\na@x.com,pending\nb@x.com,no phone\n":                                                 2,
		"Asha Rao,a@x.com,+919876543210\nBo Li,b@x.com,no phone\n":                                                 2,
		"Liste\nNazwisko,Telefon,Kom\xf3rka,emial\nW\xb9s,+919876543210,,a@x.com\nK\xb9t,,+919876543211,b@x.com\n": 2,
		"name,Full name,emial,phone\nAsha,Asha Rao,a@x.com,pending\nBo,Bo Li,b@x.com,no phone\n":                   2,
	} {
		_, err := check.Read(t.Context(), input(text), options(t))
		refusal, is := errors.AsType[*check.Refusal](err)
		if !is {
			t.Errorf("%q: %v", text, err)
			continue
		}
		in, with := input(text), options(t)
		for i := 0; i < len(refusal.Flags); i += 2 {
			flag{refusal.Flags[i][2:], refusal.Flags[i+1]}.followAll(t, &in, &with)
		}
		r, err := check.Read(t.Context(), in, with)
		if err != nil || r.Ready() != ready {
			t.Errorf("%q with %q: %v, %+v", text, refusal.Flags, err, findings(r))
		}
	}
}

// TestOneRound: what is wrong in the likeliest way to read a file is told beside that, and only if there is
// something.
func TestOneRound(t *testing.T) {
	t.Parallel()
	_, err := check.Read(t.Context(), input("Report\nemail,phone,Status\na@x.com,+919876543210,Neu\n"), options(t))
	refusal, is := errors.AsType[*check.Refusal](err)
	if !is || len(refusal.Rows) != 1 || !slices.Equal(refusal.Way.Flags(), []string{"--header-row", "2"}) || !strings.HasSuffix(err.Error(), "; with --header-row 2, rows have problems, too") {
		t.Errorf("%+v", err)
	}
	_, err = check.Read(t.Context(), input("Report\nuuid,id,email,email\na,b,a@x.com,\n"), options(t))
	refusal, is = errors.AsType[*check.Refusal](err)
	if !is || refusal.Flags != nil || !strings.HasSuffix(err.Error(), `; with --header-row 2, columns C and D have the same name "email"`) {
		t.Errorf("%+v", err)
	}
	_, err = check.Read(t.Context(), input("Report\nemail,phone\na@x.com,+919876543210\n"), options(t))
	if _, is = errors.AsType[*check.Refusal](err); is || err == nil {
		t.Errorf("%+v", err)
	}
}

// TestFilled: of two columns of one field the fix begins with the one that is filled.
func TestFilled(t *testing.T) {
	t.Parallel()
	s, err := source.Examine(t.Context(), input("Name,Your full name,email\n,Mia Form,a@x.com\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = check.Run(t.Context(), s, options(t))
	refusal, is := errors.AsType[*check.Refusal](err)
	if want := []string{"--map", "Your full name|Name=name"}; !is || !slices.Equal(refusal.Flags, want) {
		t.Errorf("%+v", err)
	}
}

// TestTwoNames: of two columns of one field the fix begins with the one that has the words of the e-mail and phone in
// front; where nothing tells and they differ, both orders are a person's choice.
func TestTwoNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"name,primary_contact_name,primary_contact_primary_email\nSonoran Yoga,Maria Esparza,a@x.com\nCopper State,Ray Tsosie,b@x.com\n": {"primary_contact_name|name=name", ""},
		"Name,Full name,email\nSunny Hill,Maria Esparza,a@x.com\n": {
			"Name|Full name=name",
			`--map "Full name|Name=name" in place of --map "Name|Full name=name": columns "Name" and "Full name" differ, such as "Sunny Hill" and "Maria Esparza", and the first filled one counts`,
		},
		"Name,Full name,email\nMaria Esparza,\"Esparza, Maria\",a@x.com\n,Ray Tsosie,b@x.com\n": {"Name|Full name=name", ""},
		"E-mail,Mail,name\na@x.com,b@x.com,Ann\n": {
			"E-mail,Mail=email",
			`--map "Mail,E-mail=email" in place of --map "E-mail,Mail=email": columns "E-mail" and "Mail" differ, such as "a@x.com" and "b@x.com", and the first filled one counts`,
		},
		"Phone,Tel,email\n+49 171 2345671,0171 2345671,a@x.com\n":      {"Phone,Tel=phone", ""},
		"Phone,Mobile,email\n+49 30 2345671,+49 171 2345671,a@x.com\n": {"Mobile,Phone=phone", ""},
	} {
		s, err := source.Examine(t.Context(), input(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = check.Run(t.Context(), s, options(t))
		refusal, is := errors.AsType[*check.Refusal](err)
		if !is || !slices.Equal(refusal.Flags, []string{"--map", want[0]}) || strings.Join(refusal.Decisions, "") != want[1] {
			t.Errorf("%q: %+v: %q", text, err, refusal)
		}
	}
}

// TestUndecided: no flags are named where a person must decide about a column first.
func TestUndecided(t *testing.T) {
	t.Parallel()
	s, err := source.Examine(t.Context(), input("emial,Attributes.\na@x.com,b\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = check.Run(t.Context(), s, options(t))
	if refusal, is := errors.AsType[*check.Refusal](err); !is || refusal.Flags != nil {
		t.Errorf("%+v", err)
	}
}

// TestAnswer: one object of JSON none of whose members is known is the answer of a server, and no list of leads.
func TestAnswer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"success": false, "code": 401, "message": "Token expired"}`: true,
		`{"name": "Ann", "code": 401}`:                                false,
		`{"code": 401}` + "\n" + `{"code": 402}`:                      false,
	} {
		in := input(text)
		in.Format = sheet.JSONL
		s, err := source.Examine(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = check.Run(t.Context(), s, options(t))
		if is := err != nil && strings.Contains(err.Error(), "one object"); is != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
