package dialect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/charset"
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
	comma, semicolon := Dialect{Encoding: charset.UTF8, Delimiter: ','}, Dialect{Encoding: charset.UTF8, Delimiter: ';'}
	for _, tt := range []struct {
		name, text string
		usual      byte
		want       Reading
	}{
		{"as programs write", "uuid,name\n1,é\n", ',', Reading{Dialect: comma}},
		{"a byte order mark", "\ufeffuuid;name\r\n1;2\r\n", ',', Reading{Dialect: semicolon}},
		{"a mark, and broken text", "\ufeffuuid,name\n1,\xff\n", ',', Reading{Dialect: comma}},
		{"tabs in a .csv", "uuid\tname\n1\t2\n", ',', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: '\t'}}},
		{"pipes", "uuid|name\n1|2\n", ',', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: '|'}}},
		{"semicolons in a .tsv", "uuid;name\n1;2\n", '\t', Reading{Dialect: semicolon}},
		{"colons", "name:email\nAnn:a@b.co\nBob:b@b.co\n", ',', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ':'}}},
		{"colons, but one row differs", "name:email\nAnn:a@b.co\nBob:12:30\n", ',', Reading{Dialect: comma}},
		{"colons, but no words for columns", "a:b\n1:2\n3:4\n", ',', Reading{Dialect: comma}},
		{"a line that names the colon", "sep=:\na:b\n", ',', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ':'}}},
		{"one column", "uuid\n1;2\n", ',', Reading{Dialect: comma}},
		{"one column of a .tsv", "uuid\n1;2\n", '\t', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: '\t'}}},
		{"a line that names it", "sep=|\r\na;b|c\r\n", ',', Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: '|'}}},
		{"a line that names the comma", "sep=,\nx;y,z\n1,2", ',', Reading{Dialect: comma}},
		{"blank rows above", "\n;;;\nName;Mail\n1;2\n", ',', Reading{Dialect: semicolon}},
		{"other signs in quotes", "\"a;b\",\"c;d\"\n1,2\n", ',', Reading{Dialect: comma}},
		{"other signs below the header", "Name;Mail\n\"1,2,3\";4\n5,6;7\n", ',', Reading{Dialect: semicolon}},
		{"an export with an odd name", "uuid,attributes.a;b\n1,2;3\n", ',', Reading{Dialect: comma}},
		{"an export in Europe with an odd name", "uuid;name, first;email\n1;2,3;4\n", ',', Reading{Dialect: semicolon}},
		{"names tell nothing, the rows do", "Name;Street, City;Mail\n1;2;3\n4;5, 6;7\n8;9;10\n", ',', Reading{Dialect: semicolon}},
		{"a comma in a name, and contacts", "Nom, prénom;E-Mail\nPetit, Anna;a@b.co\nGrand, Tom;t@b.co\n", ',', Reading{Dialect: semicolon}},
		{"a comma in a name, and e-mails under no known word", "Q1,x;Q2\n1,2;a@b.co\n3,4;t@b.co\n", ',', Reading{Dialect: semicolon}},
		{"old Mac", "Name;Mail\r1;\"2\r\"\r", ',', Reading{Dialect: semicolon, OldMac: true}},
		{"Windows-1252", "name,mail\n\nJos\xe9 Mu\xf1oz,5 \x80\nGarc\xeda N\xfa\xf1ez,Logro\xf1o Espa\xf1a\n", ',', Reading{Dialect: Dialect{Encoding: "windows-1252", Delimiter: ','}, Foreign: 3, Letters: "éíñú€"}},
		{"Cyrillic of Windows", "name,mail\n\xc8\xe2\xe0\xed\xee\xe2 \xcf\xe5\xf2\xf0 \xcc\xee\xf1\xea\xe2\xe0,\n", ',', Reading{Dialect: Dialect{Encoding: "windows-1251", Delimiter: ','}, Foreign: 2, Letters: "ИМПавекнорст"}},
		{"an old Mac's own letters", "name;mail\r\rJos\x8e Mu\x96oz;Garc\x92a Fern\x87ndez\r", ',', Reading{Dialect: Dialect{Encoding: "macintosh", Delimiter: ';'}, Foreign: 3, Letters: "áéíñ", OldMac: true}},
		{"switched to Japanese", "name,mail\n\x1b$B;3ED\x1b(B,x\n", ',', Reading{Dialect: Dialect{Encoding: "iso-2022-jp", Delimiter: ','}, Foreign: 2}},
		{"an escape of a terminal", "name,mail\n\x1b[1mx,\n", ',', Reading{Dialect: comma}},
		{"UTF-16", "\ufeff" + "", ',', Reading{Dialect: comma}},
		{"UTF-16, little end first", "\xff\xfe" + utf16("नाम\tMail\n", true), ',', Reading{Dialect: Dialect{Encoding: charset.UTF16LE, Delimiter: '\t'}}},
		{"UTF-16, big end first", "\xfe\xff" + utf16("नाम;Mail\n", false), ',', Reading{Dialect: Dialect{Encoding: charset.UTF16BE, Delimiter: ';'}}},
		{"UTF-16 without a mark", utf16("Name;Mail\nनाम;x\n", true), ',', Reading{Dialect: Dialect{Encoding: charset.UTF16LE, Delimiter: ';'}}},
		{"UTF-16 without a mark, big end first", utf16("Name;Mail\n", false), ',', Reading{Dialect: Dialect{Encoding: charset.UTF16BE, Delimiter: ';'}}},
		{"JSONL", "{\"uuid\":\"a;b\"}\n", 0, Reading{Dialect: Dialect{Encoding: charset.UTF8}}},
		{"JSONL in UTF-16", utf16("{\"uuid\":\"a;b\"}\n", true), 0, Reading{Dialect: Dialect{Encoding: charset.UTF16LE}}},
		{"empty", "", ',', Reading{Dialect: comma}},
		{"rows of several widths below one cell", "Title\na,b\nc,d,e\n", ',', Reading{Dialect: comma}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, mark := range []string{"\ufeff", "\xff\xfe", "\xfe\xff"} {
				tt.want.BOM = tt.want.BOM || strings.HasPrefix(tt.text, mark)
			}
			got, err := Examine(tt.usual, Dialect{}, Head{}, opener(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(Reading{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExamineRefuses(t *testing.T) {
	t.Parallel()
	chinese, err := simplifiedchinese.GBK.NewEncoder().String("name,city\n王小明,北京\n李丽华,上海 重庆\n张建国,深圳\n陈秀英,广州 成都\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"two delimiters, no rows", "a;b,c\n", []string{"row 1, the header, can be read in more than one way: it holds comma and semicolon",
			"add --delimiter comma\n", "or add --delimiter semicolon"}},
		{"two delimiters, both fit", "\nLast; first,Mail\nDoe; Ann,x\n", []string{"row 2, the header, can be read in more than one way"}},
		{"two delimiters, both often fit", "Last; first,Mail\nDoe; Ann,x\nPlato,y\n", []string{"more than one way"}},
		{"two delimiters, neither always fits", "a;b,c;d\n1;2,3;4\n1;2\n1,2,3\n", []string{"more than one way"}},
		{"names of an export either way", "name,email;phone\n1,2;3\n", []string{"more than one way"}},
		{"a title", "Leads of May\nName;Mail;Phone\n1;2;3\n4;5;6\n",
			[]string{`is row 1 a title ("Leads of May")? The header seems to be row 2: "Name", "Mail", "Phone"`}},
		{"a title above names that no import knows", "Leads of May\nA;B;C\n1;2;3\n",
			[]string{"The header seems to be row 2", "every row below it has 3 cells (with a semicolon between them)",
				"add --header-row 2\n", "if row 1 is the header: add --header-row 1\n"}},
		{"a title of two cells", "\nLeads,May\n\nName,Mail,Phone\n1,2,3\n4,5,6\n", []string{"is row 2 a title (\"Leads\", \"May\")? The header seems to be row 4"}},
		{"a title in a long file", "Title\n" + strings.Repeat("1;2;3\n", sampleSize/6), []string{"is row 1 a title (\"Title\")?"}},
		{"damaged UTF-8", "name\né\n\nJos\xe9\n", []string{"line 2 holds letters in UTF-8 and line 4 does not", "--encoding utf-8", "--encoding windows-1252"}},
		{"too little to tell", "id,name\n1,\xf0\xc5\xd4\xd2\n", []string{"its letters do not tell for certain what it is", `row 2 (line 2), column 2 "name" reads "Петр" in koi8-r`, ": add --encoding koi8-r\n"}},
		{"no text", "name\n\x01\xff\x81\x8d\x00\xff\n", []string{"row 2 (line 2)", "the text is not UTF-8"}},
		{"a late row of another origin", "id,name\n" + strings.Repeat("1,\xc8\xe2\xe0\xed\xee\xe2 \xcf\xe5\xf2\xf0\n", 100_000) + "2,Jos\xe9\n",
			[]string{`row 100002 (line 100002), column 2 "name" reads "Josй" in it, and "José" in windows-1252`, "--encoding windows-1251"}},
		{"a late row in UTF-8", "name\nJos\xe9 Mu\xf1oz\nGarc\xeda\nN\xfa\xf1ez\nLogro\xf1o Espa\xf1a\nIn\xe9s C\xe1diz Jim\xe9nez\n" + strings.Repeat("x\n", 100_000) + "Andrés\n",
			[]string{"line 100007 holds letters in UTF-8 and line 2 does not", "--encoding windows-1252"}},
		{"a late byte that is nothing", chinese + strings.Repeat("a,b\n", 100_000) + "\xb1,\n", []string{`row 100006 (line 100006), column 1 "name": the bytes B1 mean nothing in gbk`}},
		{"another delimiter in the rows", "name,email\nAnn;a@b.co\nBob;b@b.co\n",
			[]string{"the header (row 1) has a comma between its cells, and the rows below have a semicolon", "with a semicolon between its names: name;email\n"}},
		{"a word without end", "name\n" + strings.Repeat("\xfc", 5000) + "\n", []string{"line 2 is not UTF-8, and no other encoding"}},
		{"half a unit", "\xff\xfea\x00\n", []string{"ends in the middle of a letter"}},
		{"an unknown sign between cells", "sep=^\na^b\n", []string{"line 1 says that '^' stands between the cells, which is not read"}},
		{"no text", "%PDF-1.7", []string{"a PDF"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Examine(',', Dialect{}, Head{}, opener(tt.text))
			if problem.Remedy(err) == "" {
				t.Errorf("%v has no fix", err)
			}
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error()+"\n"+problem.Remedy(err)+"\n", want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
		})
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
		{"a;b,c\n1;2,3\n", Dialect{Delimiter: ';'}, Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ';'}}},
		{"Title\na;b\n1;2\n", Dialect{Delimiter: ','}, Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ','}}},
		{"sep=;\na;b,c\n", Dialect{Delimiter: ','}, Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ','}}},
		{"a,b\né,\xe9\n", Dialect{Encoding: charset.UTF8}, Reading{Dialect: Dialect{Encoding: charset.UTF8, Delimiter: ','}}},
		{"a,b\né,\xe9\n", Dialect{Encoding: "windows-1252"}, Reading{Dialect: Dialect{Encoding: "windows-1252", Delimiter: ','}}},
		{"a,b\n\x8e,\xe9\n", Dialect{Encoding: "macintosh"}, Reading{Dialect: Dialect{Encoding: "macintosh", Delimiter: ','}}},
	} {
		if got, err := Examine(',', tt.told, Head{}, opener(tt.text)); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q as %+v: %+v, %v", tt.text, tt.told, got, err)
		}
	}
	if _, err := Examine(',', Dialect{Encoding: "windows-1252"}, Head{}, opener("\ufeffa,b\n")); err == nil || !strings.Contains(err.Error(), "mark of utf-8") {
		t.Error(err)
	}
	if _, err := Examine(',', Dialect{Encoding: "windows-1252"}, Head{}, opener("a\n\x81\n")); err == nil || !strings.Contains(err.Error(), "the bytes 81 mean nothing in windows-1252") {
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
func TestSurveyByteByByte(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a\né\n€ x\n😀\n\xff", "é\xf0\x9f", "\xf0\x9f \xf0\x9f\x98\x80", "\n\n\x80é,\x81", "\r\ré\x1b", strings.Repeat("12345678,é1\n", bufferSize/8)} {
		whole, err := surveyText(bufio.NewReaderSize(strings.NewReader(text), bufferSize))
		slowly, slowErr := surveyText(bufio.NewReaderSize(oneByte{strings.NewReader(text)}, bufferSize))
		if err != nil || slowErr != nil || !reflect.DeepEqual(whole, slowly) {
			t.Errorf("%q: %+v, byte by byte %+v", text, whole, slowly)
		}
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
