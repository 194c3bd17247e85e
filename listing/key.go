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

// hash returns the keyed hash of a text: SipHash-2-4, which is made for short texts that others
// choose. The kind keeps texts of different kinds apart.
func (k *Key) hash(kind byte, text []byte) uint64 {
	b := make([]byte, 0, 128) // mostly enough, and not on the heap
	return siphash.Hash(binary.LittleEndian.Uint64(k[:8]), binary.LittleEndian.Uint64(k[8:]), append(append(b, kind), text...))
}
