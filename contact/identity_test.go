package contact

import "testing"

// TestIdentitiesAreFrozen fails if a change would give people a second lead at the next import.
func TestIdentitiesAreFrozen(t *testing.T) {
	t.Parallel()
	for _, want := range []struct{ botID, email, id string }{
		{"bot", "asha@example.com", "99d3ebcb-46b8-5444-b06e-9912b274918a"},
		{"bot", "Asha@Example.COM", "99d3ebcb-46b8-5444-b06e-9912b274918a"},
		{"bot", " asha@example.com\u00a0", "99d3ebcb-46b8-5444-b06e-9912b274918a"},
		{"bot", "\u200basha@example.com\r\n", "99d3ebcb-46b8-5444-b06e-9912b274918a"},
		{"Bot", "asha@example.com", "08536bb0-86d1-58e1-a1f9-9f97aa3544a9"},
		{"", "asha@example.com", "1f6a60c6-7a90-5b39-a7a6-e221e3d7e711"},
		{"bot", "", "5ec3a3b6-c2bf-5055-a47d-3cb45ec96183"},
		{"bot", "asha+news@example.com", "331d609c-1d6c-5134-99eb-79277b011106"},
		{"bot", "jörg@müller.de", "3b70111f-660e-5e96-b916-010db1adb7fd"},             // NFC
		{"bot", "jo\u0308rg@mu\u0308ller.de", "3b70111f-660e-5e96-b916-010db1adb7fd"}, // NFD
		{"bot", "JÖRG@MÜLLER.DE", "3b70111f-660e-5e96-b916-010db1adb7fd"},
		{"bot", "JO\u0308RG@MU\u0308LLER.DE", "3b70111f-660e-5e96-b916-010db1adb7fd"},
		{"bot", "İpek@example.com", "a53ab6fb-fad6-570b-9c12-8c62d6687032"},       // becomes a plain i
		{"bot", "I\u0307pek@example.com", "a53ab6fb-fad6-570b-9c12-8c62d6687032"}, // the same in NFD
		{"bot", "ipek@example.com", "a53ab6fb-fad6-570b-9c12-8c62d6687032"},
		{"bot", "ıpek@example.com", "e48b2176-ebb9-5144-8504-0d58c069400b"}, // without a dot it is another letter
		{"bot", "आशा@example.com", "b3d9fc5e-de64-5e78-a576-a7ad5c74695f"},
		{"63d9ffa77a8d152facbe2f2f", "asha@example.com", "886c03bc-b7d3-5ee8-9e4b-e612c059fe45"},
	} {
		if got := EmailID(want.botID, want.email).String(); got != want.id {
			t.Errorf("%q, %q: %s, want %s", want.botID, want.email, got, want.id)
		}
	}
	for _, want := range []struct{ botID, e164, id string }{
		{"bot", "+919876543210", "33657633-ac59-51a1-b1b0-fe1420b1bb68"},
		{"Bot", "+919876543210", "85a3d64d-67fd-5155-888a-a319e8153b9a"},
		{"bot", "+14155552671", "e4759b73-aed9-5458-8563-5383f1d19272"},
		{"bot", "+390612345678", "d29e8814-9a8c-5cb9-897b-cfffe2bdac34"},
		{"", "", "dca4c093-1bad-57a7-aeae-43a264386dbb"},
		{"63d9ffa77a8d152facbe2f2f", "+919876543210", "baaa69da-1a3d-5e81-902e-d228c9938000"},
	} {
		if got := PhoneID(want.botID, want.e164).String(); got != want.id {
			t.Errorf("%q, %q: %s, want %s", want.botID, want.e164, got, want.id)
		}
	}
}
