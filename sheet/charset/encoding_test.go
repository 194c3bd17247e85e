package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Encoding{
		"UTF-8": UTF8, "utf8": UTF8, "utf16": UTF16LE, "UTF-16BE": UTF16BE, "Latin1": "windows-1252", "ansi": "windows-1252",
		"ISO-8859-15": "iso-8859-15", "macintosh": "macintosh", "cp850": "ibm850", "IBM850": "ibm850", "ibm-code-page-850": "ibm850",
		"x-sjis": "shift_jis", "windows-31j": "shift_jis", "CP932": "shift_jis", "gb2312": "gbk", "cp936": "gbk", "ks_c_5601-1987": "euc-kr",
		"cp949": "euc-kr", "big5-hkscs": "big5", "koi8-ru": "koi8-u", "dos-874": "windows-874", "x-cp1251": "windows-1251",
		"windows1251": "windows-1251", "x-user-defined": "x-user-defined", "cp857": "ibm857", " x-mac-ce ": "x-mac-ce",
	} {
		got, err := Parse(name)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if again, err := Parse(string(got)); err != nil || again != got {
			t.Errorf("%q is read as %q, %v", got, again, err)
		}
		if _, err := got.Decoder(); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]string{"klingon": "unknown encoding", "": "unknown", "hz-gb-2312": "programs disagree"} {
		if e, err := Parse(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is taken for %q, %v", name, e, err)
		}
	}
}

// Every encoding of a language can be decoded, and has a name.
func TestLanguages(t *testing.T) {
	t.Parallel()
	for _, e := range encodings(languages()) {
		if got, err := Parse(string(e)); err != nil || got != e {
			t.Errorf("%s: %q, %v", e, got, err)
		}
	}
}

// Code pages that x/text lacks differ from those it has in the places that are known.
func TestCodePages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		page  string
		like  *charmap.Charmap
		bytes string // that mean something else
		mean  string
	}{
		{"ibm857", charmap.CodePage850, "\x8d\x98\x9e\x9f\xa6\xa7\xd0\xd1\xd5\xe7\xe8\xec\xed\xf2", "ıİŞşĞğºª\uFFFD\uFFFD×ìÿ\uFFFD"},
		{"ibm1125", charmap.CodePage866, "\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", "ҐґЄєІіЇї"},
	} {
		page := Encoding(tt.page)
		for b := 0x80; b <= 0xff; b++ {
			got, _ := page.Decode(string([]byte{byte(b)}))
			want := string(tt.like.DecodeByte(byte(b)))
			if i := strings.IndexByte(tt.bytes, byte(b)); i >= 0 {
				want = string([]rune(tt.mean)[i])
			}
			if got != want {
				t.Errorf("%s: byte %X is %s, want %s", page, b, got, want)
			}
		}
	}
	for line := range strings.Lines(codePagesText) {
		if name, _, is := strings.Cut(line, ` "`); is && name[0] != '#' {
			if page := namedCodePage(name); len(page) != 256-utf8.RuneSelf {
				t.Errorf("%s has %d characters", name, len(page))
			}
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		e    Encoding
		text string
		want string
		ok   bool
	}{
		{UTF8, "é", "é", true},
		{UTF8, "\xe9", "\xe9", false},
		{"windows-1252", "Jos\xe9 5 \x80", "José 5 €", true},
		{"windows-1252", "\x81", "\uFFFD", false},
		{"gbk", "\xb1\xb1\xbe\xa9", "北京", true},
		{"gbk", "\xb1", "\uFFFD", false},
		{"windows-1258", "Nguy\xea\xden", "Nguyễn", true},
		{"ibm857", "\x98\x9e", "İŞ", true},
	} {
		if got, ok := tt.e.Decode(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("%q in %s: %q, %v", tt.text, tt.e, got, ok)
		}
	}
}
