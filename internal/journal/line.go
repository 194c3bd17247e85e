package journal

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strconv"
)

// The character after the checksum says what the line is.
const (
	record = ' ' // followed by a payload
	mark   = '=' // followed by the number of bytes that were on the disk
)

const (
	sumSize = 8 // hex digits
	maxLine = sumSize + 1 + MaxRecord + 1
)

func checkPayload(payload []byte) error {
	if len(payload) > MaxRecord {
		return fmt.Errorf("a journal record of %d bytes is too long: %d is the most",
			len(payload), MaxRecord)
	}
	if at := bytes.IndexByte(payload, '\n'); at >= 0 {
		return fmt.Errorf("a journal record has a line end at its byte %d, where it would be cut "+
			"in two: write it in another way", at)
	}
	return nil
}

// appendLine appends the line for that position of the file.
func appendLine(dst []byte, position int64, kind byte, payload []byte) []byte {
	start := len(dst)
	dst = append(dst, "checksum"...)
	dst = append(dst, kind)
	dst = append(dst, payload...)
	seal(dst[start:], position)
	return append(dst, '\n')
}

func appendMark(dst []byte, position, synced int64) []byte {
	var digits [20]byte
	return appendLine(dst, position, mark, strconv.AppendInt(digits[:0], synced, 10))
}

// seal puts the checksum at the head of a line without its end. The position, which the sum covers
// first, is as long as the sum's digits and stands in for them meanwhile, to avoid a copy.
func seal(line []byte, position int64) {
	binary.LittleEndian.PutUint64(line, uint64(position))
	var sum [4]byte
	binary.BigEndian.PutUint32(sum[:], crc32.Checksum(line, crc32.MakeTable(crc32.Castagnoli)))
	hex.Encode(line, sum[:])
}

// parseLine splits a line, given with its end; ok reports whether it is as written at that
// position. It seals the line again.
func parseLine(line []byte, position int64) (kind byte, payload []byte, ok bool) {
	line, ended := bytes.CutSuffix(line, []byte("\n"))
	if !ended || len(line) <= sumSize {
		return 0, nil, false
	}
	// Digits are compared, not numbers: "A" for "a" is a flipped bit too.
	digits := [sumSize]byte(line)
	seal(line, position)
	kind = line[sumSize]
	ok = digits == [sumSize]byte(line) && (kind == record || kind == mark)
	return kind, line[sumSize+1:], ok
}

// Read returns the record at a position that Append returned, on the disk or not, also after a
// failure and after Close. A record that is not as it was written is a *DamageError.
func (j *Journal) Read(position int64) ([]byte, error) {
	if line, ok := j.buffered(position); ok {
		return parseRecord(line, position)
	}
	return Read(j.file, position)
}

// Read returns the record at a position that Load passed on, of a journal that is not being
// written; the file may be read-only. A record that is not as it was written is a *DamageError.
func Read(f io.ReaderAt, position int64) ([]byte, error) {
	const usual = 512 // bytes: most lines fit
	in := bufio.NewReaderSize(io.NewSectionReader(f, position, maxLine), usual)
	line, err := in.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("cannot read the journal: %w", err)
	}
	return parseRecord(line, position)
}

func parseRecord(line []byte, position int64) ([]byte, error) {
	kind, payload, ok := parseLine(line, position)
	if !ok || kind != record {
		return nil, &DamageError{Offset: position}
	}
	return payload, nil
}

// buffered returns the line at a position; ok is false if the position is in the file.
func (j *Journal) buffered(position int64) (line []byte, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if position < j.written {
		return nil, false
	}
	rest := j.buf[min(position-j.written, int64(len(j.buf))):]
	return slices.Clone(rest[:bytes.IndexByte(rest, '\n')+1]), true
}
