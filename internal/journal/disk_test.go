package journal

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// disk is a file that knows which of its bytes would outlive a power cut.
type disk struct {
	mu     sync.Mutex
	data   []byte // what the system has: it outlives the process
	safe   []byte // what was synced: it outlives the power
	syncs  int
	calls  int                                // of everything that changes the file
	onSync func()                             // during a sync
	fail   func(call int) (ok int, err error) // ok: bytes of a write that get through
}

func (d *disk) ReadAt(p []byte, at int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return bytes.NewReader(d.data).ReadAt(p, at)
}

func (d *disk) WriteAt(p []byte, at int64) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n, err := d.failure(len(p))
	d.data = append(d.data[:min(int(at), len(d.data))], p[:n]...)
	if at > int64(len(d.data)-n) {
		panic("the journal leaves a hole")
	}
	return n, err
}

func (d *disk) Truncate(size int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.failure(0); err != nil {
		return err
	}
	d.data = d.data[:size]
	return nil
}

func (d *disk) Sync() error {
	d.mu.Lock()
	safe := bytes.Clone(d.data)
	d.syncs++
	onSync := d.onSync
	_, err := d.failure(0)
	d.mu.Unlock()
	if onSync != nil {
		onSync()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		d.safe = safe
	}
	return err
}

func (d *disk) failure(n int) (int, error) {
	d.calls++
	if d.fail == nil {
		return n, nil
	}
	ok, err := d.fail(d.calls)
	if err == nil && ok == 0 {
		ok = n
	}
	return min(ok, n), err
}

func (d *disk) text() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return bytes.Clone(d.data)
}

func (d *disk) called() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls
}

var errDisk = fmt.Errorf("write journal: %w", syscall.ENOSPC)

// limits override those of a journal; 0 leaves one as it is.
type limits struct {
	records int
	delay   time.Duration
}

func (l limits) set(j *Journal) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.due.Stop()
	j.maxRecords, j.syncDelay = cmp.Or(l.records, maxRecords), cmp.Or(l.delay, syncDelay)
}

// create begins a journal with the header "head"; it is closed at the end of the test.
func create(tb testing.TB, f File, l limits) *Journal {
	tb.Helper()
	j, err := Create(f, []byte("head"))
	if err != nil {
		tb.Fatal(err)
	}
	l.set(j)
	tb.Cleanup(func() { _ = j.Close() })
	return j
}

func add(tb testing.TB, j *Journal, payloads ...string) {
	tb.Helper()
	for _, p := range payloads {
		if _, err := j.Append([]byte(p)); err != nil {
			tb.Fatal(err)
		}
	}
}

// load returns the payloads that Load passes on, and whether a torn end follows them.
func load(text []byte) (got []string, end int64, torn bool, err error) {
	end, err = Load(bytes.NewReader(text), func(_ int64, payload []byte) error {
		got = append(got, string(payload))
		return nil
	})
	return got, end, err == nil && end < int64(len(text)), err
}

// wantPrefix checks what was loaded against what was written, and returns how much was loaded.
func wantPrefix(tb testing.TB, got, all []string) int {
	tb.Helper()
	if len(got) > len(all) || !slices.Equal(got, all[:len(got)]) {
		tb.Fatalf("loaded %q, written was %q", got, all)
	}
	return len(got)
}

// wantContinued checks that a journal can be continued at the end that Load returned.
func wantContinued(tb testing.TB, text []byte, end int64, before []string) {
	tb.Helper()
	d := &disk{data: bytes.Clone(text)}
	j, err := Open(d, end)
	if err != nil {
		tb.Fatal(err)
	}
	add(tb, j, "more")
	if err := j.Close(); err != nil {
		tb.Fatal(err)
	}
	got, all, torn, err := load(d.data)
	if err != nil || torn || all != int64(len(d.data)) || !slices.Equal(got, append(slices.Clone(before), "more")) {
		tb.Fatalf("continued at %d: %q, %v, %v", end, got, torn, err)
	}
}

func isDamage(err error) bool {
	_, ok := errors.AsType[*DamageError](err)
	return ok
}
