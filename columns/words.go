package columns

import (
	_ "embed" // the words
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/lead"
)

//go:embed words.toml
var wordsFile string

// vocabulary is what words.toml holds: the words of each language, and of the files of each system.
type vocabulary struct {
	Language   map[string]table `toml:"language"`
	System     map[string]table `toml:"system"`
	Status     table            `toml:"status"`
	None       table            `toml:"none"`
	OtherState table            `toml:"otherState"`
	Negation   table            `toml:"negation"`
	Total      table            `toml:"total"`
	Mobile     table            `toml:"mobile"`
	NotPhone   table            `toml:"notPhone"` // by language
	NotName    table            `toml:"notName"`  // the same
	Fax        table            `toml:"fax"`
	Country    table            `toml:"country"`
	Secret     table            `toml:"secret"` // those of "whole" only if they are all of a header
	Maybe      table            `toml:"perhapsPhone"`
	Reading    table            `toml:"reading"`
	Salutation table            `toml:"salutation"`
	Particle   table            `toml:"particle"`
	Firm       table            `toml:"firm"`

	plain *dictionary // what the languages say, without a header; it is only read
}

// table holds the words of each role.
type table map[string][]string

// The roles of words.toml that are not fields.
const (
	roleFullName   = "fullName"
	roleName       = "name"
	roleSurnames   = "surnames"
	roleGivenName  = "givenName"
	roleFamilyName = "familyName"
	roleOtherEmail = "otherEmail"
	roleOtherPhone = "otherPhone"
	roleOtherName  = "otherName"
	roleAttributes = "attributes"
	roleOrder      = "nameOrder"
	roleSeparator  = "nameSeparator"
	roleOthers     = "others"
	roleStaff      = "staff"
	roleUsers      = "users"
	roleParents    = "parents"
	roleChildren   = "children"
	roleOwners     = "owners"
	roleCalled     = "calledName"
	roleCompany    = "company"
	roleFalse      = "falseFriends"
	rolePerhaps    = "perhapsStatus"
	roleLikely     = "likelyStatus"
	rolePersons    = "perhapsName"
	roleAsksName   = "asksName"
	roleSigns      = "signs"
	roleListSign   = "listSign"
	roleFirst      = "first"
	roleMiddle     = "middle"
	roleLast       = "last"
)

// meaning is what a word means.
type meaning struct {
	field  string
	role   string
	order  int  // its place among the words of the field
	system bool // it is a word of the system that wrote the file
}

// dictionary says what the words of one file mean.
type dictionary struct {
	meanings  map[string]meaning // of folded words
	languages []table            // those with the most words in the file first
	System    string             // that wrote the file, "" if it is none that is known
	parts     map[string]string  // of a name, by the headers that ask for them within one question
	inside    map[string]meaning // of headers that are the way to a value in an object
	friends   map[string]string  // the fields of words that mean something else in the language of the file
	listSign  string             // of the system
	header    map[string]bool    // the folded headers of the file
	slips     bool               // misspelled words are looked for, which takes a while for each header
}

// loadVocabulary returns the words, folded but for signs, which stand to the letter. They are read once:
// a workbook asks for the meaning of hundreds of names.
var loadVocabulary = sync.OnceValue(func() *vocabulary {
	var v vocabulary
	_, _ = toml.Decode(wordsFile, &v) // a test reads it, too
	for _, tables := range []map[string]table{v.Language, v.System} {
		for _, t := range tables {
			for role := range t {
				for i, word := range t[role] {
					if role != roleOrder && role != roleSeparator && role != roleSigns && role != roleListSign {
						t[role][i] = fold(word)
					}
				}
			}
		}
	}
	for _, tables := range []table{v.Status, v.OtherState, v.None, v.Negation, v.Total, v.Mobile, v.NotPhone, v.NotName, v.Fax, v.Country, v.Secret, v.Maybe, v.Reading, v.Salutation, v.Particle, v.Firm} {
		for _, words := range tables {
			for i, word := range words {
				words[i] = fold(word)
			}
		}
	}
	v.plain = v.allLanguages()
	return &v
})

// allLanguages makes the dictionary of the words of all languages and the names of the fields.
func (v *vocabulary) allLanguages() *dictionary {
	d := &dictionary{meanings: map[string]meaning{}}
	for _, name := range slices.Sorted(maps.Keys(v.Language)) {
		d.languages = append(d.languages, v.Language[name])
		d.add(v.Language[name], false)
	}
	for _, field := range append(lead.BaseColumns(), FirstName, LastName, AreaCode, MiddleName) {
		d.meanings[fold(field)] = meaning{field: field, role: field}
	}
	return d
}

// newDictionary returns the dictionary for a header.
func newDictionary(header []string) *dictionary {
	const few = 500 // headers; files with more are made by programs
	v := loadVocabulary()
	d := &dictionary{
		meanings: maps.Clone(v.plain.meanings), languages: slices.Clone(v.plain.languages), friends: map[string]string{},
		slips: len(header) <= few,
	}
	folded := foldAll(header)
	d.header = folded
	slices.SortStableFunc(d.languages, func(a, b table) int { return b.knows(folded) - a.knows(folded) })
	d.dropFalseFriends(folded)
	if d.System = v.systemOf(header, folded); d.System != "" {
		d.add(v.System[d.System], true)
		d.listSign = strings.Join(v.System[d.System][roleListSign], "")
	}
	d.parts = d.subfields(header)
	d.inside = d.paths(header)
	return d
}

// add adds the words of a table.
func (d *dictionary) add(t table, system bool) {
	for _, role := range slices.Sorted(maps.Keys(t)) { // a word of two roles has the same meaning every time
		field, ok := fieldOf(role)
		if !ok {
			continue
		}
		for i, word := range slices.Backward(t[role]) { // of two spellings the first has the place
			d.meanings[word] = meaning{field, role, i, system}
		}
	}
}

// fieldOf returns the field of a role; ok is false for one whose words mean nothing by themselves.
func fieldOf(role string) (field string, ok bool) {
	switch role {
	case roleFamilyName, roleOrder, roleSeparator, roleSigns, roleListSign, roleOthers, roleStaff, roleUsers, roleParents, roleChildren, roleOwners, roleCalled, roleCompany, roleFalse, rolePerhaps, rolePersons, roleAsksName, roleFirst, roleMiddle, roleLast:
		return "", false
	case roleFullName, roleOtherName:
		return roleName, true
	case roleSurnames:
		return LastName, true
	case roleGivenName:
		return FirstName, true
	case roleOtherEmail:
		return lead.Email.String(), true
	case roleOtherPhone:
		return lead.Phone.String(), true
	}
	return role, true
}

// knows counts the headers that are words of the table.
func (t table) knows(folded map[string]bool) (n int) {
	for role, words := range t {
		if _, ok := fieldOf(role); !ok {
			continue
		}
		for _, word := range words {
			if folded[word] {
				n++
			}
		}
	}
	return n
}

// systemOf returns the system that wrote a file with this header, "" for none.
func (v *vocabulary) systemOf(header []string, folded map[string]bool) string {
	const enough = 2
	trimmed := map[string]bool{}
	for _, h := range header {
		trimmed[tidy(h)] = true
	}
	best, most := "", 0
	for _, name := range slices.Sorted(maps.Keys(v.System)) {
		t, signs := v.System[name], 0
		for _, sign := range t[roleSigns] {
			if trimmed[sign] {
				signs++
			}
		}
		if n := signs + t.knows(folded); signs >= enough && n > most {
			best, most = name, n
		}
	}
	return best
}

// language returns the table of the language of a word in a role, nil if it is a word of none.
func (d *dictionary) language(word, role string) table {
	for _, t := range d.languages {
		if t.has(word, role) {
			return t
		}
	}
	return nil
}

// has reports whether a folded word has the role.
func (t table) has(word, role string) bool {
	return slices.Contains(t[role], word)
}

// fold reduces a name to its letters and digits in lower case, without accents. The vowels of India and Thailand, which
// are marks, stay.
func fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && isVowel(r) {
			b.WriteRune(plainLetter(unicode.ToLower(r)))
		}
	}
	return b.String()
}

// plainLetter returns the letter that people write who have not a letter with a stroke, or the i without a dot, on their
// keyboard: Unicode calls these letters of their own.
func plainLetter(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'đ':
		return 'd'
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	}
	return r
}

// isVowel reports whether a mark is a vowel, or stands for none, and not the point below that makes a letter another
// one, which many leave out.
func isVowel(r rune) bool {
	const nukta = "\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc"
	return !strings.ContainsRune(nukta, r) &&
		unicode.In(r, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Thai)
}

func foldAll(names []string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[fold(name)] = true
	}
	return all
}

// bare trims spaces and invisible characters (byte order mark, joiners).
func bare(name string) string {
	return strings.TrimFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	})
}

// tidy is bare, with one blank in place of several and of a line break.
func tidy(name string) string { return strings.Join(strings.Fields(bare(name)), " ") }
