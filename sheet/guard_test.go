package sheet

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
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

// TestTextFormulas: ="0123" is the text, with a note; what is guarded, or more than a text, stays as it is.
func TestTextFormulas(t *testing.T) {
	t.Parallel()
	const text = "uuid,name,plan\na,\"=\"\"C D\"\"\",\"=\"\"0012\"\"\"\nb,\"'=\"\"C D\"\"\",\"=\"\"a\"\"&\"\"b\"\"\"\nc,,\"=\"\"say \"\"\"\"hi\"\"\"\"\"\"\"\n"
	r, err := NewReader(strings.NewReader(text), CSV, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row, err := range r.Rows() {
		if err != nil || row.Err != nil {
			t.Fatal(err, row.Err)
		}
		plan := ""
		if len(row.Dynamic) > 0 {
			plan = row.Dynamic[0].Value
		}
		got = append(got, row.Base[lead.Name]+"|"+plan)
	}
	if diff := cmp.Diff([]string{"C D|0012", `="C D"|="a"&"b"`, `|say "hi"`}, got); diff != "" {
		t.Error(diff)
	}
	if notes := strings.Join(r.Notes(), " "); !strings.Contains(notes, "keeps digits from Excel: 2, the first is row 2") {
		t.Error(notes)
	}
}
