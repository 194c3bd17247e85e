package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

const usualLine = 512 // bytes: most lines fit

// Reader reads records back, with few reads of the file where they stand near each other. It is used by one goroutine.
type Reader struct {
	j      *Journal
	window window
}

// Reader returns a Reader of the journal.
func (j *Journal) Reader() *Reader { return &Reader{j, window{file: j.file}} }

// Read returns the record at a position that Append or Load told, on the disk or not, also after a failure and after Close. It is
// written into buf, which grows if it must. A record that is not as it was written is a *DamageError.
func (r *Reader) Read(position int64, buf []byte) ([]byte, error) {
	return r.j.read(&r.window, position, buf)
}

func (j *Journal) read(file io.ReaderAt, position int64, buf []byte) ([]byte, error) {
	line, waits := j.waitingLine(position, buf[:0])
	if !waits {
		var err error
		if line, err = readLine(file, position, line); err != nil {
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

// window reads a file that only grows, and keeps a stretch of it.
type window struct {
	file  io.ReaderAt
	start int64
	text  []byte
}

const (
	windowSize   = 64 << 10
	windowBehind = 8 << 10 // answers do not come quite in the order of the rows
)

// ReadAt reads as io.ReaderAt wants it. What is longer than a window is read past it.
func (w *window) ReadAt(p []byte, at int64) (int, error) {
	if at >= w.start && at+int64(len(p)) <= w.start+int64(len(w.text)) {
		return copy(p, w.text[at-w.start:]), nil
	}
	if at < 0 || len(p) > windowSize-windowBehind {
		return w.file.ReadAt(p, at)
	}
	start := max(0, at-windowBehind)
	w.text = slices.Grow(w.text[:0], windowSize)[:windowSize]
	n, err := w.file.ReadAt(w.text, start)
	w.start, w.text = start, w.text[:n]
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	n = copy(p, w.text[min(at-start, int64(n)):])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Read returns the record at a position that Load passed on, of a journal that is not being
// written; the file may be read-only. It is written into buf, which grows if it must. A record that
// is not as it was written is a *DamageError.
func Read(f io.ReaderAt, position int64, buf []byte) ([]byte, error) {
	line, err := readLine(f, position, buf)
	if err != nil {
		return nil, fmt.Errorf("cannot read the journal: %w", err)
	}
	kind, payload, ok := parseLine(line, position)
	if !ok || kind != record {
		return nil, &DamageError{Offset: position}
	}
	return append(line[:0], payload...), nil
}
