package sheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/leadferry/leadferry/internal/problem"
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

// What unpacks to more than so many times its size was made to fill memory or time: files of leads have a
// tenth of it.
const (
	maxRatio  = 200
	ratioFrom = 64 << 20 // bytes; what unpacks to less may have any ratio
)

// NewDecompressor returns a reader that decompresses r. Close frees its memory and does not close
// r.
func NewDecompressor(r io.Reader, c Compression) (io.ReadCloser, error) {
	packed := &counter{Reader: r}
	switch c {
	case None:
		return io.NopCloser(r), nil
	case Gzip:
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, unpackError(c, err)
		}
		return &unpacker{z, c, packed, 0}, nil
	case Zstd:
		z, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, unpackError(c, err)
		}
		return &unpacker{z.IOReadCloser(), c, packed, 0}, nil
	}
	return nil, fmt.Errorf("unknown %v", c)
}

// unpacker blames the file for an error, and for unpacking to far more than it could.
type unpacker struct {
	io.ReadCloser
	compression Compression
	packed      *counter
	unpacked    int64
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	u.unpacked += int64(n)
	switch {
	case u.unpacked > ratioFrom && u.unpacked/maxRatio > u.packed.n:
		return 0, problem.With(fmt.Errorf("it unpacks to more than %d times its size: this is no file of leads", maxRatio), "if it is, unpack it and use that")
	case err != nil && !errors.Is(err, io.EOF):
		err = unpackError(u.compression, err)
	}
	return n, err
}

// counter counts what is read.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func unpackError(c Compression, err error) error {
	return problem.With(fmt.Errorf("not a %v file, or a damaged or unfinished one: %w", c, err),
		"get the whole file anew from where it comes from; if it is not packed, take that ending off its name")
}

type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }
