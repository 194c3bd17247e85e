package listing

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
)

// Key is the secret by which a reading tells leads apart.
type Key [16]byte

// NewKey returns a new Key.
func NewKey() (k Key) {
	rand.Read(k[:]) // which never fails
	return k
}

// hasher makes keyed 64-bit hashes: a CBC-MAC with AES over the length and the text, of which half is
// dropped. Without the key it is impossible to find two texts that collide. The length comes first
// because that makes a CBC-MAC safe for texts of any length.
type hasher struct{ block cipher.Block }

// newHasher returns a hasher; of a new key if k is zero.
func newHasher(k Key) hasher {
	if k == (Key{}) {
		k = NewKey()
	}
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic("listing: " + err.Error()) // the key is as long as it must be
	}
	return hasher{block}
}

// digest is where one goroutine computes hashes.
type digest struct {
	hasher
	state [aes.BlockSize]byte
}

// sum hashes a text. The kind keeps texts of different kinds apart.
func sum[T string | []byte](d *digest, kind byte, text T) uint64 {
	d.state = [aes.BlockSize]byte{}
	binary.LittleEndian.PutUint32(d.state[:], uint32(len(text)))
	d.state[4] = kind
	for first := 5; ; first = 0 {
		n := min(len(text), aes.BlockSize-first)
		for i := range n {
			d.state[first+i] ^= text[i]
		}
		d.block.Encrypt(d.state[:], d.state[:])
		if text = text[n:]; len(text) == 0 {
			return binary.LittleEndian.Uint64(d.state[:])
		}
	}
}
