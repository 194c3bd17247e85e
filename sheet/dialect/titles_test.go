package dialect

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitles(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("a@example.com,,x,\n", 60)
	for _, tt := range []struct {
		name, text string
		head       Head
		want       []string // nil if the header's row says it
		row        int
		notes      string
	}{
		{"plain", "Name,Email\nA,a@example.com\n", Head{}, nil, 0, ""},
		{"twice", "Email,City,City,Email\n", Head{}, []string{"Email", "City", "City 2", "Email 2"}, 1, `C "City 2", D "Email 2"`},
		{"the new name is taken", "City,City,City 2,City\n", Head{}, []string{"City", "City 3", "City 2", "City 4"}, 1, `B "City 3", D "City 4"`},
		{"twice in an export of ours", "uuid,id,email,email\n", Head{}, []string{"uuid", "id", "email", "email"}, 1, ""},
		{"a second uuid", "uuid,email,uuid\n", Head{}, []string{"uuid", "email", "uuid"}, 1, ""},
		{"two tables side by side", "Name,Email,,Name,Email\n", Head{}, []string{"Name", "Email", "", "Name", "Email"}, 1, ""},
		{"below a title", "List\nCity,City\n", Head{Row: 2}, []string{"City", "City 2"}, 2, `B "City 2"`},
		{"without names, without cells", "Email,,,\na@example.com,,,\n", Head{}, nil, 0, ""},
		{"without a name, with cells far below", "Email,,Town,\n" + filler + "b@example.com,x,,\n", Head{}, []string{"Email", "column B", "Town", ""}, 1, `"column B" (1)`},
		{"the letter is taken", "column B,,Email\na,b,a@example.com\n", Head{}, []string{"column B", "column B 2", "Email"}, 1, `"column B 2" (1)`},
		{"cells behind the last column", "Email,\na@example.com,,x\nb@example.com,y,z\n", Head{}, nil, 0, ""},
		{"numbers of rows", ",Email\n1,a@example.com\n2,b@example.com\n", Head{}, nil, 0, ""},

		{"questions", "ID,Date,How did you hear?,,Subject\n,,Response,Other,Open-Ended Response\n1,2026,Google,,Math\n", Head{},
			[]string{"ID", "Date", "How did you hear? - Response", "How did you hear? - Other", "Subject"}, 2, "rows 1 to 2"},
		{"a question about a field", "ID,Date,Contact,\n,,Email,Town\n1,2026,a@example.com,Ulm\n", Head{}, []string{"ID", "Date", "Email", "Contact - Town"}, 2, "rows 1 to 2"},
		{"choices that are words for fields", "ID,Date,How to reach you?,\n,,Email,Phone\n1,2026,Email,\n2,2026,,Phone\n", Head{},
			[]string{"ID", "Date", "How to reach you? - Email", "How to reach you? - Phone"}, 2, "rows 1 to 2"},
		{"a first row that lacks cells", "ID,Date,Name,Town\n,,Ann,Ulm\n1,2026,Bob,Bonn\n", Head{}, nil, 0, ""},
		{"titles of groups", "Person,,Firm,\nName,Email,Name,Street\nA,a@example.com,Acme,High St\n", Head{}, []string{"Name", "Email", "Firm - Name", "Street"}, 2, "rows 1 to 2"},
		{"of one of them", "Person,,Firm,\nName,Email,Name,Street\nA,a@example.com,Acme,High St\n", Head{Row: 2}, []string{"Name", "Email", "Name 2", "Street"}, 2, `C "Name 2"`},
		{"Qualtrics", "Q1,Q2\nYour  name?,\"E-mail\naddress\"\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\"}\"\nA,a@example.com\n", Head{},
			[]string{"Your name?", "E-mail address"}, 3, "rows 1 to 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Examine(',', Dialect{}, tt.head, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(tt.text)), nil })
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == nil {
				if r.Titles != nil {
					t.Errorf("%+v", r.Titles)
				}
				return
			}
			if r.Titles == nil {
				t.Fatal("none")
			}
			r.Titles.Settle(func(i int) string { return string(rune('A' + i)) })
			if diff := cmp.Diff(tt.want, r.Titles.Names); diff != "" || r.Titles.Row != tt.row {
				t.Errorf("row %d, %s", r.Titles.Row, diff)
			}
			if notes := r.Titles.Notes(); len(notes) > 1 || tt.notes == "" && notes != nil || !strings.Contains(strings.Join(notes, "\n"), tt.notes) {
				t.Errorf("%q", notes)
			}
		})
	}
}
