package check

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// The longest texts, in characters. The platform documents no limits; beyond these something else is
// wrong with the file.
const (
	maxName = 500
	maxURL  = 2048
)

// The codes of cells whose column probably means something else.
const (
	codePicture = "picture"
	codeAgent   = "agent-id"
	codeNested  = "tag-nested"
	codeUUID    = "uuid-shape"
)

// checkCells checks every cell that would be written.
func (o *one) checkCells() {
	o.readTags()
	o.combineTags()
	o.dropKnownCommas()
	if o.options.Trusted {
		o.trust()
		return
	}
	cells := &o.row.Cells.Base
	o.uuid()
	o.settle(lead.Name, cells[lead.Name], append(o.textOf(lead.Name, maxName, false), o.lostLetters()...)...)
	if cells[lead.Email] != "" {
		o.noteQuotes()
		normal := o.email
		if had := o.oldCells().Base[lead.Email]; strings.EqualFold(normal, had) || isOneOf(normal, contact.Emails(had)) {
			normal = had // the case alone is no change, and others beside it stay
		}
		o.settle(lead.Email, normal, o.flaw(lead.Email, o.emailFlaw)...)
	}
	o.phoneCells()
	if cells[lead.Status] != "" {
		status, flaws := o.status(cells[lead.Status])
		o.settle(lead.Status, status, flaws...)
	}
	if cells[lead.Picture] != "" {
		o.settle(lead.Picture, cells[lead.Picture], o.picture(cells[lead.Picture])...)
	}
	if cells[lead.AgentID] != "" {
		o.settle(lead.AgentID, cells[lead.AgentID], o.agent(cells[lead.AgentID])...)
	}
	o.settle(lead.Tags, lead.FormatTags(lead.ParseTags(cells[lead.Tags])), append(o.textOf(lead.Tags, row.MaxText, true), o.tagCommas()...)...)
	o.settle(lead.Notes, lead.FormatNotes(lead.ParseNotes(cells[lead.Notes])), o.textOf(lead.Notes, row.MaxText, true)...)
	o.attributes()
}

// isOneOf reports whether an address is one of several.
func isOneOf(email string, all []string) bool {
	return len(all) > 1 && slices.ContainsFunc(all, func(one string) bool { return strings.EqualFold(email, one) })
}

// trust takes the cells as they are, but for a status that the platform has and its API refuses.
func (o *one) trust() {
	cells, old := &o.row.Cells.Base, o.oldCells()
	if s := cells[lead.Status]; s != "" && s != old.Base[lead.Status] && !slices.Contains(lead.Statuses(), s) {
		o.warn(o.problem("status", codeStatus, s, "the API does not accept this status, so the lead keeps its own", ""))
		o.omit(lead.Status)
	}
	for _, c := range row.Fields() {
		switch {
		case cells[c] == "":
		case cells[c] != old.Base[c]:
			o.changes = true
		case o.old != nil:
			o.omitted = true
		}
	}
	o.row.Problems = append(o.row.Problems, o.tagCommas()...)
	for _, c := range o.row.Cells.Dynamic {
		o.changes = o.changes || row.Value(old, c.Column) != c.Value
	}
}

// noteQuotes says that quotes were taken off an address.
func (o *one) noteQuotes() {
	cell := o.cells.Base[lead.Email]
	if o.emailFlaw == nil && cell != o.email && strings.ContainsAny(cell, contact.Quotes) && cell != o.oldCells().Base[lead.Email] {
		o.warn(o.problem("email", "email-quotes", cell, "the quotes around the address were removed", ""))
	}
}

// uuid checks the shape of a uuid that no live lead has.
func (o *one) uuid() {
	if o.row.Origin != row.Own || o.old != nil {
		return
	}
	text := o.row.UUID()
	if _, ok := row.ParseUUID(text); ok {
		return
	}
	p := o.problem("uuid", codeUUID, text, "this is not a uuid", "copy it from an export, or empty the cell to match by e-mail or phone; for all rows: "+o.leaveOut(lead.UUID))
	p.Cell = "copy it from an export, or empty the cell to match by e-mail or phone"
	if len(o.textOf(lead.UUID, row.MaxKey, false)) == 0 {
		o.blame(p)
		return
	}
	o.row.Problems = append(o.row.Problems, p)
}

// isURL reports whether a text is an address on the web.
func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(text) <= maxURL
}

func (o *one) picture(text string) []row.Problem {
	if isURL(text) {
		return o.textOf(lead.Picture, maxURL, false)
	}
	return []row.Problem{o.misfit(lead.Picture, codePicture, text, "this is not the address of an image", "give a web address that begins with https://")}
}

// misfit is the problem of a cell whose column may be another field than it is taken for.
func (o *one) misfit(c lead.Column, code, value, text, fix string) row.Problem {
	p := o.problem(c.String(), code, value, text, fix+", or "+o.otherUses(c))
	p.Cell = fix + ", or empty the cell"
	return p
}

// otherUses says how a column can be read if it is not the field that it is taken for.
func (p *pass) otherUses(c lead.Column) string {
	header := p.headerOf(c)
	return fmt.Sprintf("keep the column as a custom attribute: %s, or leave it out: %s",
		columns.MapFlag([]string{header}, lead.AttributePrefix+header), p.leaveOut(c))
}

// leaveOut is the flag that leaves the column of a field out.
func (p *pass) leaveOut(c lead.Column) string { return columns.MapFlag([]string{p.headerOf(c)}, "") }

func (p *pass) headerOf(c lead.Column) string { return p.sourceOf(c.String()) }

// sourceOf returns the header of the column that a field comes from.
func (p *pass) sourceOf(field string) string {
	if source, ok := p.Mapping.Source(field); ok {
		return source.Header
	}
	return field
}

// isAgentID reports whether a text is the ID of an agent: the platform's own have the form of its database,
// and some of its relatives have uuids. A name or a number of another system is none.
func isAgentID(text string) bool {
	const length = 24 // hexadecimal digits
	_, isUUID := row.ParseUUID(text)
	return isUUID || len(text) == length && strings.Trim(strings.ToLower(text), "0123456789abcdef") == ""
}

func (o *one) agent(text string) []row.Problem {
	if isAgentID(text) {
		return nil
	}
	return []row.Problem{o.misfit(lead.AgentID, codeAgent, text, "this is not the ID of an agent, which has 24 digits and letters from a to f",
		"copy the ID from an export (column agentId)")}
}

// tagCommas refuses a tag that the wire would split.
func (o *one) tagCommas() []row.Problem {
	tag, split := o.splitTag()
	if !split {
		return nil
	}
	return []row.Problem{o.problem("tags", "tag-comma", tag, "a tag contains a comma, which would make it two tags on the platform",
		"write it without the comma, or use --wire arrays if the platform takes lists")}
}

// splitTag returns the first tag that the wire would split.
func (o *one) splitTag() (tag string, split bool) {
	cell := o.row.Cells.Base[lead.Tags]
	if o.options.Wire == convertalk.WireArrays || !strings.Contains(cell, `"`) {
		return "", false // only a quoted tag can hold a comma
	}
	tags := lead.ParseTags(cell)
	i := slices.IndexFunc(tags, func(tag string) bool { return strings.Contains(tag, ",") })
	if i < 0 {
		return "", false
	}
	return tags[i], true
}

// dropKnownCommas drops tags that the wire would split if the lead has just these: they need not be sent.
func (o *one) dropKnownCommas() {
	if _, split := o.splitTag(); split && lead.FormatTags(lead.ParseTags(o.row.Cells.Base[lead.Tags])) == o.oldCells().Base[lead.Tags] {
		o.omit(lead.Tags)
	}
}

func (o *one) textOf(c lead.Column, most int, lines bool) []row.Problem {
	cell := o.row.Cells.Base[c]
	if cell == "" {
		return nil
	}
	return o.text(c.String(), cell, most, lines)
}

// text checks what holds for every text. lines allows line breaks and tabs.
func (o *one) text(field, text string, most int, lines bool) (flaws []row.Problem) {
	if len(text) > most && utf8.RuneCountInString(text) > most {
		flaws = append(flaws, o.problem(field, "too-long", text, fmt.Sprintf("the text is longer than %d characters", most), "shorten it"))
	}
	if strings.Contains(text, "\ufffd") {
		flaws = append(flaws, o.problem(field, "broken-text", text, "the text contains a character that was already broken in the file (\ufffd)", "write it again"))
	}
	if c, found := sheet.ControlIn(text, lines); found {
		return append(flaws, o.problem(field, "control-character", text, fmt.Sprintf("the text contains a control character (%q)", c), "remove it"))
	}
	return flaws
}
