package exporter

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/lead"
)

func TestSpoolComesBack(t *testing.T) {
	s, file := filledSpool(t)
	var got []lead.Row
	for l, err := range s.leaves() {
		if err != nil || l.first != len(got) {
			t.Fatal(l.first, err)
		}
		got, _ = s.decode(l.payload, got, nil)
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
	if err := s.w.Flush(); err != nil {
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
		for _, err := range s.leaves() {
			last = err
		}
		if last == nil {
			t.Errorf("byte %d is changed and nobody notices", i)
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
	if err := s.keep(&fetched{flat: sample(t)}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.keep(&fetched{flat: sample(t)}, []bool{false, true, true}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
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

// TestWhatIsNotMarkedIsNotThere: a column that only such rows have is none of the sheet.
func TestWhatIsNotMarkedIsNotThere(t *testing.T) {
	s := newSpool(nil)
	s.addRows(nil, sample(t), []bool{false, false, true})
	if diff := cmp.Diff([]string{"extra.z", "attributes.y"}, s.columns.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestOrder(t *testing.T) {
	for _, tc := range []struct {
		name string
		seen [][2]string
		want string
	}{
		{"nothing", nil, "unknown"},
		{"one", [][2]string{{"1", "1"}}, "unknown"},
		{"newest", [][2]string{{"3", "1"}, {"2", "5"}, {"2", "2"}, {"1", "9"}}, "newest"},
		{"oldest", [][2]string{{"1", "1"}, {"2", "5"}}, "oldest"},
		{"updated", [][2]string{{"1", "9"}, {"3", "5"}, {"2", "5"}}, "updated"},
		{"none", [][2]string{{"1", "1"}, {"3", "5"}, {"2", "3"}}, "unknown"},
		{"all alike", [][2]string{{"", ""}, {"", ""}}, "unknown"},
	} {
		var o order
		for _, s := range tc.seen {
			o.see([]byte(s[0]), []byte(s[1]))
		}
		if o.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, o.String(), tc.want)
		}
	}
}
