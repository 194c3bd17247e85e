package codec

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// File is a file of frames; *os.File is one.
type File interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
}

// Frames is a file of frames, one after the other. A frame is a head of 16 bytes and two parts, of
// which each may be empty. The head holds the lengths of the parts, their CRC-32C, and the CRC-32C of
// the file's key, the frame's position and the head so far: so a frame fits one place of one file.
// Numbers in the head have four bytes, low byte first. Frames is used by one goroutine at a time.
type Frames struct {
	Key   [16]byte // of the frames from here on; zero if it is never set
	name  string
	file  File
	w     *bufio.Writer
	size  int64
	frame []byte
}

const (
	// HeadSize is the size of a frame without its parts.
	HeadSize = 16

	bufferSize = 128 << 10 // what a killed process loses at most
	maxFrame   = 1 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// NewFrames returns the frames of a file that is empty or to be overwritten. Errors call the file by
// that name, as in "write the spool".
func NewFrames(file File, name string) *Frames {
	return &Frames{name: name, file: file, w: bufio.NewWriterSize(io.NewOffsetWriter(file, 0), bufferSize)}
}

// Size returns where the next frame goes.
func (f *Frames) Size() int64 { return f.size }

// Begin returns a frame without its parts. The caller appends them and gives the frame to End.
func (f *Frames) Begin() []byte { return append(f.frame[:0], make([]byte, HeadSize)...) }

// End completes and writes a frame whose first part has that many bytes.
func (f *Frames) End(frame []byte, first int) error {
	f.frame = frame
	parts := frame[HeadSize:]
	binary.LittleEndian.PutUint32(frame, uint32(first))
	binary.LittleEndian.PutUint32(frame[4:], uint32(len(parts)-first))
	binary.LittleEndian.PutUint32(frame[8:], crc32.Checksum(parts, castagnoli))
	binary.LittleEndian.PutUint32(frame[12:], f.seal(frame[len(frame):], frame, f.size))
	f.size += int64(len(frame))
	_, err := f.w.Write(frame)
	return f.failed("write", err)
}

// sealed is the size of what a head's checksum is made of.
const sealed = len(Frames{}.Key) + 8 + HeadSize - 4

// seal returns the checksum of a head at a position. It needs room for as many bytes as sealed says, or makes some.
func (f *Frames) seal(room, head []byte, at int64) uint32 {
	b := append(room[:0], f.Key[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(at))
	return crc32.Checksum(append(b, head[:HeadSize-4]...), castagnoli)
}

// Flush hands every frame to the file. A Scanner sees only frames that were flushed.
func (f *Frames) Flush() error { return f.failed("write", f.w.Flush()) }

// Cut drops everything from a position on, what was not flushed included. The next frame goes there.
func (f *Frames) Cut(at int64) error {
	f.w.Reset(io.NewOffsetWriter(f.file, at))
	f.size = at
	return f.failed("cut", f.file.Truncate(at))
}

func (f *Frames) failed(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, f.name, err)
	}
	return nil
}
