package sheet

import (
	"regexp"
	"testing"
)

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{
		"":            "",
		"Asha":        "Asha",
		"=1+1":        "'=1+1",
		"+91 98":      "'+91 98",
		"-5":          "'-5",
		"@SUM(A1)":    "'@SUM(A1)",
		"\tx":         "'\tx",
		"\rx":         "'\rx",
		"\nx":         "'\nx",
		"\x00=1":      "'\x00=1",
		"\x00":        "'\x00",
		"'\x00\x00=1": "''\x00\x00=1",
		"\x01=1":      "\x01=1",
		"a\x00=1":     "a\x00=1",
		"x;=1":        "x;=1",
		"＝1":          "'＝1",
		"＋1":          "'＋1",
		"－1":          "'－1",
		"＠x":          "'＠x",
		"！":           "！", // full-width, but no sign
		"\xef":        "\xef",
		"'":           "'",
		"'tis":        "'tis",
		"''tis":       "''tis",
		"'=1":         "''=1",
		"'''＝1":       "''''＝1",
		" =1":         " =1",
		"a=1":         "a=1",
		"2024-01-01":  "2024-01-01",
	} {
		if got := Guard(cell); got != want {
			t.Errorf("Guard(%q) = %q, want %q", cell, got, want)
		}
		if got := Unguard(want); got != cell {
			t.Errorf("Unguard(%q) = %q, want %q", want, got, cell)
		}
	}
}

func TestUnguardOfOthersFiles(t *testing.T) {
	for cell, want := range map[string]string{"'+91": "+91", "=1": "=1", "'tis": "'tis", "+91": "+91"} {
		if got := Unguard(cell); got != want {
			t.Errorf("Unguard(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestIsDialCode(t *testing.T) {
	for cell, want := range map[string]bool{
		"+9": true, "+91": true, "+1234": true, "+": false, "+12345": false, "91": false, "+9a": false, "++9": false, "": false, "+٩": false,
	} {
		if got := isDialCode(cell); got != want {
			t.Errorf("isDialCode(%q) = %v, want %v", cell, got, want)
		}
	}
}

func FuzzGuard(f *testing.F) {
	dangerous := regexp.MustCompile("^'*[=+\\-@\t\r\n\x00＝＋－＠]")
	for _, seed := range []string{"", "'", "'tis", "=1", "'=1", "＝", "''＠", "\xef\xbc", "+91", "\x00=1", "'\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		guarded := Guard(cell)
		if back := Unguard(guarded); back != cell {
			t.Errorf("%q was guarded as %q and came back as %q", cell, guarded, back)
		}
		if (guarded != cell) != dangerous.MatchString(cell) {
			t.Errorf("%q was guarded as %q", cell, guarded)
		}
	})
}
