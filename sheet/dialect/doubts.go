package dialect

import (
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
)

// doubts looks for pieces of a text that mean nothing in its encoding or, with a guesser, read far better
// in another one.
type doubts struct {
	guesser  *charset.Guesser // may be nil
	encoding charset.Encoding
	known    map[string]bool // the pieces seen before, and whether they are doubtful
	line     int
	pieces   []string // the doubtful ones of the line
}

// look returns what is odd, with line 0 for nothing, and the encoding that it is in, if that is known.
func (d *doubts) look(text []byte, line int) (odd piece, better charset.Encoding) {
	const most = 1 << 16 // so many pieces are remembered
	if line != d.line {
		odd, better = d.endLine()
		if d.line = line; odd.line > 0 {
			return odd, better
		}
	}
	doubtful, known := d.known[string(text)]
	if !known {
		at := piece{string(text), line}
		_, means := d.encoding.Decode(at.text)
		if d.guesser != nil && (means || utf8.ValidString(at.text)) {
			better, doubtful = d.guesser.Better(at.text, d.encoding)
		}
		if !means || better != "" {
			return at, better
		}
		if len(d.known) < most {
			d.known[at.text] = doubtful
		}
	}
	if doubtful {
		d.pieces = append(d.pieces, string(text))
	}
	return piece{}, ""
}

// endLine looks at the doubtful pieces of the line together.
func (d *doubts) endLine() (odd piece, better charset.Encoding) {
	const several = 2
	if len(d.pieces) >= several {
		if better = d.guesser.BetterLine(d.pieces, d.encoding); better != "" {
			odd = piece{d.pieces[0], d.line}
		}
	}
	d.pieces = d.pieces[:0]
	return odd, better
}
