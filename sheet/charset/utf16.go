package charset

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// utf16Decoder decodes UTF-16. Half of a pair, which is no character, becomes bytes that are not UTF-8,
// so that it is found: the usual decoders write a sign that a text may hold by itself.
type utf16Decoder struct {
	transform.NopResetter
	order binary.ByteOrder
}

func (d utf16Decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		text, size := d.appendNext(dst[:nDst], src[nSrc:], atEOF)
		if size == 0 {
			return nDst, nSrc, transform.ErrShortSrc
		}
		nDst, nSrc = len(text), nSrc+size
	}
	return nDst, nSrc, nil
}

// appendNext appends the first character of src as UTF-8, and returns its bytes there; 0 if more of them
// are needed.
func (d utf16Decoder) appendNext(dst, src []byte, atEOF bool) (text []byte, size int) {
	const unit, pair = 2, 4
	switch {
	case len(src) < unit && atEOF:
		return append(dst, 0xff), len(src)
	case len(src) < unit:
		return dst, 0
	}
	r := rune(d.order.Uint16(src))
	switch {
	case !utf16.IsSurrogate(r):
		return utf8.AppendRune(dst, r), unit
	case len(src) >= pair:
		if whole := utf16.DecodeRune(r, rune(d.order.Uint16(src[unit:]))); whole != utf8.RuneError {
			return utf8.AppendRune(dst, whole), pair
		}
	case !atEOF:
		return dst, 0
	}
	return append(dst, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f), unit // as UTF-8 would write it, if it could
}
