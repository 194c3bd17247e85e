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

// newEncoder returns the compressor of one packed file after the other; Reset(nil) ends its work. A
// larger window hardly helps with the records of one bot, and costs more than itself: each processor
// compresses four windows at a time.
func newEncoder(processors int) (*zstd.Encoder, error) {
	return zstd.NewWriter(nil,
		zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(512<<10),
		zstd.WithConcurrentBlocks(true), zstd.WithEncoderConcurrency(processors))
}

// packed is a file being written: compressed, encrypted if there are recipients, and hashed.
type packed struct {
	to    []age.Recipient
	zip   *zstd.Encoder
	file  *os.File
	crypt io.WriteCloser // nil without encryption

	hash     hash.Hash
	bytes    int64 // stored, set by finish
	unpacked int64
}

// pack begins a file. The caller calls finish, and abandon in any case.
func pack(path string, zip *zstd.Encoder, to []age.Recipient) (f *packed, err error) {
	f = &packed{to: to, zip: zip, hash: sha256.New()}
	if f.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, fmt.Errorf("write the snapshot: %w", err)
	}
	if err := f.begin(); err != nil {
		return nil, errors.Join(err, f.file.Close())
	}
	return f, nil
}

// begin sets up the way of the compressed bytes.
func (p *packed) begin() (err error) {
	stored := io.MultiWriter(p.file, p.hash)
	if len(p.to) == 0 {
		p.zip.Reset(stored)
		return nil
	}
	if p.crypt, err = age.Encrypt(stored, p.to...); err != nil {
		return fmt.Errorf("encrypt the snapshot: %w", err)
	}
	p.zip.Reset(p.crypt)
	return nil
}

// Write packs b.
func (p *packed) Write(b []byte) (int, error) {
	n, err := p.zip.Write(b)
	p.unpacked += int64(n)
	return n, err
}

// restart truncates the file.
func (p *packed) restart() error {
	p.zip.Reset(nil)
	p.hash.Reset()
	p.unpacked = 0
	_, err := p.file.Seek(0, io.SeekStart)
	if err = errors.Join(err, p.file.Truncate(0)); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	return p.begin()
}

// finish completes and closes the file, and returns when it is on the disk.
func (p *packed) finish() error {
	err := p.zip.Close()
	if err == nil && p.crypt != nil {
		err = p.crypt.Close()
	}
	if err == nil {
		p.bytes, err = p.file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		err = p.file.Sync()
	}
	if err == nil {
		err = p.file.Close()
	}
	if err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	return nil
}

// abandon closes the file unless finish has done so. Earlier errors count, not its own.
func (p *packed) abandon() {
	p.zip.Reset(nil)
	p.file.Close() //nolint:errcheck // finish has closed it, or the run has failed
}
