// Package codec writes and reads the records of our temporary files: numbers and texts one after the
// other (Append functions, Reader), in frames that show damage (Frames, Scanner).
package codec

import "encoding/binary"

// AppendNumber appends a number as a varint.
func AppendNumber[N ~int | ~int64 | ~uint64](b []byte, n N) []byte {
	return binary.AppendUvarint(b, uint64(n))
}

// AppendText appends a text: its length and its bytes.
func AppendText[T ~string | ~[]byte](b []byte, text T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// Reader reads back what the Append functions wrote. Once something does not fit, the Reader is bad:
// it has no more bytes and returns zeros, so that a caller checks once, at the end. Texts are parts of
// what it reads. The zero Reader reads nothing.
type Reader[T string | []byte] struct {
	rest T
	bad  bool
}

// NewReader returns a Reader of text.
func NewReader[T string | []byte](text T) Reader[T] { return Reader[T]{rest: text} }

// Whole reports whether everything was read and nothing was missing.
func (r *Reader[T]) Whole() bool { return !r.bad && len(r.rest) == 0 }

// Bytes returns the next n bytes.
func (r *Reader[T]) Bytes(n int) T {
	if n < 0 || n > len(r.rest) {
		r.fail()
		n = 0
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// Byte returns the next byte.
func (r *Reader[T]) Byte() byte {
	if b := r.Bytes(1); len(b) > 0 {
		return b[0]
	}
	return 0
}

// Long returns the next number.
func (r *Reader[T]) Long() uint64 {
	n, size := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// Number returns the next number, which was not negative when it was written.
func (r *Reader[T]) Number() int {
	n := int(r.Long())
	if n < 0 {
		r.fail()
		return 0
	}
	return n
}

// Count returns the next number, which says how many things follow, each of at least one byte. So a
// loop over it ends soon, whatever the text holds.
func (r *Reader[T]) Count() int {
	n := r.Long()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// Text returns the next text.
func (r *Reader[T]) Text() T { return r.Bytes(r.Count()) }

// Rest returns everything that is left; nothing if the Reader is bad.
func (r *Reader[T]) Rest() T { return r.Bytes(len(r.rest)) }

func (r *Reader[T]) fail() { r.bad, r.rest = true, r.rest[:0] }
