package store

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// NameLayout is the name of the first snapshot of a moment.
const NameLayout = "2006-01-02T150405Z"

var nameShape = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d{6}Z)(-\d{1,4})?$`)

// ParseName returns the moment in a snapshot's name; ok is false if it is none.
func ParseName(name string) (at time.Time, ok bool) {
	parts := nameShape.FindStringSubmatch(name)
	if parts == nil {
		return time.Time{}, false
	}
	at, err := time.Parse(NameLayout, parts[1])
	return at, err == nil
}

// FreeName returns the name for a snapshot of that moment, after all others of the same moment: a
// clock that goes back can show one twice.
func FreeName(at time.Time, taken []string) string {
	base, last := at.UTC().Format(NameLayout), 0
	for _, name := range taken {
		if suffix, same := strings.CutPrefix(name, base); same {
			n, _ := strconv.Atoi(strings.TrimPrefix(suffix, "-")) // the first one has none
			last = max(last, n, 1)
		}
	}
	if last == 0 {
		return base
	}
	return fmt.Sprintf("%s-%d", base, last+1)
}
