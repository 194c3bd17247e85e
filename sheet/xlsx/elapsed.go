package xlsx

import (
	"fmt"
	"math"
	"strings"
)

// elapsedText returns how an elapsed time is shown, such as 36:00:00 for a day and a half; ok is
// false if a spreadsheet shows none.
func (f *numberFormat) elapsedText(days float64) (text string, ok bool) {
	const most = 1e7 // days
	if days < 0 || days > most {
		return "", false
	}
	s := f.sections[0]
	places := min(s.count(digit), 3) // of a second
	unit := int64(math.Pow10(places))
	ticks := int64(math.Round(days * 86_400 * float64(unit)))
	seconds, part := ticks/unit, ticks%unit
	var b strings.Builder
	for _, t := range s {
		switch t.kind {
		case literal:
			b.WriteString(t.text)
		case point:
			if places > 0 {
				fmt.Fprintf(&b, ".%0*d", places, part)
			}
		case bracket:
			if isElapsed(t.text) {
				fmt.Fprintf(&b, "%0*d", len(t.text), seconds/secondsOf(t.text))
			}
		case clock:
			of := map[byte]int64{'h': 24, 'm': 60, 's': 60}[t.text[0]]
			fmt.Fprintf(&b, "%0*d", len(t.text), seconds/secondsOf(t.text)%of)
		}
	}
	return b.String(), true
}

// secondsOf returns how many seconds an hour, a minute or a second has.
func secondsOf(unit string) int64 {
	return map[byte]int64{'h': 3600, 'm': 60, 's': 1}[unit[0]]
}
