package xlsx

import (
	"strconv"
	"time"
)

// Kind is how the cells of a column are stored, if their text allows it. A Book returns the same text.
type Kind uint8

// The kinds.
const (
	Text   Kind = iota
	Number      // whole ones, to be summed and sorted
	Moment      // times such as 2023-02-01T05:59:03.533Z, to be filtered by month
)

// momentLayout is the one form of a moment that is stored as a date.
const momentLayout = "2006-01-02T15:04:05.000Z"

// stored returns the number that a text is stored as; ok is false if it has to be text.
func (k Kind) stored(text string) (number string, ok bool) {
	switch k {
	case Number:
		const exact = 15 // digits that a spreadsheet keeps
		return text, text == "0" || isWhole(text) && len(text) <= exact
	case Moment:
		at, err := time.Parse(momentLayout, text)
		if err != nil || at.Format(momentLayout) != text { // Parse is lenient
			return "", false
		}
		const leapBug = 61 // before that day of 1900 programs count differently
		days := float64(at.UnixMilli()-dayZero().UnixMilli()) / 86_400_000
		return strconv.FormatFloat(days, 'f', -1, 64), days >= leapBug
	}
	return "", false
}

func dayZero() time.Time { return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) }

// appendStored appends a cell with the number that its text is stored as.
func (x *Writer) appendStored(c *column, text string) (ok bool) {
	number, ok := c.Kind.stored(text)
	if !ok {
		return false
	}
	x.buf = append(append(x.buf, `<c r="`...), c.letters...)
	x.buf = strconv.AppendInt(x.buf, int64(x.rows), 10)
	x.buf = append(x.buf, `" s="`...)
	x.buf = strconv.AppendInt(x.buf, int64(c.style()), 10)
	x.buf = append(append(append(x.buf, `"><v>`...), number...), `</v></c>`...)
	return true
}

// style is that of the column's cells.
func (c *column) style() int {
	return [...]int{Text: c.textStyle(), Number: styleNumber, Moment: styleMoment}[c.Kind]
}

// textStyle is that of its texts.
func (c *column) textStyle() int {
	if c.Wrapped {
		return styleWrapped
	}
	return styleText
}
