package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

const usualLine = 512 // bytes: most lines fit

// Read returns the record at a position that Append or Load told, on the disk or not, also after a failure and after Close. It is
// written into buf, which grows if it must. A record that is not as it was written is a *DamageError.
func (j *Journal) Read(position int64, buf []byte) ([]byte, error) {
	line, waits := j.waitingLine(position, buf[:0])
	if !waits {
		var err error
		if line, err = readLine(j.file, position, line); err != nil {
			return nil, fmt.Errorf("cannot read the journal: %w", err)
		}
	}
	kind, payload, ok := parseLine(line, position)
	if !ok || kind != record {
		return nil, &DamageError{Offset: position}
	}
	return append(line[:0], payload...), nil
}

// waitingLine appends the line at that position to dst and is true, if the position is not handed to the system yet.
func (j *Journal) waitingLine(position int64, dst []byte) ([]byte, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if position < j.handed {
		return dst, false
	}
	if position >= j.end() {
		return dst, true
	}
	line := j.buf[position-j.handed:]
	return append(dst, line[:bytes.IndexByte(line, '\n')+1]...), true
}

// readLine reads the line at that position into buf. Where the file ends before the line does, the line lacks its end.
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
