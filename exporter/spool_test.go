package exporter

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

func TestSpoolComesBack(t *testing.T) {
	s, file := filledSpool(t)
	var got []lead.Row
	for page, err := range pages[string](s, []lead.Type{lead.TypeLead}) {
		if err != nil || page.first != len(got) {
			t.Fatal(page.first, err)
		}
		rows, _ := s.parsePage(page.rows, nil, nil)
		got = append(got, rows...)
	}
	want := sample(t).Rows()
	want = append(want, want[1:]...)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		t.Error(info, err)
	}
}

func TestDamagedSpoolIsRefused(t *testing.T) {
	s, file := filledSpool(t)
	if err := s.frames.Flush(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 4
		if _, err := file.WriteAt(damaged, 0); err != nil {
			t.Fatal(err)
		}
		var last error
		for _, err := range pages[string](s, []lead.Type{lead.TypeLead}) {
			last = err
		}
		if last == nil {
			t.Errorf("byte %d is changed, which does not show", i)
		}
	}
}

func filledSpool(t *testing.T) (*spool, *os.File) {
	t.Helper()
	file, err := os.Create(t.TempDir() + "/spool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	s := newSpool(file)
	s.Begin(lead.TypeLead)
	if err := s.Keep(nil, &listing.Page{Flat: sample(t)}); err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(nil, &listing.Page{Flat: sample(t), Counts: []bool{false, true, true}}); err != nil {
		t.Fatal(err)
	}
	return s, file
}

func sample(t *testing.T) *lead.Flat {
	t.Helper()
	var records [3]lead.Record
	for i, text := range []string{
		`{"_id":"1","uuid":"a","profile":{"userDetails":{"name":"A\n,\"","attributes":[{"key":"x","value":"1"},{"key":"y","value":""}]}},"z":[]}`,
		`{}`,
		`{"lastMessage":{"text":"` + strings.Repeat("long ", 100) + `"},"z":2,"profile":{"userDetails":{"attributes":[{"key":"y","value":"ü"}]}}}`,
	} {
		if err := records[i].Read([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	var flat lead.Flat
	new(lead.Flattener).Fill(&flat, records[:], lead.TypeLead)
	return &flat
}

// TestWhatDoesNotCountIsNotThere: a column that only such rows have is not in the sheet.
func TestWhatDoesNotCountIsNotThere(t *testing.T) {
	s := newSpool(nil)
	s.appendPage(nil, &listing.Page{Flat: sample(t), Counts: []bool{false, false, true}})
	if diff := cmp.Diff([]string{"extra.z", "attributes.y"}, s.columns.Names()); diff != "" {
		t.Error(diff)
	}
}

// What was kept a second ago is in the file, whatever kills the process.
func TestKilledSpoolHasNearlyAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, file := filledSpool(t)
		time.Sleep(2 * flushEvery)
		if err := s.Keep([]byte("note"), nil); err != nil {
			t.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil || info.Size() != s.frames.Size() {
			t.Errorf("%d of %d bytes, %v", info.Size(), s.frames.Size(), err)
		}
	})
}
