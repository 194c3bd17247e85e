package backup

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// Compressor compresses the snapshots of many bots that are made at once. It needs a few megabytes for
// each processor, whatever the number of bots, and for a bot little more than a piece. The files are a
// tenth larger than those of a bot that is backed up alone, and made in a fifth of the time: that of all
// bots comes together at their end. It is safe for concurrent use.
type Compressor struct{ zip *zstd.Encoder }

// piece is how much of a bot's records is compressed together, as a frame of its own: files of several
// frames are the same to all readers, and not much larger.
const piece = 256 << 10

// NewCompressor returns a Compressor that uses so many processors at once, at least 1.
func NewCompressor(processors int) (*Compressor, error) {
	zip, err := newZip(zstd.SpeedBetterCompression, processors)
	return &Compressor{zip}, err
}

// newZip: a larger window hardly helps with the records of one bot, and costs more than itself: each
// processor compresses four windows at a time.
func newZip(level zstd.EncoderLevel, processors int) (*zstd.Encoder, error) {
	zip, err := zstd.NewWriter(nil,
		zstd.WithEncoderLevel(level), zstd.WithWindowSize(512<<10),
		zstd.WithConcurrentBlocks(true), zstd.WithEncoderConcurrency(processors), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, fmt.Errorf("while compressing the snapshot: %w", err)
	}
	return zip, nil
}

// zipper is what compresses one file after the other. *zstd.Encoder is one.
type zipper interface {
	io.WriteCloser
	Reset(to io.Writer)
}

// zipper returns the one of one bot.
func (o *Options) zipper() (zipper, error) {
	if o.Compressor != nil {
		return &pieces{zip: o.Compressor.zip}, nil
	}
	return newZip(zstd.SpeedBestCompression, o.Processors)
}

// pieces compresses files piece by piece.
type pieces struct {
	zip     *zstd.Encoder // that is shared
	to      io.Writer
	waiting []byte
	packed  []byte
	begun   bool // the file has a frame
}

func (p *pieces) Reset(to io.Writer) { p.to, p.waiting, p.begun = to, p.waiting[:0], false }

func (p *pieces) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		part := b[:min(len(b), piece-len(p.waiting))]
		p.waiting = append(p.waiting, part...)
		n, b = n+len(part), b[len(part):]
		if len(p.waiting) == piece {
			err = p.flush()
		}
	}
	return n, err
}

// Close completes the file: one without records is an empty frame.
func (p *pieces) Close() error {
	if len(p.waiting) == 0 && p.begun {
		return nil
	}
	return p.flush()
}

func (p *pieces) flush() error {
	p.packed = p.zip.EncodeAll(p.waiting, p.packed[:0])
	p.waiting, p.begun = p.waiting[:0], true
	_, err := p.to.Write(p.packed)
	return err
}
