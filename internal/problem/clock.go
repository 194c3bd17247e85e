package problem

import "time"

// Clock writes a time as a clock on the wall shows it, with the day if that is not within half a day
// of now.
func Clock(t time.Time) string {
	const near = 12 * time.Hour
	if away := time.Until(t); away > near || away < -near {
		return t.Local().Format("2 Jan 15:04")
	}
	return t.Local().Format("15:04")
}
