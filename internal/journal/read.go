package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

const usualLine = 512 // bytes: most lines fit

// Read returns the record at a position that Append returned, on the disk or not, also after a
// failure and after Close. It is written into buf, which grows if it must. A record that is not as
// it was written is a *DamageError.
func (j *Journal) Read(position int64, buf []byte) ([]byte, error) {
	if line, ok := j.buffered(position, buf[:0]); ok {
		return parseRecord(line, position)
	}
	return Read(j.file, position, buf)
}

// Read returns the record at a position that Load passed on, of a journal that is not being
// written; the file may be read-only. It is written into buf, which grows if it must. A record that
// is not as it was written is a *DamageError.
func Read(f io.ReaderAt, position int64, buf []byte) ([]byte, error) {
	line, err := readLine(f, position, buf)
	if err != nil {
		return nil, fmt.Errorf("cannot read the journal: %w", err)
	}
	return parseRecord(line, position)
}

// parseRecord returns the payload of a line, moved to the line's start.
func parseRecord(line []byte, position int64) ([]byte, error) {
	kind, payload, ok := parseLine(line, position)
	if !ok || kind != record {
		return nil, &DamageError{Offset: position}
	}
	return append(line[:0], payload...), nil
}

// buffered appends the line at a position to dst; ok is false if the position is in the file.
func (j *Journal) buffered(position int64, dst []byte) (line []byte, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if position < j.written {
		return dst, false
	}
	if position >= j.end() {
		return dst, true
	}
	rest := j.buf[position-j.written:]
	return append(dst, rest[:bytes.IndexByte(rest, '\n')+1]...), true
}

// readLine reads the line at a position into buf. If the file ends first, the line lacks its end.
func readLine(f io.ReaderAt, position int64, buf []byte) ([]byte, error) {
	for size := max(usualLine, cap(buf)); ; size = min(4*size, maxLine) {
		buf = slices.Grow(buf[:0], size)[:size]
		n, err := f.ReadAt(buf, position)
		if end := bytes.IndexByte(buf[:n], '\n'); end >= 0 {
			return buf[:end+1], nil
		}
		if errors.Is(err, io.EOF) || err == nil && size >= maxLine {
			return buf[:n], nil
		}
		if err != nil {
			return nil, err
		}
	}
}
