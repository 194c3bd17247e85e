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
	in := bufio.NewReaderSize(r, readSize)
	var buf []byte
	var bad DamageError // the first bad line; Line is 0 while there is none
	for number := 1; ; number++ {
		line, size, err := nextLine(in, buf[:0])
		switch {
		case err != nil:
			return 0, fmt.Errorf("cannot read the journal: %w", err)
		case size == 0 && bad.Line > 0:
			return bad.Offset, nil
		case size == 0:
			return end, nil
		}
		buf = line
		switch kind, payload, ok := parseLine(line, end); {
		case bad.Line > 0:
			if ok && kind == mark && synced(payload) > bad.Offset {
				return bad.Offset, &bad
			}
		case !ok:
			bad = DamageError{Line: number, Offset: end}
		case kind == record:
			if err := each(end, payload); err != nil {
				return end, err
			}
		}
		end += size
	}
}

func synced(payload []byte) int64 {
	n, _ := strconv.ParseInt(string(payload), 10, 64) // its checksum shows that we wrote it
	return n
}

// nextLine reads a line into buf, with its end unless the file ends first; of a line that is longer
// than any good one it keeps the beginning. The size is 0 after the last line.
func nextLine(in *bufio.Reader, buf []byte) (line []byte, size int64, err error) {
	for {
		part, err := in.ReadSlice('\n')
		size += int64(len(part))
		if len(buf) < maxLine {
			buf = append(buf, part...)
		}
		switch {
		case err == nil || err == io.EOF:
			return buf, size, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, 0, err
		}
	}
}
