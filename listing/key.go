package listing

import (
	"crypto/rand"
	"encoding/binary"

	"github.com/dchest/siphash"
)

// Key is the secret of the hashes by which a reading tells leads apart. Without it, it is impossible to
// find two texts that collide.
type Key [16]byte

// NewKey returns a new Key.
func NewKey() (k Key) {
	rand.Read(k[:]) // which never fails
	return k
}

// hash returns the keyed hash of two texts: SipHash-2-4, which is made for short texts that others
// choose. The kind and the length of the first text keep apart what is not the same.
func (k *Key) hash(kind identity, text, more []byte) uint64 {
	b := append(make([]byte, 0, 128), byte(kind)) // mostly enough, and not on the heap
	b = append(append(binary.AppendUvarint(b, uint64(len(text))), text...), more...)
	return siphash.Hash(binary.LittleEndian.Uint64(k[:8]), binary.LittleEndian.Uint64(k[8:]), b)
}
