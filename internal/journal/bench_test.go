package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

var benchPayload = bytes.Repeat([]byte("x"), 120)

func benchJournal(b *testing.B) *Journal {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "journal"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	j := create(b, f, limits{})
	return j
}

// BenchmarkAppend appends to a real file, with its syncs, from so many goroutines per processor.
func BenchmarkAppend(b *testing.B) {
	for _, goroutines := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("goroutines=%d", goroutines), func(b *testing.B) {
			j := benchJournal(b)
			b.ReportAllocs()
			b.SetBytes(int64(len(benchPayload)))
			b.SetParallelism(goroutines)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := j.Append(benchPayload); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

func BenchmarkRead(b *testing.B) {
	j := benchJournal(b)
	var positions []int64
	for range 10_000 {
		position, err := j.Append(benchPayload)
		if err != nil {
			b.Fatal(err)
		}
		positions = append(positions, position)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := j.Read(positions[i%len(positions)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	var text []byte
	for range 100_000 {
		text = appendLine(text, int64(len(text)), record, benchPayload)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Load(bytes.NewReader(text), func(int64, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
