package exporter

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
)

// key is the secret of a run. It is kept in the spool, so that a later turn tells leads apart as the earlier ones did.
type key [16]byte

func newKey() (k key) {
	rand.Read(k[:]) // which never fails
	return k
}

// hasher makes keyed 64-bit hashes: a CBC-MAC with AES over the length and the text, of which half is dropped. Nobody who lacks the key can
// find two texts that collide; that the length comes first is what makes a CBC-MAC safe for texts of any length.
type hasher struct{ block cipher.Block }

func newHasher(k key) hasher {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		panic("exporter: " + err.Error()) // the key is as long as it must be
	}
	return hasher{block}
}

// digest is where one goroutine computes hashes.
type digest struct {
	hasher
	state [aes.BlockSize]byte
}

// sum hashes a text; of two kinds of texts, no two are the same.
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
