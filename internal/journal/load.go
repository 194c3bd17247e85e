package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
)

const readSize = 64 << 10

// DamageError says that a line of a journal is not what was written there.
type DamageError struct {
	Line   int   // from 1; 0 if only its position is known
	Offset int64 // of the line's first byte in the file
}

func (e *DamageError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("the journal has no whole record at byte %d: "+
			"the file was changed, or the disk is failing", e.Offset)
	}
	return fmt.Sprintf("line %d of the journal (at byte %d) is damaged: it was safe on the disk "+
		"and no longer fits its checksum, so the file was changed or the disk is failing: "+
		"bring back a good copy of it, or begin anew", e.Line, e.Offset)
}

// Load reads a journal from its first byte and calls each with every record in turn; the payload is
// valid for that call only. It returns where the good lines end, for Open: anything beyond was torn
// by a kill or a power cut. An error of each is returned unchanged. Memory does not grow.
//
// A line that does not match its checksum, or lacks its end, is never passed on, nor is any line
// after it. Such a line was either torn, and the journal just ends before it, or damaged, which is
// a *DamageError. A power cut may tear anything that was not synced: the file may end in the middle
// of a line or in zeros, or lack pages before others. It never tears what was synced. So the
// journal records in sync marks how much of it was: a bad line before the end that a later mark
// names was damaged, any other was torn. Close writes the mark for the last records; without it,
// the records of the last moments (0.2 s) are cut off even if the disk damaged them.
func Load(r io.Reader, each func(position int64, payload []byte) error) (end int64, err error) {
	in := lineReader{in: bufio.NewReaderSize(r, readSize)}
	var bad DamageError // the first bad line; Line is 0 while there is none
	for in.next() {
		kind, payload, ok := parseLine(in.line, in.position)
		switch {
		case bad.Line > 0:
			if ok && kind == mark && synced(payload) > bad.Offset {
				return bad.Offset, &bad
			}
		case !ok:
			bad = DamageError{Line: in.number, Offset: in.position}
		case kind == record:
			if err := each(in.position, payload); err != nil {
				return in.position, err
			}
		}
	}
	switch {
	case in.err != nil:
		return 0, fmt.Errorf("cannot read the journal: %w", in.err)
	case bad.Line > 0:
		return bad.Offset, nil
	}
	return in.end, nil
}

func synced(payload []byte) int64 {
	n, _ := strconv.ParseInt(string(payload), 10, 64) // its checksum shows that we wrote it
	return n
}

// lineReader reads lines one after the other.
type lineReader struct {
	in       *bufio.Reader
	line     []byte // with its end, unless the file ends first or it is longer than any good line
	number   int    // from 1
	position int64
	end      int64
	err      error
}

func (r *lineReader) next() bool {
	r.line = r.line[:0]
	r.position = r.end
	r.number++
	for {
		part, err := r.in.ReadSlice('\n')
		r.end += int64(len(part))
		if len(r.line) < maxLine {
			r.line = append(r.line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && err != io.EOF {
			r.err = err
			return false
		}
		return r.end > r.position
	}
}
