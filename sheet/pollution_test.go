package sheet

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// found is a file as some program may have left it, and its cells.
type found struct {
	text   string
	names  []string
	rows   [][]string
	damage string // what has happened to it
}

// tongue is a language, its words in cells, and the encodings that programs write it in.
type tongue struct{ encodings, words []string }

var tongues = []tongue{
	{[]string{"utf-8", "mark", "windows-1252", "iso-8859-1", "macintosh", "ibm850", "utf-16le", "utf-16be"}, []string{"José", "Zoë Höß", "5 €", "Straße 1, 10115 Berlin", "Müller", "Grüße aus Köln", "Bäckerei Süß"}},
	{[]string{"utf-8", "windows-1251", "koi8-r", "ibm866", "iso-8859-5"}, []string{"Пётр Иванов", "Москва, ул. Ленина", "перезвонить завтра", "Ольга", "заявка с сайта", "Новый"}},
	{[]string{"utf-8", "windows-1250", "iso-8859-2", "ibm852"}, []string{"Łukasz Wiśniewski", "Małgorzata Żółć", "ul. Święty Krzyż 3", "dzwonić później", "Kraków", "następny tydzień"}},
	{[]string{"utf-8", "windows-1253", "iso-8859-7"}, []string{"Γιώργος Παπαδόπουλος", "Αθήνα, Ελλάδα", "καλέστε αύριο", "Μαρία", "νέος πελάτης"}},
	{[]string{"utf-8", "windows-1254", "iso-8859-9"}, []string{"Ayşe Yıldız", "İstanbul, Kadıköy", "yarın aranacak", "Çağrı Öztürk", "müşteri görüşmesi"}},
	{[]string{"utf-8", "shift_jis", "euc-jp", "utf-16le"}, []string{"山田太郎", "東京都港区", "資料請求", "明日お電話ください", "株式会社さくら", "スズキ"}},
	{[]string{"utf-8", "gb18030", "gbk"}, []string{"王小明", "北京市朝阳区", "明天联系客户", "张伟", "对产品感兴趣", "上海"}},
	{[]string{"utf-8", "big5"}, []string{"王小明", "臺北市大安區", "明天聯絡客戶", "陳先生", "對產品有興趣"}},
	{[]string{"utf-8", "euc-kr"}, []string{"김민수", "서울특별시 강남구", "내일 전화 주세요", "박지영", "상담 요청"}},
}

// encodingOf returns a signless encoding by its name in the WHATWG's list, or one of DOS.
func encodingOf(t *rapid.T, name string) encoding.Encoding {
	switch name {
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case "ibm850":
		return charmap.CodePage850
	case "ibm852":
		return charmap.CodePage852
	case "iso-8859-1":
		return charmap.ISO8859_1
	case "iso-8859-9":
		return charmap.ISO8859_9
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// drawFound makes a table and writes it as another program would: any delimiter, line end and
// encoding, quotes only where they must be.
func drawFound(t *rapid.T) found {
	spoken := rapid.SampledFrom(tongues).Draw(t, "language")
	word := rapid.SampledFrom(append([]string{"Ann", "a, b", "c; d", "e|f", "tab\there", `say "no"`, "two\nlines", "", "+49 151 1", "x;y;z"}, spoken.words...))
	names := rapid.SampledFrom([][]string{
		{"Name", "E-Mail", "Phone"}, {"uuid", "name"}, {"Name", "City, state", "Mail"}, {"First; last", "Mail"}, {"Name, first", "a|b", "c;d"}, {"Vorname", "Ort", "Straße", "Tag|Monat"},
	}).Draw(t, "names")
	f := found{names: names}
	for range rapid.IntRange(0, 30).Draw(t, "rows") {
		f.rows = append(f.rows, rapid.SliceOfN(word, len(names), len(names)).Draw(t, "row"))
	}
	delimiter := string(rapid.SampledFrom(dialect.Delimiters()).Draw(t, "delimiter"))
	end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end")
	var lines []string
	for _, row := range append([][]string{names}, f.rows...) {
		cells := slices.Clone(row)
		for i, cell := range cells {
			if strings.ContainsAny(cell, delimiter+"\"\r\n") || cell == "" && len(cells) == 1 {
				cells[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
		}
		lines = append(lines, strings.Join(cells, delimiter))
	}
	lines = f.pollute(t, lines, delimiter)
	f.text = strings.Join(lines, end) + rapid.SampledFrom([]string{"", end}).Draw(t, "last end")
	f.encode(t, rapid.SampledFrom(spoken.encodings).Draw(t, "encoding"))
	return f
}

// pollute does to a file what happens to files.
func (f *found) pollute(t *rapid.T, lines []string, delimiter string) []string {
	f.damage = rapid.SampledFrom([]string{"none", "title", "wide title", "short row", "long row", "open quote", "quote inside", "text behind a quote"}).Draw(t, "damage")
	at := rapid.IntRange(1, max(1, len(lines)-1)).Draw(t, "at")
	if !strings.HasSuffix(f.damage, "title") && len(lines) < 2 {
		f.damage = "none"
	}
	switch f.damage {
	case "title":
		return append([]string{"Leads of May"}, lines...)
	case "wide title":
		return append([]string{"Leads" + delimiter + "May", ""}, lines...)
	case "short row":
		lines[at] = strings.ReplaceAll(lines[at], delimiter, " ")
	case "long row":
		lines[at] += delimiter + "more"
	case "open quote":
		lines[at] = `"` + lines[at]
	case "quote inside":
		lines[at] = `x"` + lines[at]
	case "text behind a quote":
		lines[at] = `"x"y` + lines[at]
	}
	return lines
}

// encode writes the text in an encoding, without the characters that it lacks.
func (f *found) encode(t *rapid.T, name string) {
	switch name {
	case "utf-8":
		return
	case "mark":
		f.text = "\ufeff" + f.text
		return
	}
	encoder := encodingOf(t, name).NewEncoder()
	text, err := encoder.String(strings.ToValidUTF8(f.text, ""))
	if err != nil {
		t.Skip("a word has no place in", name)
	}
	f.text = text
}

// The aim: no file is misread. What is read without a complaint is what was written, cell by cell,
// whatever happened to the file; all else is refused.
func TestNeverSilentlyWrong(t *testing.T) {
	whole, wholeRead, damaged, damagedRead := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawFound(t)
		reading, err := Examine(CSV, Dialect{}, Head{}, opener(f.text))
		if f.damage == "none" {
			whole++
		} else {
			damaged++
		}
		_, unclear := errors.AsType[*dialect.Undecided](err) // a few letters of Windows-1252 do not tell
		if plain := f.damage == "none" && !strings.ContainsAny(strings.Join(f.names, ""), ",;|"); err != nil && plain && !unclear {
			t.Fatalf("%q: %v", f.text, err)
		}
		if err != nil {
			return
		}
		if f.damage == "none" {
			wholeRead++
		} else {
			damagedRead++
		}
		r, err := NewReader(strings.NewReader(f.text), CSV, ReaderOptions{RawCells: true, Dialect: reading.Dialect})
		if err != nil {
			return
		}
		if !slices.Equal(r.Header(), f.names) {
			if !strings.HasSuffix(f.damage, "title") {
				t.Fatalf("%s, %+v: %q\nhas the header %q", f.damage, reading, f.text, r.Header())
			}
			return // names that no import knows
		}
		read := 0
		for row, err := range r.Rows() {
			if err != nil || row.Err != nil {
				continue
			}
			read++
			cells := cellsOf(&row, f.names)
			if reading.Quotes == dialect.TextQuotes && reading.Notes() != nil { // it is told that quotes are text
				cells[0] = strings.TrimPrefix(cells[0], map[string]string{"open quote": `"`, "quote inside": `x"`, "text behind a quote": `"x"y`}[f.damage])
			}
			if !slices.ContainsFunc(f.rows, func(want []string) bool { return slices.Equal(want, cells) }) {
				t.Fatalf("%s, %+v: %q\nread as %q", f.damage, reading, f.text, cells)
			}
		}
		if f.damage == "none" && read != len(f.rows) {
			t.Fatalf("%+v: %q\n%d rows of %d were read", reading, f.text, read, len(f.rows))
		}
	})
	t.Logf("%d of %d whole files and %d of %d damaged ones were read, all others refused; no cell was wrong", wholeRead, whole, damagedRead, damaged)
}

// cellsOf returns the cells of a row in the order of the names.
func cellsOf(row *Row, names []string) []string {
	cells, base := make([]string, len(names)), row.Base
	for i, name := range names {
		if j := slices.Index(lead.BaseColumns(), name); j >= 0 {
			cells[i] = base[j]
		}
		for _, c := range row.Dynamic {
			if c.Column == name {
				cells[i] = c.Value
			}
		}
	}
	return cells
}
