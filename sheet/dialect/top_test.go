package dialect

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestHead: a file that does not begin with its header is refused, and the way out is exact.
func TestHead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want, fix string }{
		"title, padded":          {"Lead report 2025,,\nExported by X,,\n,,\nemail,name,phone\na@b.co,A,1\n", "The header seems to be row 4", "add --header-row 4\n"},
		"title, another sign":    {"Exported from X\nDate: 2025-11-28\nname;email\nAnn;a@b.co\nBob;b@b.co\n", "The header seems to be row 3", "add --header-row 3\n"},
		"title with a comma":     {"Leads, exported 2025\n\nname;email\nAnn;a@b.co\n", "The header seems to be row 3", "add --header-row 3\n"},
		"title in quotes":        {"\"Leads \"\"May\"\"\n2025\"\n\nMail\tPhone\na@b.co\t1\n", "The header seems to be row 3", "add --header-row 3\n"},
		"title, unknown names":   {"Report,,\nx,y,z\n1,2,3\n4,5,6\n7,8,\n", "The header seems to be row 2", "add --header-row 2\n"},
		"title above one column": {"Our list;\nE-Mail;Name\na@b.co;A\n", "The header seems to be row 2", "add --header-row 2\n"},
		"lead, one column":       {"a@example.com\nb@example.com\n", "row 1 looks like a lead", "add --no-header email\n"},
		"lead, several":          {"Ann;a@example.com;+49 151 12345678\n", "row 1 looks like a lead", "add --no-header name,email,phone\n"},
		"lead, two addresses":    {"a@example.com,b@example.com,x1\n", "row 1 looks like a lead", "add --no-header email,_2,_3\n"},
		"lead, uuid":             {"11111111-1111-4111-8111-111111111111\tAnn\n", "row 1 looks like a lead", "add --no-header uuid,name\n"},
		"lead, words":            {"Ulm;Ann Doe;a@b.co\nBonn;Bob Roe;b@b.co\n", "row 1 looks like a lead", "add --no-header _1,name,email\n"},
		"lead, words alike":      {"Ulm;Ann;a@b.co\nBonn;Bob;b@b.co\n", "row 1 looks like a lead", "add --no-header _1,_2,email\n"},
		"two tables":             {"Meeting,Host\nDemo,h@b.co\n\nName,E-Mail,Joined\nAnn,a@b.co,1\n", "The header seems to be row 4", "add --header-row 4\n"},
		"three tables":           {"Report\nMeeting,Host\nDemo,h@b.co\nHosts\nUser,E-Mail\nHal,h@b.co\nGuests\nName,E-Mail,Phone\nAnn,a@b.co,1\n", "The header seems to be row 8", "add --header-row 8\n"},
		"more words below":       {"Report\nAt,now\nTopic,ID,Time,Users\nDemo,7,1:00 PM,3\n\nGuests\nFirst Name,Last Name,Email\nAnn,Doe,a@b.co\n", "The header seems to be row 7", "add --header-row 7\n"},
		"words in the rows":      {"List\nName,Channel,Other\nAnn,Email,Phone\nBob,Email,Phone\n", "The header seems to be row 2", "add --header-row 2\n"},
		"tabs below commas":      {"1. Summary\nTitle\tQ4\nStart\t11/19/26, 4:00 PM\nEnd\t11/19/26, 5:00 PM\nName\tFirst Join\tEmail\nAnn\t11/19/26, 4:00 PM\ta@b.co\nBob\t11/19/26, 4:00 PM\tb@b.co\n", "The header seems to be row 5", "add --header-row 5\n"},
		"lines in quotes":        {"\"name,email\"\n\"A,a@example.com\"\n", "every line stands in quotes", "take the quotes"},
		"lines in quotes, twice": {"\"Name;\"\"Mail\"\"\"\n\"A;\"\"a@example.com\"\"\"\n\"B;\"\n", "every line stands in quotes", "semicolon"},
		"commas in semicolons":   {"Name,Mail;;\nA,a@example.com;;\n", `ends with ";;"`, `take the ";;"`},
		"lines in quotes, odd":   {"\"Name,Mail\"\n\"A \"\"B\"\",a@example.com\"\n", "every line stands in quotes", "take the quotes"},
		"columns of blanks":      {"name       email\nAnn        a@example.com\n", "nothing but blanks stands between the columns", "--delimiter blanks"},
		"a title of two cells":   {"Leads,May\nName,E-Mail\nAnn,a@b.co\n", "The header seems to be row 2", "add --header-row 2\n"},
		"title, then groups":     {"Leads of May,,,,\nPerson,,,Firm,\nName,E-Mail,Phone,Name,City\nAnn,a@b.co,,X,Y\nBob,b@b.co,,X,Y\n", `row 2: "Name", "E-Mail", "Phone", "Firm - Name", "City"`, "add --header-row 2\n"},
		"an address in a title":  {"For a@b.co,,\n\nName,E-Mail,Phone\nAnn,a@b.co,\n", "The header seems to be row 3", "add --header-row 3\n"},
		"on its side":            {"Name,Ann,Bob\nE-Mail,a@b.co,b@b.co\nCity,Rome,\n", "the table lies on its side", "Paste Special > Transpose"},
		"on its side, one lead":  {"Field;Value\nPhone;+49 151 12345678\nName;Ann\n", "the table lies on its side", "Paste Special > Transpose"},
		"semicolons in commas":   {"Name;Mail,,,\nA;a@example.com,,,\n", `ends with ",,,"`, `take the ",,,"`},
	} {
		_, err := Examine(',', Dialect{}, Head{}, opener(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(problem.Remedy(err), tt.fix) {
			t.Errorf("%s: %v, fix: %s", name, err, problem.Remedy(err))
		}
	}
}

// TestHeadBroken: a header that cannot be read is not passed over for the lead below it.
func TestHeadBroken(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Name,Email,Screen 15\",City\nAnn,a@b.co,yes,Rome\n", "\nName,דוא\"ל\nAnn,a@b.co\n"} {
		if _, err := Examine(',', Dialect{}, Head{}, opener(text)); err != nil {
			t.Errorf("%q: %v, fix: %s", text, err, problem.Remedy(err))
		}
	}
}

// TestHeadTold: what a person says of the header is not doubted, and the rows below it tell the
// delimiter.
func TestHeadTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		head Head
		want byte
	}{
		{"Exported from X\nDate: 2025-11-28\nname;email\nAnn;a@b.co\n", Head{Row: 3}, ';'},
		{"a@example.com,Ann\n", Head{Row: 1}, ','},
		{"a@example.com;Ann\nb@example.com;Bob\n", Head{Names: []string{"email", "name"}}, ';'},
		{"Leads, of May\nx;\"y\n\";z\n1;2;3\n", Head{Row: 2}, ';'},
	} {
		got, err := Examine(',', Dialect{}, tt.head, opener(tt.text))
		if err != nil || got.Delimiter != tt.want {
			t.Errorf("%q, %+v: %q, %v", tt.text, tt.head, got.Delimiter, err)
		}
	}
}

// TestHeads: headers that look a little like a title or a lead are headers.
func TestHeads(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"blanks inside names":         "E-Mail  (work)\na@b.co\n",
		"one column":                  "Kontakte\nAnn\nBob\n",
		"one column with commas":      "Names in full\n\"Doe, Ann\"\n\"Roe, Bob\"\n",
		"words of a column in rows":   "Anrede,Kanal\nFrau,Email\nHerr,Phone\n",
		"trailing nameless columns":   "Vor,Nach,,\nAnn,Doe,,\nBob,Roe,,\n",
		"a stray cell":                "Vor,Nach,\nAnn,Doe,\nBob,Roe,x\nCyd,Poe,\nDee,Joe,\nEve,Zoe,\n",
		"surplus blanks everywhere":   "Vor,Nach\nAnn,Doe,\nBob,Roe,\n",
		"years":                       "Name,2023,2024\nAnn,1,2\n",
		"an address among words":      "Name,support@example.com\nAnn,x\nBob,y\n",
		"an export of odd attributes": "attributes.a@b.co,attributes.4915112345678\n1,2\n",
		"one column, two words":       "\"Name, first\"\n\"Doe, Ann\"\n\"Roe, Bob\"\n",
		"an export of one column":     "\"attributes.name,email\"\n\"A,a@example.com\"\n",
		"the rest of a row is blank":  "Stadt;Land;\nUlm;DE;\n",
		"short rows below":            "Vor,Nach,Ort\nAnn\nBob\nCyd\n",
	} {
		if _, err := Examine(',', Dialect{}, Head{}, opener(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
