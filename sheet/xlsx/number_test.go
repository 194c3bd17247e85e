package xlsx

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Numbers are read as they are seen, with all their digits.
func TestNumberText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ stored, format, want string }{
		{"0", "General", "0"}, {"-0", "General", "0"}, {"12345678901234567890", "General", "12345678901234567890"},
		{"0.30000000000000004", "General", "0.30000000000000004"}, {"1E3", "General", "1000"}, {"-5", "General", "-5"}, {"5.50", "0.0", "5.5"},
		{"919876543210", "0.00E+00", "919876543210"}, {"919877000000", "0.00E+00", "9.19877E+11"}, {"9.19877E+11", `"+"0`, "9.19877E+11"},

		{"1", "dd/mm/yyyy", "1900-01-01"}, {"59", "yyyy-mm-dd", "1900-02-28"}, {"60", "m/d/yy", "1900-02-29"}, {"61", "d mmm", "1900-03-01"},
		{"2958465", "yyyy", "9999-12-31"}, {"2958466", "yyyy", "2958466"}, {"45000.999999999", "yyyy", "2023-03-16"},
		{"1.25", "[$-409]d/m/yy h:mm AM/PM;@", "1900-01-01T06:00:00"}, {"0.5", "h:mm:ss", "12:00:00"}, {"1.5", "d [h]:mm", "1900-01-01T12:00:00"},

		{"1.5", "[h]:mm:ss", "36:00:00"}, {"1.5", "[hh]:mm", "36:00"}, {"0.0034722222222222", "[mm]:ss", "05:00"}, {"0.0034722222222222", "[m]", "5"},
		{"1.0000115740740741", "[ss]", "86401"}, {"0.00001446759", "[s].00", "1.25"}, {"0.5", `[h]"h "mm"m"`, "12h 00m"},
		{"0.99999999999", "[h]:mm:ss", "24:00:00"}, {"-1.5", "[h]:mm", "-1.5"}, {"1000000000", "[h]:mm", "1000000000"},

		{"1234", "00000", "01234"}, {"123456", "00000", "123456"}, {"0", "00000", "00000"}, {"1234.5", "00000", "1234.5"},
		{"1712345678", "00000000000", "01712345678"}, {"4930123456", `"+"0`, "+4930123456"}, {"44791112345", `\+0`, "+44791112345"}, {"44791112345", "+#", "+44791112345"},
		{"919876543210", `"+"00 00000 00000`, "+91 98765 43210"}, {"919876543210", `+General`, "+919876543210"}, {"1.5", `"x"General`, "x1.5"},
		{"919876543210", `[$+]0`, "+919876543210"}, {"42", `"C-"0000`, "C-0042"}, {"123456789", `000\-00\-0000`, "123-45-6789"}, {"5", `0" days"`, "5 days"},
		{"5551234", `[<=9999999]###\-####;\(###\)\ ###\-####`, "555-1234"}, {"5551234567", `[<=9999999]###\-####;\(###\)\ ###\-####`, "(555) 123-4567"},
		{"7", `0_);\(0\)`, "7"}, {"-7", `0_);\(0\)`, "-7"}, {"-7", `"+"0;"-"0`, "-7"}, {"0", `"+"0;-0;"none"`, "0"}, {"-7", "00", "-07"}, {"-7", "0;[Red]0", "-7"},
		{"0", "#", "0"}, {"12", "??", "12"}, {"1234567", "#,##0", "1234567"}, {"3.14159", "0.00", "3.14159"}, {"0.5", "0%", "0.5"}, {"0.5", "# ?/?", "0.5"},
		{"1234.5", `"$"#,##0.00`, "1234.5"}, {"5", "@", "5"}, {"5", ";;;", "5"}, {"5", "", "5"}, {"5", `"`, "5"}, {"5", "[", "5"}, {"5", `\`, "5"}, {"5", `"é"0`, "é5"},
		{"5", strings.Repeat(`"x"0`, 100), "5"},
	} {
		if got, err := numberText(tt.stored, parseFormat(tt.format), false); err != nil || got != tt.want {
			t.Errorf("%s as %s: got %q, %v, want %q", tt.stored, tt.format, got, err, tt.want)
		}
	}
	if got, _ := numberText("0", parseFormat("yyyy"), true); got != "1904-01-01" {
		t.Errorf("1904: %q", got)
	}
	for id, want := range map[int]string{0: "1.5", 1: "1.5", 14: "1900-01-01T12:00:00", 46: "36:00:00", 49: "1.5"} {
		if got, _ := numberText("1.5", formatOfID(id), false); got != want {
			t.Errorf("format %d: %q, want %q", id, got, want)
		}
	}
}

// A pattern puts signs and zeros around the digits of a whole number, and takes none away.
func TestPatternKeepsDigits(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{"0", "0", "#", "?", `"+"`, " ", "-", `\(`, "_)", "[Red]", "*x", `"é"`, "[$€-407]"})
	rapid.Check(t, func(t *rapid.T) {
		code := strings.Join(rapid.SliceOfN(part, 1, 12).Draw(t, "format"), "")
		number := rapid.Int64Range(1, 1e15).Draw(t, "number")
		stored := strconv.FormatInt(number, 10)
		got, err := numberText(stored, parseFormat(code), false)
		if err != nil {
			t.Fatal(err)
		}
		digits := strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, got)
		if places := strings.Count(code, "0") + strings.Count(code, "#") + strings.Count(code, "?"); strings.TrimLeft(digits, "0") != stored || len(digits) > max(places, len(stored)) {
			t.Fatalf("%s as %s: %q", stored, code, got)
		}
	})
}
