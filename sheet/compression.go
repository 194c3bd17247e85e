package sheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compression is how a file is compressed.
type Compression uint8

// The compressions.
const (
	None Compression = iota
	Gzip
	Zstd
)

// String returns the compression's name.
func (c Compression) String() string {
	names := [...]string{None: "none", Gzip: "gzip", Zstd: "zstd"}
	if int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("compression %d", uint8(c))
}

// maxWindow limits the memory that a zstd stream asks for, to what "zstd --long" writes.
const maxWindow = 128 << 20

// NewCompressor returns a writer that compresses into w. Close completes the stream and does not
// close w.
func NewCompressor(w io.Writer, c Compression) (io.WriteCloser, error) {
	switch c {
	case None:
		return plainWriter{w}, nil
	case Gzip:
		return gzip.NewWriter(w), nil
	case Zstd:
		// With more, goroutines would stay if a run stops before Close.
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return nil, fmt.Errorf("unknown %v", c)
}

// NewDecompressor returns a reader that decompresses r. Close frees its memory and does not close
// r.
func NewDecompressor(r io.Reader, c Compression) (io.ReadCloser, error) {
	switch c {
	case None:
		return io.NopCloser(r), nil
	case Gzip:
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, unpackError(c, err)
		}
		return unpacker{z, c}, nil
	case Zstd:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, unpackError(c, err)
		}
		return unpacker{z.IOReadCloser(), c}, nil
	}
	return nil, fmt.Errorf("unknown %v", c)
}

// unpacker blames the file for an error.
type unpacker struct {
	io.ReadCloser
	compression Compression
}

func (u unpacker) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unpackError(u.compression, err)
	}
	return n, err
}

func unpackError(c Compression, err error) error {
	return fmt.Errorf("not a %v file, or a damaged or unfinished one: %w", c, err)
}

type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }
