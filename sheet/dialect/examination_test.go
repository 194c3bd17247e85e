package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// opener opens a text again and again.
func opener(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// utf16 writes ASCII and what else one unit holds as UTF-16, without a mark.
func utf16(text string, littleEndian bool) string {
	var b bytes.Buffer
	for _, r := range text {
		if littleEndian {
			b.Write([]byte{byte(r), byte(r >> 8)})
		} else {
			b.Write([]byte{byte(r >> 8), byte(r)})
		}
	}
	return b.String()
}

func TestExamine(t *testing.T) {
	t.Parallel()
	comma, semicolon := Dialect{Encoding: UTF8, Delimiter: ','}, Dialect{Encoding: UTF8, Delimiter: ';'}
	for _, tt := range []struct {
		name, text string
		usual      byte
		want       Reading
	}{
		{"as programs write", "uuid,name\n1,é\n", ',', Reading{Dialect: comma}},
		{"a byte order mark", "\ufeffuuid;name\r\n1;2\r\n", ',', Reading{Dialect: semicolon}},
		{"a mark, and broken text", "\ufeffuuid,name\n1,\xff\n", ',', Reading{Dialect: comma}},
		{"tabs in a .csv", "uuid\tname\n1\t2\n", ',', Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: '\t'}}},
		{"pipes", "uuid|name\n1|2\n", ',', Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: '|'}}},
		{"semicolons in a .tsv", "uuid;name\n1;2\n", '\t', Reading{Dialect: semicolon}},
		{"one column", "uuid\n1;2\n", ',', Reading{Dialect: comma}},
		{"one column of a .tsv", "uuid\n1;2\n", '\t', Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: '\t'}}},
		{"a line that names it", "sep=|\r\na;b|c\r\n", ',', Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: '|'}}},
		{"a line that names the comma", "sep=,\nx;y,z\n1,2", ',', Reading{Dialect: comma}},
		{"blank rows above", "\n;;;\nName;Mail\n1;2\n", ',', Reading{Dialect: semicolon}},
		{"other signs in quotes", "\"a;b\",\"c;d\"\n1,2\n", ',', Reading{Dialect: comma}},
		{"other signs below the header", "Name;Mail\n\"1,2,3\";4\n5,6;7\n", ',', Reading{Dialect: semicolon}},
		{"an export with an odd name", "uuid,attributes.a;b\n1,2;3\n", ',', Reading{Dialect: comma}},
		{"an export in Europe with an odd name", "uuid;name, first;email\n1;2,3;4\n", ',', Reading{Dialect: semicolon}},
		{"names tell nothing, the rows do", "Name;Street, City;Mail\n1;2;3\n4;5, 6;7\n8;9;10\n", ',', Reading{Dialect: semicolon}},
		{"old Mac", "Name;Mail\r1;\"2\r\"\r", ',', Reading{Dialect: semicolon, OldMac: true}},
		{"Windows-1252", "name,mail\n\nJos\xe9,\x80\n", ',', Reading{Dialect: Dialect{Encoding: Windows1252, Delimiter: ','}, Foreign: 3, Letters: "€é"}},
		{"UTF-16", "\ufeff" + "", ',', Reading{Dialect: comma}},
		{"UTF-16, little end first", "\xff\xfe" + utf16("नाम\tMail\n", true), ',', Reading{Dialect: Dialect{Encoding: UTF16LE, Delimiter: '\t'}}},
		{"UTF-16, big end first", "\xfe\xff" + utf16("नाम;Mail\n", false), ',', Reading{Dialect: Dialect{Encoding: UTF16BE, Delimiter: ';'}}},
		{"UTF-16 without a mark", utf16("Name;Mail\nनाम;x\n", true), ',', Reading{Dialect: Dialect{Encoding: UTF16LE, Delimiter: ';'}}},
		{"UTF-16 without a mark, big end first", utf16("Name;Mail\n", false), ',', Reading{Dialect: Dialect{Encoding: UTF16BE, Delimiter: ';'}}},
		{"JSONL", "{\"uuid\":\"a;b\"}\n", 0, Reading{Dialect: Dialect{Encoding: UTF8}}},
		{"JSONL in UTF-16", utf16("{\"uuid\":\"a;b\"}\n", true), 0, Reading{Dialect: Dialect{Encoding: UTF16LE}}},
		{"JSONL with bytes that are not UTF-8", "{\"uuid\":\"\xff\"}\n", 0, Reading{Dialect: Dialect{Encoding: UTF8}}},
		{"empty", "", ',', Reading{Dialect: comma}},
		{"rows of several widths below one cell", "Title\na,b\nc,d,e\n", ',', Reading{Dialect: comma}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Examine(tt.usual, Dialect{}, Head{}, opener(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExamineRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"two delimiters, no rows", "a;b,c\n", []string{"line 1, the header, can be read in more than one way: it holds comma and semicolon",
			"--delimiter comma or --delimiter semicolon"}},
		{"two delimiters, both fit", "\nLast; first,Mail\nDoe; Ann,x\n", []string{"line 2, the header, can be read in more than one way"}},
		{"two delimiters, both often fit", "Last; first,Mail\nDoe; Ann,x\nPlato,y\n", []string{"more than one way"}},
		{"two delimiters, neither always fits", "a;b,c;d\n1;2,3;4\n1;2\n1,2,3\n", []string{"more than one way"}},
		{"names of an export either way", "name,email;phone\n1,2;3\n", []string{"more than one way"}},
		{"a title", "Leads of May\nName;Mail;Phone\n1;2;3\n4;5;6\n",
			[]string{`is line 1 a title? the header seems to be row 2: "Name", "Mail", "Phone"`}},
		{"a title above names that no import knows", "Leads of May\nA;B;C\n1;2;3\n",
			[]string{"line 1 holds one cell, but every row below it has 3 (with a semicolon between them): is there a title above the header?",
				"if line 1 is the header", "--delimiter"}},
		{"a title of two cells", "\nLeads,May\n\nName,Mail,Phone\n1,2,3\n4,5,6\n", []string{"is line 2 a title? the header seems to be row 4"}},
		{"a title in a long file", "Title\n" + strings.Repeat("1;2;3\n", sampleSize/6), []string{"line 1 holds one cell"}},
		{"damaged UTF-8", "name\né\n\nJos\xe9\n", []string{"line 2 holds letters in UTF-8 and line 4 does not", "--encoding utf-8", "--encoding windows-1252"}},
		{"no letter in Windows-1252", "name\n\x81\n", []string{"line 2 holds the byte 81, which is no letter in windows-1252", "--encoding"}},
		{"letters of an old Mac", "name;mail\r\rJos\x8e;x\r", []string{"line 3 is not UTF-8", "--encoding macintosh or --encoding windows-1252"}},
		{"half a unit", "\xff\xfea\x00\n", []string{"ends in the middle of a letter"}},
		{"an unknown sign between cells", "sep=^\na^b\n", []string{"line 1 says that '^' stands between the cells, which is not read"}},
		{"no text", "%PDF-1.7", []string{"a PDF"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Examine(',', Dialect{}, Head{}, opener(tt.text))
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
		})
	}
}

// Every byte that Windows-1252 leaves free is refused, every other one is read.
func TestExamineUndefined(t *testing.T) {
	t.Parallel()
	for b := 0x80; b <= 0xff; b++ {
		_, err := Examine(',', Dialect{}, Head{}, opener("name\n"+string([]byte{byte(b)})+"\n"))
		if free := strings.IndexByte("\x81\x8d\x8f\x90\x9d", byte(b)) >= 0; (err != nil) != free {
			t.Errorf("byte %X: %v", b, err)
		}
	}
}

// What the user says is not examined again, but for bytes that are nothing.
func TestExamineTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		told Dialect
		want Reading
	}{
		{"a;b,c\n1;2,3\n", Dialect{Delimiter: ';'}, Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: ';'}}},
		{"Title\na;b\n1;2\n", Dialect{Delimiter: ','}, Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: ','}}},
		{"sep=;\na;b,c\n", Dialect{Delimiter: ','}, Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: ','}}},
		{"a,b\né,\xe9\n", Dialect{Encoding: UTF8}, Reading{Dialect: Dialect{Encoding: UTF8, Delimiter: ','}}},
		{"a,b\né,\xe9\n", Dialect{Encoding: Windows1252}, Reading{Dialect: Dialect{Encoding: Windows1252, Delimiter: ','}}},
		{"a,b\n\x8e,\xe9\n", Dialect{Encoding: "macintosh"}, Reading{Dialect: Dialect{Encoding: "macintosh", Delimiter: ','}}},
	} {
		if got, err := Examine(',', tt.told, Head{}, opener(tt.text)); err != nil || got != tt.want {
			t.Errorf("%q as %+v: %+v, %v", tt.text, tt.told, got, err)
		}
	}
	if _, err := Examine(',', Dialect{Encoding: Windows1252}, Head{}, opener("\ufeffa,b\n")); err == nil || !strings.Contains(err.Error(), "mark of utf-8") {
		t.Error(err)
	}
	if _, err := Examine(',', Dialect{Encoding: Windows1252}, Head{}, opener("a\n\x81\n")); err == nil || !strings.Contains(err.Error(), "line 2 holds the byte 81") {
		t.Error(err)
	}
}

// A file that cannot be read is not taken for one that reads oddly, wherever it breaks.
func TestExamineReadErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("cable torn")
	const text = "Name;City, state;Mail\n1;2;3\n4;5, 6;7\n8;9;10\n"
	for breaks := range 4 {
		opens := 0
		_, err := Examine(',', Dialect{}, Head{}, func() (io.ReadCloser, error) {
			if opens++; opens > breaks {
				return io.NopCloser(io.MultiReader(strings.NewReader(text), failing{broken})), nil
			}
			return opener(text)()
		})
		if !errors.Is(err, broken) {
			t.Errorf("reading %d breaks: %v", breaks+1, err)
		}
	}
}

// The survey finds the same whatever one Read brings.
func TestLettersByteByByte(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a\né\n€\n😀\n\xff", "é\xf0\x9f", "\xf0\x9f\xf0\x9f\x98\x80", "\n\n\x80é\x81"} {
		whole, err := surveyLetters(bufio.NewReader(strings.NewReader(text)), Windows1252)
		slowly, slowErr := surveyLetters(bufio.NewReader(oneByte{strings.NewReader(text)}), Windows1252)
		if err != nil || slowErr != nil || whole != slowly {
			t.Errorf("%q: %+v, byte by byte %+v", text, whole, slowly)
		}
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Encoding{"UTF-8": UTF8, "utf16": UTF16LE, "UTF-16BE": UTF16BE, "Latin1": Windows1252, "windows-1252": Windows1252,
		"ISO-8859-15": "iso-8859-15", "macintosh": "macintosh", "cp850": "ibm-code-page-850", "IBM850": "ibm-code-page-850"} {
		got, err := ParseEncoding(name)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if again, err := ParseEncoding(string(got)); err != nil || again != got {
			t.Errorf("%q is read as %q, %v", got, again, err)
		}
		if _, err := got.decoder(); err != nil {
			t.Error(err)
		}
	}
	if _, err := ParseEncoding("shift-jis"); err == nil {
		t.Error("taken")
	}
}

func TestDelimiters(t *testing.T) {
	t.Parallel()
	for _, d := range Delimiters() {
		for _, text := range []string{string(d), DelimiterName(d)} {
			if got, err := ParseDelimiter(text); err != nil || got != d {
				t.Errorf("%q: %q, %v", text, got, err)
			}
		}
	}
	if _, err := ParseDelimiter("x"); err == nil {
		t.Error("taken")
	}
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
