package importer

import (
	"encoding/binary"
	"errors"

	"github.com/leadferry/leadferry/lead"
)

// item is one row of the input as the check left it: what is to be written, and why it cannot be.
type item struct {
	number, line int // as a spreadsheet and as an editor count
	origin       origin
	known        bool      // the bot has a lead of this uuid
	untagged     bool      // the lead's tags become none, though the cell is blank
	same         bool      // and that lead has all cells of this row already
	row          lead.Row  // the writable cells, normalised, with the uuid if there is one; of a planned row, what is sent
	kept         uint16    // cells that were taken out since they change nothing, a bit for each place in cellsOf
	problems     []Problem // why it cannot be sent
	plan         Outcome   // of a planned row: Created or Updated if it is sent, else what becomes of it
	changes      []Change  // of a planned row
}

// origin is where the uuid of a row comes from.
type origin uint8

const (
	noIdentity origin = iota
	ownUUID           // its own column
	matched           // the one live lead with its e-mail or phone
	derived           // made from its e-mail or phone, since no live lead has it, or nobody looked
)

const (
	flagKnown = 1 << iota
	flagSame
	flagUntagged
)

// append writes the item behind dst. The layout is ours alone: it is read back by the same process.
func (it *item) append(dst []byte) []byte {
	var flags byte
	if it.known {
		flags |= flagKnown
	}
	if it.same {
		flags |= flagSame
	}
	if it.untagged {
		flags |= flagUntagged
	}
	dst = append(dst, byte(it.origin), flags, byte(it.kept), byte(it.kept>>8), byte(it.plan))
	dst = binary.AppendUvarint(dst, uint64(it.number))
	dst = binary.AppendUvarint(dst, uint64(it.line))
	r := &it.row
	for _, cell := range [...]string{r.Base[lead.UUID], r.Base[lead.Name], r.Base[lead.Email], r.Base[lead.DialCode], r.Base[lead.Phone], r.Base[lead.Status], r.Base[lead.Tags], r.Base[lead.Notes], r.Base[lead.Picture], r.Base[lead.AgentID]} {
		dst = appendText(dst, cell)
	}
	dst = binary.AppendUvarint(dst, uint64(len(r.Dynamic)))
	for _, c := range r.Dynamic {
		dst = appendText(appendText(dst, c.Column), c.Value)
	}
	dst = binary.AppendUvarint(dst, uint64(len(it.problems)))
	for _, p := range it.problems {
		for _, s := range [...]string{p.Code, p.Column, p.Letter, p.Value, p.Text, p.Fix} {
			dst = appendText(dst, s)
		}
	}
	dst = binary.AppendUvarint(dst, uint64(len(it.changes)))
	for _, c := range it.changes {
		dst = appendText(appendText(appendText(dst, c.Field), c.Old), c.New)
		dst = binary.AppendUvarint(dst, uint64(len(c.Also)))
		for _, value := range c.Also {
			dst = appendText(dst, value)
		}
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

var errStage = errors.New("the temporary file of the checked rows is damaged")

// parse reads what append wrote.
func (it *item) parse(text string) error {
	c := cursor{text: text}
	it.origin = origin(c.byte())
	flags := c.byte()
	it.known, it.same, it.untagged = flags&flagKnown != 0, flags&flagSame != 0, flags&flagUntagged != 0
	it.kept = uint16(c.byte()) | uint16(c.byte())<<8
	it.plan = Outcome(c.byte())
	it.number, it.line = c.number(), c.number()
	r := &it.row
	*r = lead.Row{Dynamic: r.Dynamic[:0]}
	for _, cell := range [...]*string{&r.Base[lead.UUID], &r.Base[lead.Name], &r.Base[lead.Email], &r.Base[lead.DialCode], &r.Base[lead.Phone], &r.Base[lead.Status], &r.Base[lead.Tags], &r.Base[lead.Notes], &r.Base[lead.Picture], &r.Base[lead.AgentID]} {
		*cell = c.string()
	}
	for range c.number() {
		r.Dynamic = append(r.Dynamic, lead.Cell{Column: c.string(), Value: c.string()})
	}
	it.problems = it.problems[:0]
	for range c.number() {
		it.problems = append(it.problems, Problem{c.string(), c.string(), c.string(), c.string(), c.string(), c.string()})
	}
	it.changes = nil
	for range c.number() {
		change := Change{Field: c.string(), Old: c.string(), New: c.string()}
		for range c.number() {
			change.Also = append(change.Also, c.string())
		}
		it.changes = append(it.changes, change)
	}
	if c.bad || c.text != "" {
		return errStage
	}
	return nil
}

// cursor reads a text from its front; once it is bad it gives zeros.
type cursor struct {
	text string
	bad  bool
}

func (c *cursor) byte() byte {
	if c.text == "" {
		c.bad = true
		return 0
	}
	b := c.text[0]
	c.text = c.text[1:]
	return b
}

func (c *cursor) number() int {
	var n uint64
	for shift := 0; shift < 63; shift += 7 {
		b := c.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			if n > uint64(1<<62) {
				break
			}
			return int(n)
		}
	}
	c.bad = true
	return 0
}

func (c *cursor) string() string {
	n := c.number()
	if n > len(c.text) {
		c.bad, c.text = true, ""
		return ""
	}
	s := c.text[:n]
	c.text = c.text[n:]
	return s
}

// isBlank tells whether there is nothing to write but the uuid.
func (it *item) isBlank() bool {
	r := &it.row
	return r.Base[lead.Name] == "" && r.Base[lead.Email] == "" && r.Base[lead.DialCode] == "" && r.Base[lead.Phone] == "" && r.Base[lead.Status] == "" && r.Base[lead.Tags] == "" && r.Base[lead.Notes] == "" &&
		r.Base[lead.Picture] == "" && r.Base[lead.AgentID] == "" && len(r.Dynamic) == 0 && !it.untagged
}
