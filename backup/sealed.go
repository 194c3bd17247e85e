package backup

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// sealed is the exporter's spool: a temporary file encrypted with a key that only this value has, so
// that what a killed run leaves is noise. It is written only at its end, because a place written
// twice under one key would reveal both texts. The exporter checks the integrity of the contents.
type sealed struct {
	file     *os.File
	block    cipher.Block
	at, size int64
	buffer   []byte
}

var errRewritten = errors.New("a sealed file is written only at its end")

// newSealed creates the file. The caller removes it.
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

// stream returns the key stream from a position.
func (s *sealed) stream(at int64) cipher.Stream {
	var counter, skipped [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(at/aes.BlockSize))
	stream := cipher.NewCTR(s.block, counter[:])
	skip := skipped[:at%aes.BlockSize]
	stream.XORKeyStream(skip, skip)
	return stream
}

func (s *sealed) Write(p []byte) (int, error) {
	if s.at != s.size {
		return 0, errRewritten
	}
	s.buffer = append(s.buffer[:0], p...)
	s.stream(s.at).XORKeyStream(s.buffer, s.buffer)
	n, err := s.file.Write(s.buffer)
	s.at += int64(n)
	s.size = s.at
	return n, err
}

func (s *sealed) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	s.stream(s.at).XORKeyStream(p[:n], p[:n])
	s.at += int64(n)
	return n, err
}

func (s *sealed) Seek(offset int64, whence int) (int64, error) {
	at, err := s.file.Seek(offset, whence)
	if err == nil {
		s.at = at
	}
	return at, err
}

// remove closes and removes the file.
func (s *sealed) remove() error {
	if err := errors.Join(s.file.Close(), os.Remove(s.file.Name())); err != nil {
		return fmt.Errorf("remove the spool: %w", err)
	}
	return nil
}
