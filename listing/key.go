package listing

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
)

// Key is the secret of the hashes by which a reading tells leads apart. Without it, it is impossible to
// find two texts that collide.
type Key [16]byte

// NewKey returns a new Key.
func NewKey() (k Key) {
	rand.Read(k[:]) // which never fails
	return k
}

// hash returns 64 bits of a text's keyed hash. The kind keeps texts of different kinds apart.
func (k *Key) hash(kind byte, text []byte) uint64 {
	b := append(make([]byte, 0, 128), k[:]...)
	sum := sha256.Sum256(append(append(b, kind), text...))
	return binary.LittleEndian.Uint64(sum[:])
}
