package screen

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Thousands writes a number as people read it: 12,345.
func Thousands[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number and its noun: 1 lead, 2,500 leads.
func Count[N int | int64](n N, one string) string { return CountOf(n, one, one+"s") }

// CountOf is Count for nouns whose plural is irregular.
func CountOf[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Size writes a number of bytes as people read it: 1.5 MB.
func Size(n int64) string {
	f, unit := float64(n), 0
	for ; f >= 1000 && unit < 4; unit++ {
		f /= 1000
	}
	if unit == 0 {
		return Count(n, "byte")
	}
	return fmt.Sprintf("%.1f %s", f, []string{"", "kB", "MB", "GB", "TB"}[unit])
}

// Seconds writes a duration in the unit that people count it in. A negative one is 0 s.
func Seconds(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 100*time.Second:
		return fmt.Sprintf("%d s", (d+time.Second-1)/time.Second)
	case d < 100*time.Minute:
		return fmt.Sprintf("%d min", (d+time.Minute/2)/time.Minute)
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

// Age writes how old something is, in the unit that people count it in. A negative age is 0 s.
func Age(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 100*time.Minute:
		return Seconds(d)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// Harmless escapes what could steer a terminal, and bytes that are not UTF-8: file names and server
// texts may hold anything.
func Harmless(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			fmt.Fprintf(&b, "\\x%02x", s[i])
		case unicode.IsPrint(r) || r == '\n' || r == '\t':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// OneLine shows line breaks as \n.
func OneLine(s string) string { return strings.ReplaceAll(s, "\n", `\n`) }

// Clip shortens a line to n characters, of which the last shows that it was cut.
func Clip(s string, n int) string { return cut(s, n, 0) }

// cut shortens a line to n characters, the last ones of which are from its end, and shows where.
func cut(s string, n, last int) string {
	r := []rune(s)
	switch {
	case len(r) <= max(n, 0):
		return s
	case n < 1:
		return ""
	}
	return string(r[:n-1-last]) + "…" + string(r[len(r)-last:])
}

// clipWords shortens a line to n characters at the end of a word.
func clipWords(s string, n int) string {
	if r := []rune(s); len(r) > max(n, 0) {
		begin := string(r[:max(n, 0)])
		if at := strings.LastIndexByte(begin, ' '); s[len(begin)] != ' ' && at > 0 {
			begin = begin[:at]
		}
		s = begin
	}
	return strings.TrimRight(s, " ,:;")
}

// List names the first of many.
func List(names []string) string {
	const most = 20
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %s more", strings.Join(names[:most], ", "), Thousands(len(names)-most))
}
