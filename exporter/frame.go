package exporter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// frames is a file of frames, one behind the other. A frame is a head of 16 bytes and two parts. The head holds the lengths of the parts,
// their CRC-32C, and the CRC-32C of the spool's key, the frame's position and the head so far: so a frame fits one place of one spool.
// Numbers have four bytes, low byte first.
type frames struct {
	file    io.ReadWriteSeeker
	w       *bufio.Writer
	key     key
	written int64 // where the next frame goes, or comes from
	frame   []byte
	head    [headSize]byte
	place   [8]byte
}

const (
	headSize   = 16
	bufferSize = 128 << 10 // what a killed process loses of its spool at most
	maxFrame   = 1 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var (
	errBroken = errors.New("no whole frame")
	errCut    = fmt.Errorf("%w: the file ends in it", errBroken)
)

// DamagedError says that a spool is not what was written there.
type DamagedError struct{ Offset int64 }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("what was written to the spool comes back damaged at its byte %d: the file was changed, or the disk is failing", e.Offset)
}

// begin returns a frame that has only a head, to append the parts to.
func (f *frames) begin() []byte { return append(f.frame[:0], f.head[:]...) }

// end completes and writes a frame, of which so many bytes are the first part.
func (f *frames) end(b []byte, first int) error {
	f.frame = b
	binary.LittleEndian.PutUint32(b, uint32(first))
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-headSize-first))
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b[headSize:], castagnoli))
	binary.LittleEndian.PutUint32(b[12:], f.seal(b, f.written))
	f.written += int64(len(b))
	if _, err := f.w.Write(b); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	return nil
}

func (f *frames) seal(head []byte, at int64) uint32 {
	binary.LittleEndian.PutUint64(f.place[:], uint64(at))
	sum := crc32.Update(0, castagnoli, f.key[:])
	sum = crc32.Update(sum, castagnoli, f.place[:])
	return crc32.Update(sum, castagnoli, head[:12])
}

func (f *frames) flush() error {
	if err := f.w.Flush(); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	return nil
}

// next reads the frame that stands at a position, where r reads. The parts are good until the next use of r or f. io.EOF stands for a
// clean end, errBroken for anything that is no whole frame of that place.
func (f *frames) next(r *bufio.Reader, at int64) (first, second []byte, err error) {
	if _, err := io.ReadFull(r, f.head[:]); err != nil {
		return nil, nil, broken(true, err)
	}
	n := binary.LittleEndian.Uint32(f.head[:])
	size := int64(n) + int64(binary.LittleEndian.Uint32(f.head[4:]))
	if binary.LittleEndian.Uint32(f.head[12:]) != f.seal(f.head[:], at) || size > maxFrame {
		return nil, nil, errBroken
	}
	payload, err := f.read(r, int(size))
	if err != nil {
		return nil, nil, broken(false, err)
	}
	if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(f.head[8:]) {
		return nil, nil, errBroken
	}
	return payload[:n], payload[n:], nil
}

// read returns the next bytes of r: in its buffer, if they have room there.
func (f *frames) read(r *bufio.Reader, size int) ([]byte, error) {
	if size <= r.Size() {
		b, err := r.Peek(size)
		if err == nil {
			_, err = r.Discard(size)
		}
		return b, err
	}
	f.frame = slices.Grow(f.frame[:0], size)[:size]
	_, err := io.ReadFull(r, f.frame)
	return f.frame, err
}

// broken tells what a failed read of a frame means; first is that of its head.
func broken(first bool, err error) error {
	switch {
	case first && errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	}
	return fmt.Errorf("read the spool: %w", err)
}

// torn tells of a broken frame at a position whether it is the end of the file that a killed process left: no whole frame is behind it,
// wherever that might begin.
func (f *frames) torn(at int64) (bool, error) {
	for {
		if _, err := f.file.Seek(at+1, io.SeekStart); err != nil {
			return false, fmt.Errorf("read the spool: %w", err)
		}
		var err error
		at, err = f.likely(bufio.NewReaderSize(f.file, bufferSize), at+1)
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("read the spool: %w", err)
		}
		if _, err := f.file.Seek(at, io.SeekStart); err != nil {
			return false, fmt.Errorf("read the spool: %w", err)
		}
		if _, _, err := f.next(bufio.NewReaderSize(f.file, bufferSize), at); err == nil {
			return false, nil
		} else if !errors.Is(err, errBroken) {
			return false, err
		}
	}
}

// likely returns the first position from there on at which a head fits; io.EOF if there is none.
func (f *frames) likely(r *bufio.Reader, at int64) (int64, error) {
	for ; ; at++ {
		head, err := r.Peek(headSize)
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
