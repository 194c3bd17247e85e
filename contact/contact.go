// Package contact judges and normalises what a person can be told by: phone numbers, dial codes and e-mail addresses. It derives an
// identity from them for a person who has none.
//
// A value is accepted in its normal form, and the normal form of a normal form is itself. What cannot be accepted is a Problem that says
// what happened to the value and how to mend it.
package contact

import "unicode"

// Problem is what is wrong with a value. It does not repeat the value, which may be somebody's address: who shows a problem shows the
// value, row and column beside it.
type Problem struct {
	Code       string // stable and kebab-case, for scripts and for grouping
	Text       string // what is wrong, for people
	Fix        string // how to mend it
	InDialCode bool   // the dial code is to blame, not the number beside it
}

// Error returns the text.
func (p *Problem) Error() string { return p.Text }

// isInvisible tells whether a character leaves no mark on the screen (and is no space): control characters, zero-width ones, marks of
// writing direction, fillers. They come along when a value is copied from a web page or a chat.
func isInvisible(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isBlank tells whether a character may be taken off the ends of a value unseen.
func isBlank(r rune) bool { return unicode.IsSpace(r) || isInvisible(r) }
