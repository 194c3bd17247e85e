package sheet

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Compression is how a file is packed.
type Compression uint8

// The compressions.
const (
	None Compression = iota
	Gzip
	Zstd
)

// String returns the compression's name.
func (c Compression) String() string {
	switch c {
	case None:
		return "none"
	case Gzip:
		return "gzip"
	case Zstd:
		return "zstd"
	}
	return fmt.Sprintf("compression %d", uint8(c))
}

// maxWindow is how much a zstd stream may make us remember: what "zstd --long" writes and the zstd tool reads unasked.
const maxWindow = 128 << 20

// NewCompressor returns a writer that packs into w. Close writes the trailer and does not close w.
func NewCompressor(w io.Writer, c Compression) (io.WriteCloser, error) {
	switch c {
	case None:
		return plainWriter{w}, nil
	case Gzip:
		return gzip.NewWriter(w), nil
	case Zstd:
		// One at a time: no goroutine is left behind when a run stops before Close.
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return nil, fmt.Errorf("unknown %v", c)
}

// NewDecompressor returns a reader that unpacks r. Close frees it and does not close r.
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

// unpacker says of an error that the file is to blame.
type unpacker struct {
	io.ReadCloser
	compression Compression
}

func (u unpacker) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if err != nil && !isEnd(err) {
		err = unpackError(u.compression, err)
	}
	return n, err
}

func unpackError(c Compression, err error) error {
	return fmt.Errorf("not a %v file, or a damaged or unfinished one: %w", c, err)
}

type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }
