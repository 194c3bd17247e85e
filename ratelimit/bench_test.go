package ratelimit_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/leadferry/leadferry/ratelimit"
)

// BenchmarkPacer measures one request, from Acquire to Release, where nothing waits for the pace.
func BenchmarkPacer(b *testing.B) {
	for _, workers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			p := ratelimit.New(ratelimit.Options{Workers: workers})
			var left atomic.Int64
			left.Store(int64(b.N))
			done := make(chan error)
			b.ReportAllocs()
			b.ResetTimer()
			for range workers {
				go func() {
					for left.Add(-1) >= 0 {
						if err := p.Acquire(b.Context()); err != nil {
							done <- err
							return
						}
						p.Release(ratelimit.OK, ratelimit.Hint{})
					}
					done <- nil
				}()
			}
			for range workers {
				if err := <-done; err != nil {
					b.Error(err)
				}
			}
		})
	}
}
