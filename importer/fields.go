package importer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// How long texts may be, in characters. The platform documents no limits; beyond these something else is wrong with the file.
const (
	maxName    = 500
	maxKey     = 200
	maxURL     = 2048
	maxAgentID = 100
	maxText    = 100_000
)

// fields checks every cell that would be written.
func (h *hearing) fields() {
	if h.opts.Trusted {
		h.trusted()
		return
	}
	r, cells, old := &h.it.row, &h.cells, h.oldCells()
	h.uuid()
	h.settle(&r.Base[lead.Name], cells.Base[lead.Name], r.Base[lead.Name], old.Base[lead.Name], h.text("name", r.Base[lead.Name], maxName, false)...)
	if r.Base[lead.Email] != "" {
		h.settle(&r.Base[lead.Email], cells.Base[lead.Email], h.email, old.Base[lead.Email], h.flaw("email", r.Base[lead.Email], h.emailFlaw)...)
	}
	h.phoneCells(r, old)
	if r.Base[lead.Status] != "" {
		status, flaws := h.status(r.Base[lead.Status])
		h.settle(&r.Base[lead.Status], cells.Base[lead.Status], status, old.Base[lead.Status], flaws...)
	}
	if r.Base[lead.Picture] != "" {
		h.settle(&r.Base[lead.Picture], cells.Base[lead.Picture], r.Base[lead.Picture], old.Base[lead.Picture], h.picture(r.Base[lead.Picture])...)
	}
	h.settle(&r.Base[lead.AgentID], cells.Base[lead.AgentID], r.Base[lead.AgentID], old.Base[lead.AgentID], h.text("agentId", r.Base[lead.AgentID], maxAgentID, false)...)
	h.settle(&r.Base[lead.Tags], cells.Base[lead.Tags], lead.FormatTags(lead.ParseTags(r.Base[lead.Tags])), old.Base[lead.Tags], append(h.text("tags", r.Base[lead.Tags], maxText, true), h.tags(r.Base[lead.Tags])...)...)
	h.settle(&r.Base[lead.Notes], cells.Base[lead.Notes], lead.FormatNotes(lead.ParseNotes(r.Base[lead.Notes])), old.Base[lead.Notes], h.text("notes", r.Base[lead.Notes], maxText, true)...)
	h.attributes()
}

// trusted takes the cells as they are, but for a status of the platform's that its API does not take.
func (h *hearing) trusted() {
	if r := &h.it.row; r.Base[lead.Status] != "" && r.Base[lead.Status] != h.oldCells().Base[lead.Status] && !slices.Contains(lead.Statuses(), r.Base[lead.Status]) {
		h.warn(h.it.number, h.problem("status", "status", r.Base[lead.Status], "the API does not take this status, and it stays as it is", ""))
		h.omit(&r.Base[lead.Status])
	}
	was := cellsOf(h.oldCells())
	for i, c := range cellsOf(&h.it.row) {
		switch {
		case *c.cell != *was[i].cell && *c.cell != "":
			h.changes = true
		case h.old != nil && *c.cell != "":
			h.omitted = true
		}
	}
	h.it.problems = append(h.it.problems, h.tags(h.it.row.Base[lead.Tags])...)
	for _, c := range h.it.row.Dynamic {
		h.changes = h.changes || valueOf(h.oldCells(), c.Column) != c.Value
	}
}

func (h *hearing) uuid() {
	text := h.it.row.Base[lead.UUID]
	if h.it.origin != ownUUID || h.it.known {
		return
	}
	if _, ok := parseUUID(text); ok {
		return
	}
	p := h.problem("uuid", "uuid-shape", text, "this is not a uuid", "copy it from an export, or empty the cell to let e-mail or phone tell whom the row means")
	if len(h.text("uuid", text, maxKey, false)) == 0 {
		h.blame(p)
		return
	}
	h.it.problems = append(h.it.problems, p)
}

// phoneCells settles number and dial code, which belong together.
func (h *hearing) phoneCells(r, old *lead.Row) {
	if r.Base[lead.Phone] == "" && r.Base[lead.DialCode] == "" {
		return
	}
	h.noteMark(h.cells.Base[lead.Phone])
	normal := h.phoneFlaw == nil && h.phone.Number == old.Base[lead.Phone] && h.phone.DialCode == old.Base[lead.DialCode]
	same := h.old != nil && (normal || (h.cells.Base[lead.Phone] == old.Base[lead.Phone] || r.Base[lead.Phone] == "") && (h.cells.Base[lead.DialCode] == old.Base[lead.DialCode] || r.Base[lead.DialCode] == ""))
	h.changes = h.changes || !same
	switch {
	case same && !normal:
		h.omit(&r.Base[lead.Phone])
		h.omit(&r.Base[lead.DialCode])
	case h.phoneFlaw == nil:
		r.Base[lead.Phone], r.Base[lead.DialCode] = h.phone.Number, h.phone.DialCode
		if r.Base[lead.Phone] != "" && r.Base[lead.DialCode] == "" && !same {
			h.warn(h.it.number, h.noCountry(r.Base[lead.Phone]))
		}
	default:
		field, value := "phone", r.Base[lead.Phone]
		if h.phoneFlaw.Code == contact.DialCodeUnknown {
			field, value = "dialCode", r.Base[lead.DialCode]
		}
		h.blame(h.flaw(field, value, h.phoneFlaw)...)
	}
}

// status folds what people write to one of the six values.
func (h *hearing) status(text string) (string, []Problem) {
	for _, s := range lead.Statuses() {
		if strings.EqualFold(s, text) {
			return s, nil
		}
	}
	all := strings.Join(lead.Statuses(), ", ")
	fix := "use one of " + all
	if near := nearestStatus(text); near != "" {
		fix = fmt.Sprintf("did you mean %s? The values are %s", near, all)
	}
	return text, []Problem{h.problem("status", "status", text, "there is no such status", fix)}
}

// nearestStatus guesses which status is meant: the one that shares the beginning or, without spaces and signs, all letters.
func nearestStatus(text string) string {
	fold := func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		if r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}
	typed := strings.Map(fold, text)
	const least = 3
	best, longest := "", least-1
	for _, s := range lead.Statuses() {
		n := 0
		for n < len(s) && n < len(typed) && s[n] == typed[n] {
			n++
		}
		if sameLetters(s, typed) {
			return s
		}
		if n > longest {
			best, longest = s, n
		}
	}
	return best
}

// sameLetters tells whether two words are spelled with the same letters, whatever their order.
func sameLetters(a, b string) bool {
	var counts [26]int
	for i := range len(a) {
		counts[a[i]-'A']++
	}
	for i := range len(b) {
		counts[b[i]-'A']--
	}
	return counts == [26]int{}
}

func (h *hearing) picture(text string) []Problem {
	u, err := url.Parse(text)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(text) <= maxURL {
		return h.text("picture", text, maxURL, false)
	}
	return []Problem{h.problem("picture", "picture", text, "this is not the address of an image", "give a web address that begins with https://, or empty the cell")}
}

// tags refuses a tag that the wire would split.
func (h *hearing) tags(cell string) []Problem {
	if h.opts.Wire == convertalk.WireArrays || !strings.Contains(cell, `"`) {
		return nil // only a quoted tag can hold a comma
	}
	for _, tag := range lead.ParseTags(cell) {
		if strings.Contains(tag, ",") {
			return []Problem{h.problem("tags", "tag-comma", tag, "a tag holds a comma, and would become two on the platform",
				"write it without the comma, or use --wire arrays if the platform takes lists")}
		}
	}
	return nil
}

// text checks what holds for every text.
func (h *hearing) text(field, text string, most int, lines bool) (flaws []Problem) {
	if len(text) > most && utf8.RuneCountInString(text) > most {
		flaws = append(flaws, h.problem(field, "too-long", text, fmt.Sprintf("the text is longer than %d characters", most), "shorten it"))
	}
	if strings.Contains(text, "\ufffd") {
		flaws = append(flaws, h.problem(field, "broken-text", text, "the text holds a character that was broken before it came here (\ufffd)", "write it anew"))
	}
	for i := range len(text) {
		c := text[i]
		if c >= ' ' && c != 0x7f || lines && (c == '\n' || c == '\r' || c == '\t') {
			continue
		}
		return append(flaws, h.problem(field, "control-character", text, fmt.Sprintf("the text holds a control character (%q)", rune(c)), "take it out"))
	}
	return flaws
}
