package columns_test

import (
	"encoding/csv"
	"os"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestStatusWords: every word of words.toml has one meaning, whatever stands behind it.
func TestStatusWords(t *testing.T) {
	t.Parallel()
	var file struct{ Status map[string][]string }
	if _, err := toml.DecodeFile("words.toml", &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Status) < len(lead.Statuses())-1 {
		t.Fatalf("%d statuses", len(file.Status))
	}
	for status, words := range file.Status {
		for _, word := range words {
			for range 5 { // a map has no order
				if got := columns.StatusOf(word + " (2)"); got != status {
					t.Fatalf("%q is %q, want %s", word, got, status)
				}
			}
		}
	}
	for text, want := range map[string]string{
		"Geschlossen - Nicht umgewandelt": "CLOSED", "Offen – Nicht kontaktiert": "OPEN", "Open - never called": "OPEN", "Nicht qualifiziert": "CLOSED", "Offener Deal": "INPROGRESS",
		"Versuch der Kontaktaufnahme": "INPROGRESS", "Vervallen": "CLOSED", "Logrado con éxito": "CLOSED", "Venta Perdido": "CLOSED", "Contact in Future": "ONHOLD", "Lost Lead": "CLOSED",
		"Not Qualified": "CLOSED", "Pre-Qualified": "INPROGRESS", "Good lead": "INPROGRESS", "Processed": "INPROGRESS", "Unassigned": "OPEN", "BAD_TIMING": "ONHOLD", "OPEN_DEAL": "INPROGRESS", "Lead Qualificado": "INPROGRESS",
		"جديد": "OPEN", "قيد المتابعة": "INPROGRESS", "غير مؤهل": "CLOSED", "חדש": "OPEN", "בטיפול": "INPROGRESS", "לא רלוונטי": "CLOSED", "לקוח חדש": "OPEN", "Νέος": "OPEN", "ติดต่อแล้ว": "INPROGRESS",
		"ไม่สนใจ": "CLOSED", "진행 중": "INPROGRESS", "관심 없음": "CLOSED", "Khách hàng": "CLOSED", "Khách hàng mới": "OPEN", "Ej intresserad": "CLOSED", "I gang": "INPROGRESS", "Nemá zájem": "CLOSED",
		"Tiềm năng": "OPEN", "Đang tư vấn": "INPROGRESS", "상담중": "INPROGRESS", "계약": "CLOSED", "부적합": "CLOSED", "보류": "ONHOLD", "নতুন": "OPEN", "আগ্রহী নয়": "CLOSED", "در حال پیگیری": "INPROGRESS",
		"Client nou": "OPEN", "Pelanggan baru": "OPEN", "Quotation Sent": "INPROGRESS", "Gearchiveerd": "CLOSED", "Verlorener Lead": "CLOSED", "取引中": "INPROGRESS", "Olumlu": "INPROGRESS", "Offer declined": "CLOSED",
		"Folyamatban": "INPROGRESS", "Câștigat": "CLOSED", "В роботі": "INPROGRESS", "No asignado": "OPEN", "Procesado": "INPROGRESS", "Prospecto de mala calidad": "CLOSED",
	} {
		if got := columns.StatusOf(text); got != want {
			t.Errorf("%q is %q, want %s", text, got, want)
		}
	}
	for _, other := range []string{"", " ", "-", "Newport", "Jalisco", "Not new", "未知",
		"Closed, not won", "Not closed - call", "Closed not - so", "kapalı değil", "बंद नहीं", "新規ではない", "Won't close", "Won’t close", "Offen? Nein, nicht mehr", "ปิด ไม่"} {
		if got := columns.StatusOf(other); got != "" {
			t.Errorf("%q is %q", other, got)
		}
	}
}

// TestMisspelledStatus: a longer word that is one slip away from known ones is taken for them, if they mean one status.
func TestMisspelledStatus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Qualifed": "INPROGRESS", "Contcted": "INPROGRESS", "Unqualifid": "CLOSED", "in progess": "INPROGRESS", "Gewonen!": "CLOSED", "Interesiert": "INPROGRESS",
		"Pedido": "", "Vortrag": "", "Not qualifed": "", "Newe": "", "Confirmed": "",
	} {
		if got := columns.NearestStatus(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestStatusLanguages: a status means the same in all languages. Each line of the table is one meaning; an empty cell
// is a language without such a word, or one of which the word means something else.
func TestStatusLanguages(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/statuses.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() // it is only read
	table := csv.NewReader(file)
	table.Comma = '\t'
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, text := range row[1:] {
			if got := columns.StatusOf(text); text != "" && got != row[0] {
				t.Errorf("%s %q, %q in English, is %q, want %s", rows[0][i+1], text, row[1], got, row[0])
			}
		}
	}
}

// TestStatusColumns: a column of statuses is known by its header in many languages.
func TestStatusColumns(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Status", "Lead status", "Lead-Status", "Leadstatus", "Statut", "Estatus", "Estado del lead", "Situação", "Stato del lead", "Статус", "Статус заявки",
		"Durum", "ステータス", "対応状況", "状态", "跟进状态", "स्थिति", "Status prospek", "Status leada", "الحالة", "상태",
	} {
		m, err := columns.Map([]string{"E-mail", header}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := m.Source(lead.Status.String()); !ok || c.Header != header {
			t.Errorf("%q is %+v", header, m.Columns()[1])
		}
	}
	for _, header := range []string{"Lead stage", "Estatus del lead", "Этап сделки", "Estado", "Stato", "État", "Stage", "Стадия", "Stan", "状態"} {
		m, err := columns.Map([]string{"E-mail", header}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c := m.Columns()[1]; c.Use != columns.Attribute || c.Perhaps != lead.Status.String() {
			t.Errorf("%q is %+v", header, c)
		}
	}
}
