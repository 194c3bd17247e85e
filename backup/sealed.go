package backup

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"os"
)

// sealed is the exporter's spool: a temporary file encrypted with a key that only this value has,
// so that a killed run leaves noise. It is written only at its end, because a place written twice
// under one key would reveal both texts. The exporter checks the integrity of the contents.
type sealed struct {
	file   *os.File
	block  cipher.Block
	size   int64
	buffer []byte
}

var errRewritten = errors.New("a sealed file is written only at its end")

// newSealed creates the file. The caller closes and removes it.
func newSealed(path string) (*sealed, error) {
	var key [32]byte
	rand.Read(key[:]) // never fails
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return &sealed{file: file, block: block}, err
}

// stream returns the key stream from a place on.
func (s *sealed) stream(at int64) cipher.Stream {
	var counter, skipped [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(at/aes.BlockSize))
	stream := cipher.NewCTR(s.block, counter[:])
	skip := skipped[:at%aes.BlockSize]
	stream.XORKeyStream(skip, skip)
	return stream
}

func (s *sealed) WriteAt(p []byte, at int64) (int, error) {
	if at != s.size {
		return 0, errRewritten
	}
	s.buffer = append(s.buffer[:0], p...)
	s.stream(at).XORKeyStream(s.buffer, s.buffer)
	n, err := s.file.WriteAt(s.buffer, at)
	s.size += int64(n)
	return n, err
}

func (s *sealed) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.file.ReadAt(p, at)
	s.stream(at).XORKeyStream(p[:n], p[:n])
	return n, err
}

// Truncate does nothing, or fails: what is cut off could be written again.
func (s *sealed) Truncate(size int64) error {
	if size != s.size {
		return errRewritten
	}
	return nil
}

// Close closes the file.
func (s *sealed) Close() error { return s.file.Close() }
