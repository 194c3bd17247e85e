package delta

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
)

// A mark is a file of prints: the prints in their order, 16 bytes each, a text of the caller, its length
// in 4 bytes, and the SHA-256 of all that. The text comes last, as it may say what became of the prints.

const (
	printSize = 16
	tailSize  = 4 + sha256.Size
)

// errDamaged says that a mark is not what was written.
var errDamaged = errors.New("its checksum is wrong")

// MarkWriter writes a mark. Its first error is that of every later call, too.
type MarkWriter struct {
	out *bufio.Writer
	sum hash.Hash
	err error
}

// NewMarkWriter begins a mark.
func NewMarkWriter(w io.Writer) *MarkWriter {
	m := &MarkWriter{sum: sha256.New()}
	m.out = bufio.NewWriterSize(io.MultiWriter(w, m.sum), 64<<10)
	return m
}

func (m *MarkWriter) write(b []byte) {
	if m.err == nil {
		_, m.err = m.out.Write(b)
	}
}

// Add adds a print. They come in the order of Sort.
func (m *MarkWriter) Add(p Print) error {
	var room [printSize]byte
	binary.LittleEndian.PutUint64(room[:], p.Lead)
	binary.LittleEndian.PutUint64(room[8:], p.Row)
	m.write(room[:])
	return m.err
}

// Close completes the mark with its text, and does not close the writer below.
func (m *MarkWriter) Close(text []byte) error {
	m.write(binary.LittleEndian.AppendUint32(bytes.Clone(text), uint32(len(text))))
	if m.err == nil {
		m.err = m.out.Flush()
	}
	m.write(m.sum.Sum(nil))
	if m.err == nil {
		m.err = m.out.Flush()
	}
	return m.err
}

// Mark is a mark that was read and found undamaged.
type Mark struct {
	Text []byte
	file io.ReaderAt
	end  int64 // of the prints
}

// ReadMark reads a mark through, and returns its text. The file stays in use for Prints.
func ReadMark(file io.ReaderAt, size int64) (*Mark, error) {
	tail := make([]byte, tailSize)
	if size < tailSize {
		return nil, errDamaged
	}
	if _, err := file.ReadAt(tail, size-tailSize); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(file, 0, size-sha256.Size)); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	end := size - tailSize - length
	if !bytes.Equal(tail[4:], sum.Sum(nil)) || end < 0 || end%printSize != 0 {
		return nil, errDamaged
	}
	m := &Mark{Text: make([]byte, length), file: file, end: end}
	_, err := io.ReadFull(io.NewSectionReader(file, end, length), m.Text)
	return m, err
}

// Count returns how many prints there are.
func (m *Mark) Count() int { return int(m.end / printSize) }

// Prints returns the prints, in their order.
func (m *Mark) Prints() iter.Seq2[Print, error] {
	return func(yield func(Print, error) bool) {
		in := bufio.NewReaderSize(io.NewSectionReader(m.file, 0, m.end), 64<<10)
		var room [printSize]byte
		for range m.Count() {
			if _, err := io.ReadFull(in, room[:]); err != nil {
				yield(Print{}, fmt.Errorf("while reading what earlier exports wrote: %w", err))
				return
			}
			if !yield(Print{binary.LittleEndian.Uint64(room[:]), binary.LittleEndian.Uint64(room[8:])}, nil) {
				return
			}
		}
	}
}
