// Package contact judges and normalises what a person can be told by: phone numbers, dial codes and e-mail addresses. It derives an
// identity from them for a person who has none.
//
// A value is accepted in its normal form, and the normal form of a normal form is itself. What cannot be accepted is a problem.Problem
// that says what happened to the value and how to fix it. It does not repeat the value, which may be
// private: whoever shows a problem shows the value, row and column beside it.
package contact

import "unicode"

// DialCodeUnknown is the code of a problem of a dial code, not of the number beside it.
const DialCodeUnknown = "dial-code-unknown"

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
