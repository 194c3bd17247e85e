package dialect

import "bytes"

// null is what databases write for a cell without a value.
const null = `\N`

// unescape undoes the escapes of databases in a cell, in its own memory. A backslash before anything else means
// itself.
func unescape(cell []byte) []byte {
	at := bytes.IndexByte(cell, '\\')
	if at < 0 {
		return cell
	}
	text := cell[:at]
	for ; at < len(cell); at++ {
		c := cell[at]
		if c == '\\' && at+1 < len(cell) {
			if meant, is := escapeOf(cell[at+1]); is {
				c = meant
				at++
			}
		}
		text = append(text, c)
	}
	return text
}

// escapeOf returns what a sign behind a backslash means.
func escapeOf(sign byte) (meant byte, is bool) {
	const signs, meanings = "ntrbfv0", "\n\t\r\b\f\v\x00"
	if i := bytes.IndexByte([]byte(signs), sign); i >= 0 {
		return meanings[i], true
	}
	return sign, bytes.IndexByte([]byte("\\\t\n\r,;|"), sign) >= 0
}
