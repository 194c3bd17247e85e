package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// naughtyStrings are strings that programs trip over: with LEADFERRY_SOAK in five shapes each. The
// file named by LEADFERRY_STRINGS adds more, one a line or as a JSON array.
func naughtyStrings(t *testing.T) []string {
	t.Helper()
	all := []string{
		"", " ", "  two  ", "undefined", "null", "NULL", "nil", "None", "true", "TRUE", "false",
		"yes", "0", "1", "1.00", "-1", "-1.00", "$1.00", "1/2", "1E2", "1E02", "1E+02", "-1E2",
		"0/0", "NaN", "Infinity", "-Infinity", "INF", "1#INF", "0x0", "0xffffffff", "0b1", "010",
		"01000", "08", "0,00", "1,000.00", "1 000,00", "123456789012345678901234567890",
		"9.19877E+11", "+919876543210", "00919876543210", "2026-11-23", "23/11/2026", "11:59",
		"1:1", "Mar-03", "SEPT2", "10-12", ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~",
		"\u0001\u0002\u0003\u0004\u0005", "\u007f", "\u0080\u0085\u009f", "\u00ad", "\ufeff",
		"\ufeffa", "\u200b\u200c\u200d\u2060", "Ω≈ç√∫˜µ≤≥÷", "åß∂ƒ©˙∆˚¬…æ", "¡™£¢∞§¶•ªº–≠",
		"ЁЂЃЄЅІЇ", "٠١٢٣٤٥٦٧٨٩", "⁰⁴⁵₀₁₂", "ด้้้้้็็็็็้้้้้็็็็็้้้้้้้้็็็็็้้้้้็็็็", "'",
		"\"", "''", "\"\"", "'\"'", "\"''''\"'\"", "<foo val=“bar” />", "田中さんにあげて下さい",
		"사회과학원 어학연구소", "𠜎𠜱𠝹𠱓", "Ⱥ", "ヽ༼ຈل͜ຈ༽ﾉ", "(｡◕ ∀ ◕｡)", "😍", "👩🏽", "👨‍👩‍👧‍👦", "🇺🇸🇷🇺🇸", "１２３",
		"ثم نفس سقطت", "הָיְתָה", "﷽", "مُنَاقَشَةُ", "\u202atest\u202a", "\u2066test\u2067",
		"\u202btest\u202b", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "˙ɐnbᴉlɐ",
		"<script>alert(123)</script>", "&lt;script&gt;", "<![CDATA[x]]>", "]]>", "&amp;&#10;",
		"javascript:alert(1)", "1;DROP TABLE users", "' OR 1=1 --", "$(touch x)", "%s%n%d",
		"../../etc/passwd", "C:\\x", "CON", "=1+1", "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)",
		"\t=1", "\r=1", "\n=1", "'=1", "''=1", "＝1", "＋1", "'tis", "_x0041_", "_x005F_x0041_",
		"_x000D_", "a\nb", "a\r\nb", "a\rb", "a\tb", "a\u2028b", "a\u2029b", "a;b", "a|b", "a, b",
		"a,b", "\"a\", b", "a: b", ": ", "a:", "sep=;", "#N/A", "#REF!", "\\", "\\N", "\\.",
		"\x00", "a\x00b", "\ufffe", "\uffff", "\ufffd", strings.Repeat("x", 32_767),
		strings.Repeat("ü", 32_768), strings.Repeat("😍", 20_000),
	}
	for _, s := range all {
		if len(s) < 1000 && os.Getenv("LEADFERRY_SOAK") != "" {
			all = append(all, " "+s, s+"\n", "\""+s, s+s)
		}
	}
	name := os.Getenv("LEADFERRY_STRINGS")
	if name == "" {
		return all
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var more []string
	if json.Unmarshal(text, &more) != nil {
		more = strings.Split(string(text), "\n")
	}
	return append(all, more...)
}
