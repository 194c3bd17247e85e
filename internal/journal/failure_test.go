package journal

import (
	"errors"
	"io"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Every call that changes the file fails in turn, in every way. What was promised to be on the disk
// is there; from the failure on every call returns it and the file is left alone.
func TestFailures(t *testing.T) {
	t.Parallel()
	ways := []struct {
		name  string
		bytes int // that get through
		err   error
		want  error
	}{
		{"disk full", 0, errDisk, syscall.ENOSPC},
		{"disk full within a line", 20, errDisk, syscall.ENOSPC},
		{"short write without a word", 5, nil, io.ErrShortWrite},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			failures := 0
			for call := 1; ; call++ {
				d := &disk{fail: func(n int) (int, error) {
					if n == call {
						return way.bytes, way.err
					}
					return 0, nil
				}}
				err := runInto(t, d, call)
				if d.calls < call {
					break
				}
				if err == nil && way.err == nil { // the call was no write
					continue
				}
				failures++
				if !errors.Is(err, way.want) {
					t.Fatalf("call %d: %v", call, err)
				}
			}
			if failures < 5 {
				t.Errorf("only %d calls could fail", failures)
			}
		})
	}
}

// runInto writes a journal until it fails, and returns the failure; nil if the journal was closed.
func runInto(t *testing.T, d *disk, call int) (failure error) {
	t.Helper()
	j, err := Create(d, []byte("head"))
	if err != nil {
		return err
	}
	limits{records: 4, delay: time.Hour}.set(j)
	all, safe := []string{"head"}, 1
	var positions []int64
	for i := 0; i < 20 && err == nil; i++ {
		var position int64
		if position, err = j.Append([]byte{'a' + byte(i)}); err == nil {
			all, positions = append(all, string(rune('a'+i))), append(positions, position)
		}
		if i == 10 && err == nil {
			if err = j.Sync(); err == nil {
				safe = len(all)
			}
		}
	}
	if err == nil {
		if err = j.Close(); err == nil {
			return nil
		}
	}
	wantStuck(t, j, d, err)
	for i, position := range positions {
		if got, err := j.Read(position); err != nil || string(got) != all[i+1] {
			t.Fatalf("call %d: record %d is %q, %v", call, i, got, err)
		}
	}
	got, end, _, loadErr := load(d.data)
	all = append(all, string(rune('a'+len(positions)))) // may be there, though Append did not say so
	if loadErr != nil || wantPrefix(t, got, all) < safe {
		t.Fatalf("call %d: %q are left of %q, %v", call, got, all[:safe], loadErr)
	}
	d.fail = nil
	wantContinued(t, d.data, end, got)
	return err
}

// wantStuck checks that the error is final.
func wantStuck(t *testing.T, j *Journal, d *disk, want error) {
	t.Helper()
	calls := d.called()
	_, err := j.Append([]byte("x"))
	for i, err := range []error{err, j.Sync(), j.Close(), j.Close()} {
		if !errors.Is(err, want) {
			t.Errorf("answer %d is %v, want %v", i, err, want)
		}
	}
	if d.called() != calls {
		t.Error("the file is touched after the failure")
	}
}

// The next call after a failure in the background returns it.
func TestFailureInBackground(t *testing.T) {
	t.Parallel()
	for _, call := range []int{3, 4} { // after the two of Create: its write, its sync
		synctest.Test(t, func(t *testing.T) {
			d := &disk{}
			j := create(t, d, limits{})
			d.fail = func(n int) (int, error) {
				if n == call {
					return 0, errDisk
				}
				return 0, nil
			}
			add(t, j, "a")
			time.Sleep(200*time.Millisecond - 1)
			synctest.Wait()
			if n := d.called(); n != 2 {
				t.Errorf("%d calls before the delay is over", n)
			}
			time.Sleep(time.Nanosecond)
			synctest.Wait()
			wantStuck(t, j, d, syscall.ENOSPC)
			if n := d.called(); n != call {
				t.Errorf("call %d failed, %d were made", call, n)
			}
		})
	}
}

// A panic in the background is an error too.
func TestPanicInBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		j := create(t, d, limits{})
		d.onSync = func() { panic("odd") }
		add(t, j, "a")
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		_, err := j.Append([]byte("b"))
		if p, ok := errors.AsType[*problem.Panic](err); !ok || p.Value != "odd" {
			t.Fatalf("%v", err)
		}
		wantStuck(t, j, d, err)
	})
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	for call := 1; call <= 2; call++ { // truncate, sync
		d := &disk{data: []byte("torn"), fail: func(n int) (int, error) {
			if n == call {
				return 0, errDisk
			}
			return 0, nil
		}}
		if _, err := Open(d, 0); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("call %d: %v", call, err)
		}
	}
}
