package ratelimit

import "time"

const (
	meterSpan  = time.Second
	meterLeast = meterSpan / 4 // a shorter time would take a server's first burst for its rate
)

// meter measures the good answers of the last one to two seconds. The zero meter is empty.
type meter struct {
	begun      time.Time // the start of this span
	before     time.Time // the start of the span before it
	n, nBefore int
}

// begin starts the clock at the first request.
func (m *meter) begin(now time.Time) {
	if m.begun.IsZero() {
		m.begun, m.before = now, now
	}
}

func (m *meter) count(now time.Time) {
	m.roll(now)
	m.n++
}

// rate is in answers per second.
func (m *meter) rate(now time.Time) float64 {
	m.roll(now)
	return float64(m.n+m.nBefore) / max(now.Sub(m.before), meterLeast).Seconds()
}

func (m *meter) roll(now time.Time) {
	switch age := now.Sub(m.begun); {
	case age < meterSpan:
	case age < 2*meterSpan:
		m.before, m.nBefore = m.begun, m.n
		m.begun, m.n = m.begun.Add(meterSpan), 0
	default:
		*m = meter{begun: now, before: now}
	}
}
