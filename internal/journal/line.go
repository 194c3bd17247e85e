package journal

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strconv"
)

// What follows the checksum tells what the line is.
const (
	record = ' ' // a payload follows
	mark   = '=' // the number of bytes follows that were on the disk when the mark was made
)

const (
	sumSize = 8 // hex digits
	maxLine = sumSize + 1 + MaxRecord + 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checkPayload(payload []byte) error {
	if len(payload) > MaxRecord {
		return fmt.Errorf("a journal record of %d bytes is too long: %d is the most", len(payload), MaxRecord)
	}
	if at := bytes.IndexByte(payload, '\n'); at >= 0 {
		return fmt.Errorf("a journal record has a line end at its byte %d, where it would be cut in two: write it in another way", at)
	}
	return nil
}

// appendLine appends the line that stands at that position of the file.
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

// seal puts the checksum at the head of a line without its end. The position, which the sum covers first, is as long as the sum's digits
// and stands in their place for the moment: so one run over the line does, and nothing is allocated.
func seal(line []byte, position int64) {
	binary.LittleEndian.PutUint64(line, uint64(position))
	var sum [4]byte
	binary.BigEndian.PutUint32(sum[:], crc32.Checksum(line, castagnoli))
	hex.Encode(line, sum[:])
}

// parseLine takes a line apart, its end included, and tells whether it is as it was written at that position. It seals the line anew.
func parseLine(line []byte, position int64) (kind byte, payload []byte, ok bool) {
	line, ended := bytes.CutSuffix(line, []byte("\n"))
	if !ended || len(line) <= sumSize {
		return 0, nil, false
	}
	// Digits are compared, not numbers: "A" for "a" is one flipped bit, too.
	digits := [sumSize]byte(line)
	seal(line, position)
	kind = line[sumSize]
	return kind, line[sumSize+1:], digits == [sumSize]byte(line) && (kind == record || kind == mark)
}
