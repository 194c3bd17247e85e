package importer

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Stage is the temporary file that checked rows wait in until they are sent. What was checked and shown is what is sent, whatever
// happens to the input meanwhile, and memory does not grow with it.
type Stage interface {
	io.Writer
	io.ReaderAt
	Truncate(size int64) error
	Seek(offset int64, whence int) (int64, error)
}

// stage writes items one behind the other, and reads them as often as wanted.
type stage struct {
	file    Stage
	out     *bufio.Writer
	size    int64
	scratch []byte
}

const stageBuffer = 256 << 10

func newStage(file Stage) *stage {
	return &stage{file: file, out: bufio.NewWriterSize(file, stageBuffer)}
}

// reset forgets all items.
func (s *stage) reset() error {
	s.size = 0
	s.out.Reset(s.file)
	if err := s.file.Truncate(0); err != nil {
		return err
	}
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

func (s *stage) add(it *item) error {
	s.scratch = it.append(append(s.scratch[:0], 0, 0, 0, 0))
	binary.LittleEndian.PutUint32(s.scratch, uint32(len(s.scratch)-4))
	n, err := s.out.Write(s.scratch)
	s.size += int64(n)
	if err != nil {
		err = fmt.Errorf("the checked rows cannot be kept: %w", err)
	}
	return err
}

// items reads all items in their order. Each is good until the next one; its texts may be kept.
func (s *stage) items() iter.Seq2[*item, error] {
	return func(yield func(*item, error) bool) {
		if err := s.out.Flush(); err != nil {
			yield(nil, err)
			return
		}
		in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.size), stageBuffer)
		var it item
		var frame []byte
		for {
			var head [4]byte
			_, err := io.ReadFull(in, head[:])
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				frame, err = readFrame(in, frame, binary.LittleEndian.Uint32(head[:]))
			}
			if err == nil {
				err = it.parse(string(frame))
			}
			if !yield(&it, err) || err != nil {
				return
			}
		}
	}
}

func readFrame(in *bufio.Reader, frame []byte, size uint32) ([]byte, error) {
	if uint64(cap(frame)) < uint64(size) {
		frame = make([]byte, size)
	}
	frame = frame[:size]
	if _, err := io.ReadFull(in, frame); err != nil {
		return frame, errStage
	}
	return frame, nil
}
