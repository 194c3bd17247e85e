package ratelimit

import (
	"math"
	"net/http"
	"testing"
	"time"
)

func TestParseHint(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const year = maxTold
	wait := func(d time.Duration) Hint { return Hint{Wait: d, Told: true} }
	left := func(n int, reset time.Duration) Hint { return Hint{Remaining: n, HasRemaining: true, Reset: reset} }
	spent := func(reset time.Duration) Hint {
		return Hint{Wait: reset, Told: true, HasRemaining: true, Reset: reset}
	}
	x := func(remaining, reset string) []string {
		return []string{"X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", reset}
	}
	tests := []struct {
		name   string
		header []string // names and values in turn
		want   Hint
	}{
		{"nothing", nil, Hint{}},
		{"seconds", []string{"Retry-After", "120"}, wait(2 * time.Minute)},
		{"seconds in spaces", []string{"Retry-After", " 7 "}, wait(7 * time.Second)},
		{"zero", []string{"Retry-After", "0"}, wait(0)},
		{"fraction", []string{"Retry-After", "1.5"}, wait(1500 * time.Millisecond)},
		{"negative", []string{"Retry-After", "-5"}, Hint{}},
		{"plus sign", []string{"Retry-After", "+5"}, Hint{}},
		{"exponent", []string{"Retry-After", "1e3"}, Hint{}},
		{"hex", []string{"Retry-After", "0x10"}, Hint{}},
		{"infinity", []string{"Retry-After", "Inf"}, Hint{}},
		{"two points", []string{"Retry-After", "1.2.3"}, Hint{}},
		{"point", []string{"Retry-After", "."}, Hint{}},
		{"with unit", []string{"Retry-After", "5s"}, Hint{}},
		{"11 digits", []string{"Retry-After", "99999999999"}, wait(year)},
		{"400 digits", []string{"Retry-After", "1" + string(make400())}, wait(year)},
		{"empty", []string{"Retry-After", ""}, Hint{}},
		{"date, RFC 1123", []string{"Retry-After", "Sun, 01 Mar 2026 12:01:00 GMT"}, wait(time.Minute)},
		{"date, RFC 850", []string{"Retry-After", "Sunday, 01-Mar-26 12:01:00 GMT"}, wait(time.Minute)},
		{"date, asctime", []string{"Retry-After", "Sun Mar  1 12:01:00 2026"}, wait(time.Minute)},
		{"date in the past", []string{"Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT"}, wait(0)},
		{"date far off", []string{"Retry-After", "Sun, 01 Mar 2126 11:00:00 GMT"}, wait(year)},
		{"date by the server's clock", []string{"Date", "Sun, 01 Mar 2026 09:00:00 GMT", "Retry-After", "Sun, 01 Mar 2026 09:00:30 GMT"},
			wait(30 * time.Second)},
		{"seconds whatever the clock", []string{"Date", "Sun, 01 Mar 2026 09:00:00 GMT", "Retry-After", "30"}, wait(30 * time.Second)},
		{"broken Date", []string{"Date", "yesterday", "Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT"}, wait(30 * time.Second)},

		{"delta", x("3", "60"), left(3, time.Minute)},
		{"epoch seconds", x("3", "1772366460"), left(3, time.Minute)},
		{"epoch seconds with fraction", x("3", "1772366460.25"), left(3, time.Minute+250*time.Millisecond)},
		{"epoch milliseconds", x("3", "1772366460000"), left(3, time.Minute)},
		{"epoch by the server's clock", append(x("3", "1772366460"), "Date", "Sun, 01 Mar 2026 12:00:50 GMT"), left(3, 10*time.Second)},
		{"epoch in the past", x("0", "1772366000"), spent(0)},
		{"spent", x("0", "60"), spent(time.Minute)},
		{"spent, no reset", []string{"X-RateLimit-Remaining", "0"}, Hint{HasRemaining: true}},
		{"negative remaining", x("-1", "60"), Hint{Reset: time.Minute}},
		{"malformed reset", x("0", "soon"), Hint{HasRemaining: true}},
		{"X-Rate-Limit", []string{"X-Rate-Limit-Remaining", "2", "X-Rate-Limit-Reset", "9"}, left(2, 9*time.Second)},
		{"huge remaining", x("99999999999999", "1"), left(1<<30, time.Second)},
		{"Retry-After wins over reset", append(x("0", "60"), "Retry-After", "2"),
			Hint{Wait: 2 * time.Second, Told: true, HasRemaining: true, Reset: time.Minute}},
		{"malformed Retry-After gives way", append(x("0", "60"), "Retry-After", "later"), spent(time.Minute)},
		{"limit alone has no window", []string{"X-RateLimit-Limit", "100"}, Hint{}},

		{"draft 06", []string{"RateLimit-Limit", "10, 10;w=1, 1000;w=3600", "RateLimit-Remaining", "4", "RateLimit-Reset", "1"},
			Hint{Limit: 10, Remaining: 4, HasRemaining: true, Reset: time.Second}},
		{"draft 06 wins over X", append(x("1", "1"), "RateLimit-Remaining", "4", "RateLimit-Reset", "2"), left(4, 2*time.Second)},
		{"draft 07", []string{"RateLimit", "limit=100, remaining=50, reset=5", "RateLimit-Policy", "100;w=10"},
			Hint{Limit: 10, Remaining: 50, HasRemaining: true, Reset: 5 * time.Second}},
		{"draft 07, spent", []string{"RateLimit", "limit=100,remaining=0,reset=5"}, spent(5 * time.Second)},
		{"draft 08, tokens", []string{"RateLimit", "default;r=50;t=30"}, left(50, 30*time.Second)},
		{"later drafts", []string{"RateLimit", `"default";r=50;t=30`, "RateLimit-Policy", `"default";q=120;w=60;qu="requests"`},
			Hint{Limit: 2, Remaining: 50, HasRemaining: true, Reset: 30 * time.Second}},
		{"smallest r", []string{"RateLimit", `"day";r=900;t=4000, "burst";r=2;t=1`}, left(2, time.Second)},
		{"longest t at r=0", []string{"RateLimit", `"a";r=0;t=5, "b";r=0;t=50, "c";r=0;t=7`}, spent(50 * time.Second)},
		{"two header lines", []string{"RateLimit", `"a";r=4;t=5`, "RateLimit", `"b";r=1;t=9`}, left(1, 9*time.Second)},
		{"separators in a string", []string{"RateLimit", `"a,;r=0;\"";r=4;t=5`}, left(4, 5*time.Second)},
		{"unclosed string", []string{"RateLimit", `"a;r=4;t=5`}, Hint{}},
		{"negative r", []string{"RateLimit", `"a";r=-4;t=5`}, Hint{}},
		{"bad item beside a good one", []string{"RateLimit", `"a";r=x;t=5, ;;=, "b";r=3;t=1`}, left(3, time.Second)},
		{"list wins over dictionary fields", append(x("0", "9"), "RateLimit", `"a";r=4;t=5`), left(4, 5*time.Second)},
		{"malformed list gives way", append(x("0", "9"), "RateLimit", `?!`), spent(9 * time.Second)},
		{"lowest of several policies", []string{"RateLimit-Policy", `"s";q=10;w=1, "m";q=300;w=60`}, Hint{Limit: 5}},
		{"a daily quota is no pace", []string{"RateLimit-Policy", `"d";q=1000;w=86400`}, Hint{}},
		{"policy of nothing", []string{"RateLimit-Policy", `"d";q=0;w=60, "e";q=5;w=0`}, Hint{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			for i := 0; i < len(tt.header); i += 2 {
				h.Add(tt.header[i], tt.header[i+1])
			}
			if got := ParseHint(h, now); got != tt.want {
				t.Errorf("ParseHint(%v)\n got %+v\nwant %+v", h, got, tt.want)
			}
		})
	}
	if got := ParseHint(nil, now); got != (Hint{}) {
		t.Errorf("of no header: %+v", got)
	}
}

func make400() []byte {
	digits := make([]byte, 400)
	for i := range digits {
		digits[i] = '0'
	}
	return digits
}

func FuzzParseHint(f *testing.F) {
	f.Add("120", "Sun, 01 Mar 2026 12:00:00 GMT", `"a";r=0;t=5`, `"a";q=10;w=1`, "0", "1772366460")
	f.Add("1.5", "", "limit=1,remaining=0,reset=2", "10;w=1", "-1", "1772366460000")
	f.Add("Sunday, 01-Mar-26 12:01:00 GMT", "x", `"\"`, ";;,,==", "99999999999999999999", ".")
	f.Fuzz(func(t *testing.T, after, date, list, policy, remaining, reset string) {
		h := http.Header{}
		h.Set("Retry-After", after)
		h.Set("Date", date)
		h.Set("RateLimit", list)
		h.Set("RateLimit-Policy", policy)
		h.Set("X-RateLimit-Remaining", remaining)
		h.Set("X-RateLimit-Reset", reset)
		hint := ParseHint(h, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		for _, d := range []time.Duration{hint.Wait, hint.Reset} {
			if d < 0 || d > maxTold {
				t.Errorf("%v is out of bounds", d)
			}
		}
		if hint.Limit < 0 || math.IsInf(hint.Limit, 0) || math.IsNaN(hint.Limit) || hint.Remaining < 0 {
			t.Errorf("%+v is out of bounds", hint)
		}
		if !hint.Told && hint.Wait != 0 || !hint.HasRemaining && hint.Remaining != 0 {
			t.Errorf("%+v contradicts itself", hint)
		}
	})
}
