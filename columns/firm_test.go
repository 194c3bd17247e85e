package columns_test

import (
	"testing"

	"github.com/leadferry/leadferry/columns"
)

// TestFirms: a legal form tells a firm from a person.
func TestFirms(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Otago Roofing Ltd": true, "Lakeside Motel 2019 Limited": true, "Kowalski Sp. z o.o.": true, "Huber GmbH & Co. KG": true, "Huber GmbH Filiale Nord": true, "PT Maju Jaya": true,
		"ООО «Ромашка»": true, "株式会社花": true, "上海云梯科技有限公司": true, "Ferretería López S.A. de C.V.": true, "Yılmaz Ltd. Şti.": true, "Bager ApS": true, "Deccan Pharma Pvt Ltd": true,
		"Ann Lee": false, "Li Mei": false, "Jan Co": true, "Åsa Berg": false, "Ltd": false, "anna sas": false, "": false, "Jean-Marc Dubois": false, "山田 太郎": false,
	} {
		if columns.IsFirm(name) != want {
			t.Errorf("%q is a firm: %v", name, !want)
		}
	}
}

// TestNoNames: numbers and e-mail addresses are no names.
func TestNoNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"6281955501111": true, "+49 171 5550111": true, "(512) 555-0118": true, "noreply@courier.example.com": true, "12": true,
		"Ann": false, "": false, "-": false, "Ann @ work": false, "Room 12": false, "@ann": false, "4 Paws": false,
	} {
		if columns.IsNoName(text) != want {
			t.Errorf("%q is no name: %v", text, want)
		}
	}
}
