package sheet

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
)

// Spoilt finds the rows with texts that another program spoilt: what they were shows, but not whether
// they are meant so. The zero value is ready; several goroutines may look.
type Spoilt struct {
	mu              sync.Mutex
	twice, entities spoiltTexts
}

// spoiltTexts are those of one kind.
type spoiltTexts struct {
	rowCount
	text, was string // of the first row
}

// Look looks at the cells of a row.
func (s *Spoilt) Look(r *Row) {
	var twice, entities spoiltTexts
	look := func(cell string) {
		if was := charset.Twice(cell); was != "" && twice.text == "" {
			twice.text, twice.was = cell, was
		}
		if was := withoutEntities(cell); was != cell && entities.text == "" {
			entities.text, entities.was = cell, was
		}
	}
	for i := range r.Base {
		if isDoubtful(r.Base[i]) {
			look(r.Base[i])
		}
	}
	for i := range r.Dynamic {
		if isDoubtful(r.Dynamic[i].Value) {
			look(r.Dynamic[i].Value)
		}
	}
	if twice.text == "" && entities.text == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.twice.add(r.Number, &twice)
	s.entities.add(r.Number, &entities)
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
	if t.rowCount.add(number); t.first == number {
		t.text, t.was = one.text, one.was
	}
}

// entity is a character as web pages write it. Without the semicolon it may be part of an address.
var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// withoutEntities returns a text with its characters written as themselves.
func withoutEntities(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	return entity.ReplaceAllStringFunc(text, html.UnescapeString)
}

// Notes returns what a person should know about the rows.
func (s *Spoilt) Notes() (notes []string) {
	if s.twice.n > 0 {
		notes = append(notes, fmt.Sprintf("rows with letters that were encoded twice: %s; they stay as they are: "+
			"a program on the way took UTF-8 for another encoding; export the file again where it comes from, as CSV UTF-8, or correct the cells", &s.twice))
	}
	if s.entities.n > 0 {
		notes = append(notes, fmt.Sprintf("rows with characters written as in a web page (HTML): %s; they stay as they are: "+
			"export the file again as plain text, or replace them in a spreadsheet", &s.entities))
	}
	return notes
}

func (t *spoiltTexts) String() string {
	const most = 40 // characters
	clip := func(text string) string {
		if r := []rune(text); len(r) > most {
			return string(r[:most]) + "..."
		}
		return text
	}
	return fmt.Sprintf("%d, the first is row %d, where %q seems to be %q", t.n, t.first, clip(t.text), clip(t.was))
}
