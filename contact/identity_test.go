package contact

import (
	"slices"
	"testing"
)

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
		{"bot", "info@münchen.de", "e90a408f-8829-546a-be1a-3f340d4b0e4a"},
		{"bot", "Info@MÜNCHEN.DE", "e90a408f-8829-546a-be1a-3f340d4b0e4a"},
		{"bot", "info@xn--mnchen-3ya.de", "bdb382c7-6162-5f18-a98c-d4a272daf8bd"},
		{"bot", "info@XN--MNCHEN-3YA.de", "bdb382c7-6162-5f18-a98c-d4a272daf8bd"},
		{"bot", "a@b.рф", "8cd836ff-797d-5492-b6c7-ab3b6d975439"},
		{"bot", "a@b.xn--p1ai", "f1f36f09-2127-5fc8-86ec-b15c2d25bced"},
		{"bot", "a@straße.de", "ca9566a8-3f6e-54b0-b3ba-a8bf7ce281e7"},
		{"bot", "a@strasse.de", "e15e1ca3-f0c3-5ebc-b601-44b03cc760dd"},
		{"bot", "a@xn--strae-oqa.de", "0f6a974b-166c-5d66-b6e4-687b81ab5563"},
		{"bot", "आशा@उदाहरण.भारत", "f6b9a9db-2db5-597f-94db-f6d9261b290e"},
		{"bot", "आशा@xn--p1b6ci4b4b3a.xn--h2brj9c", "4df61cf8-02a0-517b-bc46-1543b9ac068f"},
		{"bot", "a@例え.jp", "f92287fb-37d7-5a9c-be76-b43c99965d4c"},
		{"bot", "a@xn--r8jz45g.jp", "f017bcf1-1116-5c84-b993-5b4dff6ff0a1"},
		{"bot", "a@ΣΊΣΥΦΟΣ.gr", "a5508caa-ab46-5b05-99b2-5c2cf04f5173"},
		{"bot", "a@σίσυφος.gr", "b07b9b1d-b875-5b63-bd07-ea84adf805d8"},
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

// TestOneMailbox: two addresses are one mailbox if one is another spelling of the other, and only then.
func TestOneMailbox(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"info@münchen.de", "info@xn--mnchen-3ya.de", true},
		{"info@MÜNCHEN.de", "Info@xn--mnchen-3ya.DE", true},
		{"info@mu\u0308nchen.de", "info@XN--MNCHEN-3YA.de", true},
		{"a@b.рф", "a@b.xn--p1ai", true},
		{"a@XN--R8JZ45G.jp", "a@例え.jp", true},
		{"a@straße.de", "a@xn--strae-oqa.de", true},
		{"a@straße.de", "a@strasse.de", false},
		{"info@münchen.de", "info@munchen.de", false},
		{"b@münchen.de", "info@xn--mnchen-3ya.de", false},
		{"a@example.com", "a@example.org", false},
	} {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			known := append(OtherEmailIDs("bot", pair[0]), EmailID("bot", pair[0]))
			if same := slices.Contains(known, EmailID("bot", pair[1])); same != test.same {
				t.Errorf("%q is known as %q: %v", pair[0], pair[1], same)
			}
		}
	}
	for _, plain := range []string{"a@example.com", "A.b@Mail.Example.COM", "xn--@example.com", ""} {
		if got := OtherEmailIDs("bot", plain); got != nil {
			t.Errorf("%q: %v", plain, got)
		}
	}
}
