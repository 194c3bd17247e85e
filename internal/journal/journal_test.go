package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The format is a promise: tomorrow's program reads today's journal.
func TestFormat(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{})
	add(t, j, `{"row":1}`, "", "é\x00\r")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	want := "05e8cc9c head\n" +
		"4d42a2c4=14\n" + // the 14 bytes before were synced before the next line was written
		"4ab7bdeb {\"row\":1}\n" +
		"e3cd272f \n" +
		"e38bed93 é\x00\r\n" +
		"ebe9af79=69\n"
	if diff := cmp.Diff(want, string(d.data)); diff != "" {
		t.Error(diff)
	}
}

// A real file, whatever its own position.
func TestFile(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	j := create(t, f, limits{records: 3})
	add(t, j, "a", "b", "c", "d")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("e38bed93 tor"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	got, end, torn, err := load(text)
	if err != nil || !torn || strings.Join(got, " ") != "head a b c d" {
		t.Fatalf("torn %v, %q, %v", torn, got, err)
	}
	if j, err = Open(f, end); err != nil {
		t.Fatal(err)
	}
	add(t, j, "e")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if text, err = os.ReadFile(f.Name()); err != nil {
		t.Fatal(err)
	}
	if got, _, torn, err := load(text); err != nil || torn || strings.Join(got, " ") != "head a b c d e" {
		t.Errorf("continued: torn %v, %q, %v", torn, got, err)
	}
}

// Whatever the order of appending, syncing, reading and continuing, everything comes back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := &disk{}
		l := limits{records: rapid.IntRange(0, 5).Draw(rt, "records"), delay: time.Hour}
		j, err := Create(d, []byte("head"))
		if err != nil {
			rt.Fatal(err)
		}
		l.set(j)
		defer func() { _ = j.Close() }()
		all, positions := []string{"head"}, []int64{0}
		rt.Repeat(map[string]func(*rapid.T){
			"append": func(rt *rapid.T) {
				payload := []byte(strings.ReplaceAll(rapid.String().Draw(rt, "payload"), "\n", "\r"))
				position, err := j.Append(payload)
				if err != nil {
					rt.Fatal(err)
				}
				all, positions = append(all, string(payload)), append(positions, position)
			},
			"sync": func(rt *rapid.T) {
				if err := j.Sync(); err != nil {
					rt.Fatal(err)
				}
			},
			"read": func(rt *rapid.T) {
				i := rapid.IntRange(0, len(all)-1).Draw(rt, "i")
				if got, err := j.Read(positions[i]); err != nil || string(got) != all[i] {
					rt.Fatalf("record %d is %q, %v; want %q", i, got, err, all[i])
				}
			},
			"continue": func(rt *rapid.T) {
				if err := j.Close(); err != nil {
					rt.Fatal(err)
				}
				_, end, torn, err := load(d.data)
				if err != nil || torn {
					rt.Fatal(torn, err)
				}
				if j, err = Open(d, end); err != nil {
					rt.Fatal(err)
				}
				l.set(j)
			},
		})
		if err := j.Close(); err != nil {
			rt.Fatal(err)
		}
		if got, _, torn, err := load(d.data); err != nil || torn || !slices.Equal(got, all) {
			rt.Fatalf("got %q, %v, %v; want %q", got, torn, err, all)
		}
	})
}

func TestPositions(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{records: 2})
	want := map[int64]string{0: "head"}
	for i := range 50 {
		payload := strings.Repeat("x", i*i*3) // also more than one reading
		position, err := j.Append([]byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		want[position] = payload
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got := map[int64]string{}
	if _, err := Load(strings.NewReader(string(d.data)), func(position int64, payload []byte) error {
		got[position] = string(payload)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for position, payload := range want {
		if got, err := j.Read(position); err != nil || string(got) != payload {
			t.Errorf("at %d: %.20q, %v", position, got, err)
		}
		if got, err := Read(bytes.NewReader(d.data), position); err != nil || string(got) != payload {
			t.Errorf("at %d without a journal: %.20q, %v", position, got, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{records: 3})
	add(t, j, "a", "b", "c", "waiting")
	end := int64(len(d.data)) + int64(len("12345678 waiting\n"))
	markAt := int64(strings.IndexByte(string(d.data), '=') - sumSize)
	d.data[len("12345678 h")] ^= 1
	for _, position := range []int64{0, markAt, 1, markAt + 1, end - 1, end, end + 1, 1 << 40} {
		if got, err := j.Read(position); !isDamage(err) || !strings.Contains(err.Error(), fmt.Sprint("byte ", position)) {
			t.Errorf("at %d: %q, %v", position, got, err)
		}
	}
	if got, err := j.Read(-1); err == nil {
		t.Errorf("at -1: %q", got)
	}
	if got, err := j.Read(end - int64(len("12345678 waiting\n"))); err != nil || string(got) != "waiting" {
		t.Errorf("the last one: %q, %v", got, err)
	}
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{})
	for _, payload := range []string{"a\nb", "\n", strings.Repeat("x", MaxRecord+1)} {
		if _, err := j.Append([]byte(payload)); err == nil {
			t.Errorf("%.10q is taken", payload)
		}
	}
	long := strings.Repeat("x", MaxRecord)
	add(t, j, long) // what was wrong with a payload is not final
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(nil); err == nil {
		t.Error("a closed journal takes records")
	}
	if err := errors.Join(j.Sync(), j.Close()); err != nil {
		t.Error(err)
	}
	if got, _, _, err := load(d.data); err != nil || !slices.Equal(got, []string{"head", long}) {
		t.Error(len(got), err)
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	if _, err := Create(&disk{data: []byte("x")}, nil); err == nil {
		t.Error("a file that is not empty is taken")
	}
	d := &disk{}
	if _, err := Create(d, []byte("a\nb")); err == nil || len(d.data) > 0 {
		t.Error("a header of two lines is taken", err)
	}
	f, err := os.OpenFile(filepath.Join(t.TempDir(), "journal"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Create(f, nil); err == nil {
		t.Error("a file that cannot be read is taken")
	}
}

// Each goroutine's records are there, in its own order.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	const workers, each = 16, 500
	d := &disk{}
	j := create(t, d, limits{records: 7, delay: time.Millisecond})
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(w)))
			var buf []byte
			for i := range each {
				payload := fmt.Sprintf("%d %d", w, i)
				position, err := j.Append([]byte(payload))
				if err == nil && random.IntN(50) == 0 {
					err = j.Sync()
				}
				if err == nil {
					buf, err = j.Read(position)
				}
				if err != nil || string(buf) != payload {
					t.Errorf("%q, %v; want %q", buf, err, payload)
					return
				}
			}
		})
	}
	all.Wait()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got, _, torn, err := load(d.safe)
	if err != nil || torn || len(got) != 1+workers*each {
		t.Fatal(len(got), torn, err)
	}
	var next [workers]int
	for _, payload := range got[1:] {
		var w, i int
		if _, err := fmt.Sscan(payload, &w, &i); err != nil || next[w] != i {
			t.Fatalf("%q where number %d was due, %v", payload, next[w], err)
		}
		next[w]++
	}
}

// A record waits for the sync delay and no longer, however many follow it; without records there
// are no syncs.
func TestEvery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		begin := time.Now()
		var at []time.Duration
		d.onSync = func() { at = append(at, time.Since(begin)) }
		j := create(t, d, limits{delay: 205 * time.Millisecond})
		time.Sleep(time.Second)
		for range 50 { // from 1,000 to 1,490 ms
			add(t, j, "a")
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Hour)
		add(t, j, "b")
		synctest.Wait()
		if got, _, _, _ := load(d.text()); len(got) != 51 {
			t.Errorf("%d records are written before their time", len(got))
		}
		time.Sleep(205 * time.Millisecond)
		synctest.Wait()
		if got, _, _, _ := load(d.safe); len(got) != 52 {
			t.Errorf("%d records are on the disk", len(got))
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		ms := time.Millisecond
		// The first record after a sync begins the next group: those of 1,000, 1,210 and 1,420 do.
		want := []time.Duration{0, 1205 * ms, 1415 * ms, 1625 * ms, 1500*ms + time.Hour + 205*ms}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Error(diff)
		}
	})
}

// While a sync hangs others append, and a kill loses fewer than maxRecords of theirs.
func TestKill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		j := create(t, d, limits{records: 10})
		release := make(chan struct{})
		d.onSync = func() { <-release }
		all := []string{"head"}
		for i := range 1000 {
			payload := fmt.Sprint(i)
			add(t, j, payload)
			all = append(all, payload)
			if i%100 == 17 {
				time.Sleep(time.Second) // the sync begins and hangs, later ones queue
				synctest.Wait()
			}
			got, _, torn, err := load(d.text())
			if lost := len(all) - wantPrefix(t, got, all); torn || err != nil || lost >= 10 || i == 17 && lost > 0 {
				t.Fatalf("after %d records a kill loses %d (torn %v, %v)", i+1, lost, torn, err)
			}
		}
		if d.syncs != 2 {
			t.Errorf("%d syncs: those of Create and the hanging one are wanted", d.syncs)
		}
		close(release)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if got, _, _, err := load(d.safe); err != nil || wantPrefix(t, got, all) != len(all) {
			t.Errorf("on the disk are %d, %v", len(got), err)
		}
	})
}

// Long records do not pile up.
func TestLongRecords(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{records: 1 << 20, delay: time.Hour})
	for i := range 100 {
		add(t, j, strings.Repeat("x", 10_000))
		if got, _, _, _ := load(d.text()); len(got) < i-5 {
			t.Fatalf("of %d records %d are written", i+1, len(got)-1)
		}
	}
}

// Callers of Sync share the syncs of the file; each returns after one that began after its record.
func TestSyncTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		j := create(t, d, limits{})
		d.onSync = func() { time.Sleep(10 * time.Millisecond) }
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				payload := fmt.Sprint(i)
				add(t, j, payload)
				if err := j.Sync(); err != nil {
					t.Error(err)
				}
				d.mu.Lock()
				defer d.mu.Unlock()
				if got, _, _, _ := load(d.safe); !slices.Contains(got, payload) {
					t.Errorf("%s is not on the disk", payload)
				}
			})
		}
		all.Wait()
		if d.syncs > 3 { // of Create, of the first caller, of all others
			t.Errorf("%d syncs", d.syncs)
		}
	})
}

func TestAppendAllocatesNothing(t *testing.T) {
	d := &disk{data: make([]byte, 0, 1<<20)}
	j := create(t, d, limits{})
	payload := []byte(strings.Repeat("x", 120))
	add(t, j, slices.Repeat([]string{"warm"}, 1000)...)
	if n := testing.AllocsPerRun(1000, func() { _, _ = j.Append(payload) }); n != 0 {
		t.Errorf("%v allocations a record", n)
	}
}

// A closed journal is read back from a file that cannot be written, with its torn end in place.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	d := &disk{}
	j := create(t, d, limits{})
	add(t, j, "a", "b")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	text := append(d.text(), "e38bed93 tor"...)
	if err := os.WriteFile(path, text, 0o400); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	end, err := Load(f, func(position int64, payload []byte) error {
		again, err := Read(f, position)
		if err == nil && !bytes.Equal(again, payload) {
			t.Errorf("at %d: %q, and then %q", position, payload, again)
		}
		got = append(got, string(payload))
		return err
	})
	if err != nil || end != int64(len(d.data)) || strings.Join(got, " ") != "head a b" {
		t.Errorf("%q, %d, %v", got, end, err)
	}
	if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, text) {
		t.Errorf("the file is %q, %v", left, err)
	}
}
