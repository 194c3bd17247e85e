package columns

import "testing"

// TestBilingual: a header in two languages means the field that both sides are words for, unless another column does.
func TestBilingual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header []string
		field  string // of the first column
	}{
		{[]string{"स्थिति / Status", "Email"}, "status"},
		{[]string{"E-mail / Courriel", "Nom / Name"}, "email"},
		{[]string{"Courriel|E-mail"}, "email"},
		{[]string{"Name - Nombre", "E-mail"}, "name"},
		{[]string{"मोबाइल / Mobile No.", "ईमेल / Email"}, "phone"},
		{[]string{"Naam / Nom", "Voornaam / Prénom"}, "lastName"},
		{[]string{"Voornaam / Prénom", "Naam / Nom"}, "firstName"},
		{[]string{"Telefon / Phone", "Mobile"}, "attributes.Telefon / Phone"},
		{[]string{"Email / Phone"}, "attributes.Email / Phone"},
		{[]string{"Status / Remarks"}, "attributes.Status / Remarks"},
		{[]string{"Name / Name", "E-mail"}, "attributes.Name / Name"},
		{[]string{"Father's Name / पिता का नाम", "E-mail"}, "attributes.Father's Name / पिता का नाम"},
	} {
		m, err := Map(test.header, nil)
		if err != nil {
			t.Errorf("%q: %v", test.header, err)
		} else if got := m.Columns()[0].Field; got != test.field {
			t.Errorf("%q: %s, want %s", test.header, got, test.field)
		}
	}
	m, err := Map([]string{"Phone / Telefon", "Mobile / Handy", "E-mail"}, nil)
	if err != nil || m.Columns()[0].Field != "phone" || m.Columns()[1].Field != "attributes.Mobile / Handy" {
		t.Errorf("%+v, %v", m.Columns(), err)
	}
}
