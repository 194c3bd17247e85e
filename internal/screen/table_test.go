package screen

import (
	"strings"
	"testing"
)

// TestTableWithin: a table is no wider than the screen; what is missed least gives way first.
func TestTableWithin(t *testing.T) {
	t.Parallel()
	columns := []Column{{Head: "WHEN"}, {Head: "BOT", Least: 5, Name: true, Drop: 1}, {Head: "RESULT", Least: 7}}
	rows := func() [][]string {
		return [][]string{{"2026-11-29", "64f1c0ffee0000000000b071", "41 created, 5 updated"}}
	}
	for _, tt := range []struct {
		width int
		want  string
		cut   bool
	}{
		{0, "WHEN        BOT                       RESULT\n2026-11-29  64f1c0ffee0000000000b071  41 created, 5 updated\n", false},
		{60, "WHEN        BOT                       RESULT\n2026-11-29  64f1c0ffee0000000000b071  41 created, 5 updated\n", false},
		{40, "WHEN        BOT           RESULT\n2026-11-29  64f1c0…0b071  41 created, …\n", true},
		{28, "WHEN        BOT     RESULT\n2026-11-29  64f…71  41 cre…\n", true},
		{26, "WHEN        RESULT\n2026-11-29  41 created, …\n", true},
		{10, "WHEN        RESULT\n2026-11-29  41 cre…\n", true},
	} {
		got, cut := TableWithin(tt.width, columns, rows())
		if got != tt.want || cut != tt.cut {
			t.Errorf("%d:\n%s%v, want\n%s%v", tt.width, got, cut, tt.want, tt.cut)
		}
	}
	for width := 22; width < 70; width++ {
		got, _ := TableWithin(width, columns, rows())
		for line := range strings.Lines(got) {
			if n := len([]rune(line)) - 1; n >= width {
				t.Errorf("width %d: a line of %d characters: %q", width, n, line)
			}
		}
	}
}
