package screen

import (
	"strings"
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ got, want string }{
		{Thousands(0), "0"}, {Thousands(999), "999"}, {Thousands(12345), "12,345"}, {Thousands(-1234567), "-1,234,567"},
		{Thousands(int64(-100)), "-100"},
		{Count(1, "lead"), "1 lead"}, {Count(0, "lead"), "0 leads"}, {Count(2500, "lead"), "2,500 leads"},
		{CountOf(1, "retry", "retries"), "1 retry"}, {CountOf(2, "retry", "retries"), "2 retries"},
		{Size(1), "1 byte"}, {Size(999), "999 bytes"}, {Size(1500), "1.5 kB"}, {Size(2_000_000_000_000_000), "2000.0 TB"},
		{Seconds(-time.Second), "0 s"}, {Seconds(time.Millisecond), "1 s"}, {Seconds(99 * time.Second), "99 s"},
		{Seconds(100 * time.Second), "2 min"}, {Seconds(3 * time.Hour), "3.0 h"},
		{Clip("añb", 2), "a…"}, {Clip("ab", 2), "ab"}, {Clip("ab", -1), ""},
		{Harmless("a\x1b[2Jb\r\tc\n"), "a\\u001b[2Jb\\u000d\tc\n"}, {Harmless("über"), "über"}, {Harmless("M\xfcller\ufffd"), "M\\xfcller\ufffd"},
		{Table([][]string{{"a\nb", "\t"}}), "a\\nb  \\t\n"},
		{List([]string{"a", "b"}), "a, b"}, {List(strings.Split(strings.Repeat("x ", 30), " ")[:30]), strings.Repeat("x, ", 19) + "x and 10 more"},
		{List(make([]string, 21)), strings.Repeat(", ", 20)},
		{Table([][]string{{"NAME", "N"}, {"a", "1"}}), "NAME  N\na     1\n"},
		{Table([][]string{{"N", "ÄÖ", "X"}, {"1,204", "a", ""}}, 0), "    N  ÄÖ  X\n1,204  a\n"},
		{Age(20 * time.Second), "20 s"}, {Age(3*time.Hour + 59*time.Minute), "3 h"}, {Age(49 * time.Hour), "2 days"}, {Age(-time.Hour), "0 s"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
