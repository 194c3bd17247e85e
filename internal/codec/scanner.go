package codec

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
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
	f     *Frames
	r     *bufio.Reader
	at    int64
	frame []byte // that is longer than the buffer of r
}

// End is the end of the file, for Scan.
const End = math.MaxInt64

// Scan returns a Scanner of the frames from one position to another.
func (f *Frames) Scan(from, to int64) *Scanner {
	r := bufio.NewReaderSize(io.NewSectionReader(f.file, from, to-from), 2*bufferSize)
	return &Scanner{f: f, r: r, at: from}
}

// Position returns where the next frame begins.
func (s *Scanner) Position() int64 { return s.at }

// Next returns the parts of the next frame, which are good until the next call. The error is io.EOF
// after the last frame, ErrBroken, or the file's own. After an error the Scanner stays where it is.
func (s *Scanner) Next() (first, second []byte, err error) {
	head, err := s.r.Peek(HeadSize)
	if err != nil {
		if errors.Is(err, io.EOF) && len(head) == 0 {
			return nil, nil, io.EOF
		}
		return nil, nil, s.f.broken(err)
	}
	h, err := s.f.parse(head, s.at)
	if err != nil {
		return nil, nil, err
	}
	frame, err := s.read(HeadSize + h.first + h.second)
	if err != nil {
		return nil, nil, s.f.broken(err)
	}
	if first, second, err = h.split(frame[HeadSize:]); err == nil {
		s.at += int64(len(frame))
	}
	return first, second, err
}

// read returns the next bytes: in the buffer of r if they have room there.
func (s *Scanner) read(size int) ([]byte, error) {
	if size <= s.r.Size() {
		b, err := s.r.Peek(size)
		if err == nil {
			_, err = s.r.Discard(size)
		}
		return b, err
	}
	s.frame = slices.Grow(s.frame[:0], size)[:size]
	_, err := io.ReadFull(s.r, s.frame)
	return s.frame, err
}

func (f *Frames) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	return f.failed("read", err)
}

// ReadAt returns the parts of the frame at a position that was flushed. They are written into buf,
// which grows if it must. io.EOF and ErrBroken are as from a Scanner.
func (f *Frames) ReadAt(at int64, buf []byte) (first, second []byte, err error) {
	buf = slices.Grow(buf[:0], HeadSize)[:HeadSize]
	if n, err := f.file.ReadAt(buf, at); n == 0 && errors.Is(err, io.EOF) {
		return nil, nil, io.EOF
	} else if n < HeadSize {
		return nil, nil, f.broken(err)
	}
	h, err := f.parse(buf, at)
	if err != nil {
		return nil, nil, err
	}
	buf = slices.Grow(buf[:0], h.first+h.second)[:h.first+h.second]
	if n, err := f.file.ReadAt(buf, at+HeadSize); n < len(buf) {
		return nil, nil, f.broken(err)
	}
	return h.split(buf)
}

// Torn reports, after an ErrBroken, whether the broken frame is the end that a killed process left:
// no whole frame follows it, wherever that might begin.
func (s *Scanner) Torn() (bool, error) {
	for at := s.at + 1; ; at++ {
		var err error
		at, err = s.f.likely(at)
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, s.f.failed("read", err)
		}
		_, _, err = s.f.Scan(at, End).Next()
		if !errors.Is(err, ErrBroken) {
			return false, err
		}
	}
}

// likely returns the first position from there on at which a head fits; io.EOF if there is none.
func (f *Frames) likely(at int64) (int64, error) {
	r := bufio.NewReaderSize(io.NewSectionReader(f.file, at, End-at), bufferSize)
	for ; ; at++ {
		head, err := r.Peek(HeadSize)
		if err != nil {
			return 0, err
		}
		if binary.LittleEndian.Uint32(head[12:]) == f.seal(head, at) {
			return at, nil
		}
		if _, err := r.Discard(1); err != nil {
			return 0, err
		}
	}
}
