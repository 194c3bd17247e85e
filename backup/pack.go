package backup

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// packed is a file of a snapshot while it is written: compressed, then encrypted if there are recipients, then hashed.
type packed struct {
	file     *os.File
	hash     hash.Hash
	bytes    int64
	unpacked int64
	zip      *zstd.Encoder
	crypt    io.WriteCloser // nil without encryption
}

func pack(path string, to []age.Recipient) (p *packed, err error) {
	p = &packed{hash: sha256.New()}
	if p.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("write the snapshot: %w", err)
	}
	var below io.Writer = stored{p}
	if len(to) > 0 {
		if p.crypt, err = age.Encrypt(below, to...); err != nil {
			return nil, errors.Join(fmt.Errorf("encrypt the snapshot: %w", err), p.file.Close())
		}
		below = p.crypt
	}
	// One at a time: no goroutine is left behind when a run stops before Close.
	if p.zip, err = zstd.NewWriter(below, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, errors.Join(err, p.file.Close())
	}
	return p, nil
}

// Write takes what is to be packed.
func (p *packed) Write(b []byte) (int, error) {
	n, err := p.zip.Write(b)
	p.unpacked += int64(n)
	return n, err
}

// finish completes the file and returns when it is safe on the disk.
func (p *packed) finish() error {
	if err := p.zip.Close(); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	if p.crypt != nil {
		if err := p.crypt.Close(); err != nil {
			return fmt.Errorf("encrypt the snapshot: %w", err)
		}
	}
	if err := p.file.Sync(); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	if err := p.file.Close(); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	return nil
}

// stored is the end of the pipe.
type stored struct{ p *packed }

func (s stored) Write(b []byte) (int, error) {
	n, err := s.p.file.Write(b)
	s.p.hash.Write(b[:n])
	s.p.bytes += int64(n)
	return n, err
}
