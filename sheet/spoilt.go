package sheet

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Spoilt finds the rows with texts that another program spoilt: what they were shows. Letters that were encoded twice
// stay as they are, since it is not sure that they are not meant so. The zero value is ready; several
// goroutines may look.
type Spoilt struct {
	Mends bool // characters written as in a web page become themselves, as an import wants them
	Ours  bool // all rows come from an export of ours

	mu                     sync.Mutex
	twice, entities, other spoiltTexts // other: those that no import changes
}

// spoiltTexts are those of one kind.
type spoiltTexts struct {
	dialect.RowCount
	text, was string // of the first row
}

// Look looks at the cells of a row. One that may come from an export of ours is what it is.
func (s *Spoilt) Look(r *Row) {
	var twice, entities, other spoiltTexts
	look := func(cell *string) {
		twice.take(*cell, charset.Twice(*cell))
		switch was, sure := withoutEntities(*cell); {
		case was == *cell:
		case !sure || s.Ours || r.mayBeExported():
			other.take(*cell, was)
		default:
			entities.take(*cell, was)
			if s.Mends {
				*cell = was
			}
		}
	}
	for i := range r.Base {
		if cell := &r.Base[i]; isDoubtful(*cell) {
			look(cell)
		}
	}
	for i := range r.Dynamic {
		if cell := &r.Dynamic[i].Value; isDoubtful(*cell) {
			look(cell)
		}
	}
	if twice.text == "" && entities.text == "" && other.text == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twice.add(r.Number, &twice)
	s.entities.add(r.Number, &entities)
	s.other.add(r.Number, &other)
}

// take keeps the first text of a row that was another one.
func (t *spoiltTexts) take(text, was string) {
	if was != "" && t.text == "" {
		t.text, t.was = text, was
	}
}

// isDoubtful reports whether a look is worth its time. Longer cells than a spreadsheet has are none of
// people.
func isDoubtful(cell string) bool {
	const longest = 32 << 10
	if len(cell) > longest {
		return false
	}
	for i := range len(cell) {
		if b := cell[i]; b >= utf8.RuneSelf || b == '&' {
			return true
		}
	}
	return false
}

// add counts a row that has such a text.
func (t *spoiltTexts) add(number int, one *spoiltTexts) {
	if one.text == "" {
		return
	}
	if t.RowCount.Add(number); t.First == number {
		t.text, t.was = one.text, one.was
	}
}

// Notes returns what a person should know about the rows, whose sheets are named if there are several.
func (s *Spoilt) Notes(sheets *Sheets) (notes []string) {
	const html = "rows with characters written as in a web page (HTML): "
	if s.twice.N > 0 {
		notes = append(notes, "rows with letters that were encoded twice: "+s.twice.describe("seems to be", sheets)+"; they stay as they are: "+
			"a program on the way took UTF-8 for another encoding; export the file again where it comes from, as CSV UTF-8, or correct the cells")
	}
	if s.entities.N > 0 {
		notes = append(notes, html+s.entities.describe("is read as", sheets)+" by an import; convert leaves them as they are")
	}
	if s.other.N > 0 {
		notes = append(notes, html+s.other.describe("seems to be", sheets)+"; they stay as they are: "+
			"export the file again as plain text, or replace them in a spreadsheet")
	}
	return notes
}

func (t *spoiltTexts) describe(is string, sheets *Sheets) string {
	return fmt.Sprintf("%d, the first is %s, where %q %s %q", t.N, sheets.RowName(t.First), clip(t.text), is, clip(t.was))
}

// clip shortens a text that is shown.
func clip(text string) string {
	const most = 40 // characters
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}
