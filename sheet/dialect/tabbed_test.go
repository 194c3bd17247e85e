package dialect

import (
	"strings"
	"testing"
)

func TestIsTabbed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Name\tMail\nAnn\ta@b.co\n":                           true,
		"Name\tMail\t\r\nAnn\ta@b.co\r\n\r\nBo\t\t\r\n":       true,
		"\xff\xfe" + utf16("Name\tMail\nAnn\ta@b.co\n", true): true,
		"Nazwisko i imi\xea\tMail\n\x8cliwa\ta@b.co\n":        true,
		"Name\t\"Mail\n(work)\"\nAnn\t\"a@b.co\"\n":           true,
		"Name\tMail\n":                                false, // no row
		"Name\tMail\nAnn\n":                           false, // a row without a tab
		"Name\tMail\nAnn\ta@b.co\tx\n":                false,
		"Name\tName\nAnn\ta@b.co\n":                   false,
		"\tMail\nAnn\ta@b.co\n":                       false,
		"Title\nName\tMail\nAnn\ta@b.co\n":            false,
		"Name\tMail\nAnn\ta\"b\n":                     false,
		"Dear all,\n\n\tplease wait\tuntil Monday.\n": false,
		"Name,Mail\nAnn,a@b.co\n":                     false,
		"":                                            false,
		"%PDF-1.7\ta\nb\tc\n":                         false,
		"Name\tMail\n" + strings.Repeat("Ann\ta@b.co\n", 60) + "x": true, // the beginning is enough
	} {
		if got := IsTabbed(strings.NewReader(text)); got != want {
			t.Errorf("%.40q: %v", text, got)
		}
	}
}
