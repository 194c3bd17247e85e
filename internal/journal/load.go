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
	Line   int   // from 1; 0 if it was asked for by its position alone
	Offset int64 // of the line's first byte in the file
}

func (e *DamageError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("the journal has no whole record at byte %d: the file was changed, or the disk is failing", e.Offset)
	}
	return fmt.Sprintf("line %d of the journal (at byte %d) is damaged: it was safe on the disk and no longer fits its checksum, "+
		"so the file was changed or the disk is failing: bring back a good copy of it, or begin anew", e.Line, e.Offset)
}

// Load reads a journal from its first byte and calls each with every record in turn; the payload is good for that call only. It returns
// where the good lines end, for Open, and whether something torn is behind them. An error of each ends it and is returned as it is.
// Memory does not grow with the journal.
//
// A line that does not fit its checksum, or lacks its end, is never handed out, nor is any line after it. The question is whether it was
// torn, so that the journal just ends before it, or damaged, which is a *DamageError. What was not synced when the power went may be torn
// anywhere: the file may end in the middle of a line or in zeros, and pages may be missing between others that did reach the disk. What
// was synced is never torn. So the journal notes in sync marks how much of it was synced: a bad line that lies before the place a later
// mark tells was damaged, any other was torn. The mark for the last records is written by Close; in the journal of a process that did
// not get that far, the records of the last moments (Options.Every) are the ones that are cut even if it was the disk that spoiled them.
func Load(r io.Reader, each func(position int64, payload []byte) error) (end int64, torn bool, err error) {
	in := lineReader{in: bufio.NewReaderSize(r, readSize)}
	var bad DamageError // the first bad line; there is none yet while its Line is 0
	for in.next() {
		kind, payload, ok := parseLine(in.line, in.position)
		switch {
		case bad.Line > 0:
			if ok && kind == mark && synced(payload) > bad.Offset {
				return bad.Offset, false, &bad
			}
		case !ok:
			bad = DamageError{Line: in.number, Offset: in.position}
		case kind == record:
			if err := each(in.position, payload); err != nil {
				return in.position, false, err
			}
		}
	}
	switch {
	case in.err != nil:
		return 0, false, fmt.Errorf("cannot read the journal: %w", in.err)
	case bad.Line > 0:
		return bad.Offset, true, nil
	}
	return in.end, false, nil
}

func synced(payload []byte) int64 {
	n, _ := strconv.ParseInt(string(payload), 10, 64) // we wrote it, as its checksum shows
	return n
}

// lineReader reads lines one after the other.
type lineReader struct {
	in       *bufio.Reader
	line     []byte // with its end, unless the file ends first or the line is longer than any good one
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
