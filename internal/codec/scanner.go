package codec

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// ErrBroken says that there is no whole frame of this file at this position.
var ErrBroken = errors.New("no whole frame")

// ErrCut is an ErrBroken: the file ends inside the frame.
var ErrCut = fmt.Errorf("%w: the file ends in it", ErrBroken)

// Scanner reads frames in their order. Several Scanners may read at the same time.
type Scanner struct {
	f   *Frames
	r   *bufio.Reader
	at  int64
	buf []byte
}

// End is the end of the file, for Scan.
const End = math.MaxInt64

// Scan returns a Scanner of the frames from one position to another.
func (f *Frames) Scan(from, to int64) *Scanner {
	return &Scanner{f: f, r: bufio.NewReaderSize(io.NewSectionReader(f.file, from, to-from), bufferSize), at: from}
}

// Position returns where the next frame begins.
func (s *Scanner) Position() int64 { return s.at }

// Next returns the parts of the next frame, which are good until the next call. The error is io.EOF
// after the last frame, ErrBroken, or the file's own. After an error the Scanner stays where it is.
func (s *Scanner) Next() (first, second []byte, err error) {
	if first, second, err = s.f.read(s.r, s.at, &s.buf); err == nil {
		s.at += int64(HeadSize + len(first) + len(second))
	}
	return first, second, err
}

// ReadAt returns the parts of the frame at a position that was flushed. They are written into buf,
// which grows if it must. The errors are those of Next.
func (f *Frames) ReadAt(at int64, buf []byte) (first, second []byte, err error) {
	return f.read(io.NewSectionReader(f.file, at, End-at), at, &buf)
}

// read reads the frame at a position from r.
func (f *Frames) read(r io.Reader, at int64, buf *[]byte) (first, second []byte, err error) {
	head := slices.Grow((*buf)[:0], HeadSize+sealed)[:HeadSize]
	if _, err := io.ReadFull(r, head); errors.Is(err, io.EOF) {
		return nil, nil, io.EOF
	} else if err != nil {
		return nil, nil, f.broken(err)
	}
	n, sum := int(binary.LittleEndian.Uint32(head)), binary.LittleEndian.Uint32(head[8:])
	size := n + int(binary.LittleEndian.Uint32(head[4:]))
	if binary.LittleEndian.Uint32(head[12:]) != f.seal(head[HeadSize:], head, at) || size > maxFrame {
		return nil, nil, ErrBroken
	}
	parts := slices.Grow(head[:0], size)[:size]
	*buf = parts
	if _, err := io.ReadFull(r, parts); err != nil {
		return nil, nil, f.broken(err)
	}
	if crc32.Checksum(parts, castagnoli) != sum {
		return nil, nil, ErrBroken
	}
	return parts[:n], parts[n:], nil
}

func (f *Frames) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	return f.failed("read", err)
}

// Torn reports, after an ErrBroken, whether the broken frame is the end that a killed process left:
// no whole frame follows it, wherever that might begin.
func (s *Scanner) Torn() (bool, error) {
	at := s.at + 1
	for r := bufio.NewReaderSize(io.NewSectionReader(s.f.file, at, End-at), bufferSize); ; at++ {
		head, err := r.Peek(HeadSize)
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, s.f.failed("read", err)
		}
		if binary.LittleEndian.Uint32(head[12:]) == s.f.seal(nil, head, at) {
			if _, _, err := s.f.ReadAt(at, nil); !errors.Is(err, ErrBroken) {
				return false, err
			}
		}
		r.Discard(1) //nolint:errcheck // it was peeked at
	}
}
