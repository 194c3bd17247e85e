package backup

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestCompressor: files of many bots that are compressed at once hold what was written, however it was
// cut up, and any zstd reads them.
func TestCompressor(t *testing.T) {
	t.Parallel()
	c, err := NewCompressor(2)
	if err != nil {
		t.Fatal(err)
	}
	var bots sync.WaitGroup
	for seed := range uint64(8) {
		bots.Go(func() {
			random := rand.New(rand.NewPCG(seed, 1))
			z := &pieces{zip: c.zip}
			for _, size := range []int{0, 1, piece - 1, piece, piece + 1, 3*piece + 17} {
				text := make([]byte, size)
				for i := range text {
					text[i] = "abcdef"[random.IntN(6)]
				}
				var out bytes.Buffer
				z.Reset(&out)
				for rest := text; len(rest) > 0; {
					part := rest[:min(len(rest), 1+random.IntN(piece))]
					if n, err := z.Write(part); n != len(part) || err != nil {
						t.Errorf("%d of %d bytes, %v", n, len(part), err)
					}
					rest = rest[len(part):]
				}
				if err := z.Close(); err != nil {
					t.Error(err)
				}
				unzip, err := zstd.NewReader(bytes.NewReader(out.Bytes()))
				if err != nil {
					t.Error(err)
					return
				}
				defer unzip.Close()
				var got bytes.Buffer
				if _, err := unzip.WriteTo(&got); err != nil || !bytes.Equal(got.Bytes(), text) {
					t.Errorf("%d bytes: %d came back, %v", size, got.Len(), err)
				}
				if zstd, err := exec.LookPath("zstd"); err == nil && seed == 0 {
					cmd := exec.CommandContext(t.Context(), zstd, "-dc")
					cmd.Stdin = &out
					if got, err := cmd.Output(); err != nil || !bytes.Equal(got, text) {
						t.Errorf("zstd: %d bytes: %d came back, %v", size, len(got), err)
					}
				}
			}
		})
	}
	bots.Wait()
}
