package backup_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sandbox"
)

// turns reads the draft of a folder to its end, as many processes would, and returns their number.
// between is called after each.
func (s *stage) turns(t *testing.T, folder string, between func()) int {
	t.Helper()
	for n := 1; ; n++ {
		d, err := backup.OpenDraft(folder, &s.opts)
		if err != nil {
			t.Fatal(err)
		}
		done, err := d.Turn(t.Context(), listing.Budget{Pages: 4})
		if err := errors.Join(err, d.Close()); err != nil {
			t.Fatal(err)
		}
		if done {
			return n
		}
		if n > 50 {
			t.Fatal("the turns do not end")
		}
		between()
	}
}

// seal seals the draft of a folder, in a process of its own.
func (s *stage) seal(t *testing.T, folder string) backup.Snapshot {
	t.Helper()
	d, err := backup.OpenDraft(folder, &s.opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.folder, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	all, err := backup.List(t.Context(), s.place())
	if err != nil {
		t.Fatal(err)
	}
	made, err := d.Seal(t.Context(), s.place(), all)
	if err := errors.Join(err, d.Remove()); err != nil {
		t.Fatal(err)
	}
	return made
}

// TestDraft: a snapshot that several processes make is the one that a single one makes, also if some
// are killed in the middle of a write.
func TestDraft(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 300, NonLeads: 80, Strange: 20, PageSize: 20, Seed: 3})
	s.opts.Lasting = true
	folder := t.TempDir()
	n := s.turns(t, folder, func() {
		spool, err := os.OpenFile(filepath.Join(folder, "spool"), os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = spool.Write([]byte("torn"))
		if err := errors.Join(err, spool.Close()); err != nil {
			t.Fatal(err)
		}
		s.now = s.now.Add(time.Minute)
	})
	before := len(s.server.Ledger())
	made := s.seal(t, folder)
	if n < 5 || len(s.server.Ledger()) != before {
		t.Errorf("%d turns, and %d requests to seal", n, len(s.server.Ledger())-before)
	}
	if made.Name != "2026-11-23T030811Z" || !made.Good() || made.Manifest.Leads != 300 {
		t.Errorf("made %+v", made)
	}
	if records(t, &made, 0) != s.truth("lead") || records(t, &made, 1) != s.truth("non-lead") {
		t.Error("the records are not byte for byte what the platform holds")
	}
	wantModes(t, s.folder)
	if _, err := os.Lstat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the draft is left: %v", err)
	}
}

// TestEncryptedDraft: what is read never stands on the disk in plain, and what is packed counts in the
// next process.
func TestEncryptedDraft(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 100, NonLeads: 10, PageSize: 20})
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s.opts.Lasting, s.opts.Recipients = true, []age.Recipient{id.Recipient()}
	folder := t.TempDir()
	d, err := backup.OpenDraft(folder, &s.opts)
	if err != nil {
		t.Fatal(err)
	}
	turns := 0
	for done := false; !done; turns++ {
		if done, err = d.Turn(t.Context(), listing.Budget{Pages: 2}); err != nil {
			t.Fatal(err)
		}
		if read, found := search(t, folder, []byte(`"uuid"`)); found || read == 0 {
			t.Fatal("plaintext is on the disk")
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	before := len(s.server.Ledger())
	made := s.seal(t, folder)
	if turns < 3 || len(s.server.Ledger()) != before || records(t, &made, 0, id) != s.truth("lead") {
		t.Errorf("%d turns, %d requests to seal, or other records", turns, len(s.server.Ledger())-before)
	}
}

// TestDraftOfSomethingElse: what does not fit, or is old or damaged, is not gone on with.
func TestDraftOfSomethingElse(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(s *stage, folder string){
		"another bot": func(s *stage, _ string) { s.opts.BotID = "another" },
		"other readers": func(s *stage, _ string) {
			s.opts.Recipients = []age.Recipient{id.Recipient()}
		},
		"an old one":     func(s *stage, _ string) { s.now = s.now.Add(13 * time.Hour) },
		"the clock back": func(s *stage, _ string) { s.now = s.now.Add(-time.Hour) },
		"a changed file": func(_ *stage, folder string) { flip(t, filepath.Join(folder, "leads.jsonl.zst")) },
		"a changed note": func(_ *stage, folder string) { flip(t, filepath.Join(folder, "draft.json")) },
	} {
		s := newStage(t, sandbox.Options{Leads: 30, PageSize: 20})
		s.opts.Lasting = true
		folder := t.TempDir()
		s.turns(t, folder, func() {})
		change(s, folder)
		d, err := backup.OpenDraft(folder, &s.opts)
		if err != nil {
			t.Fatal(err)
		}
		if done, err := d.Turn(t.Context(), listing.Budget{Pages: 1}); done || err != nil {
			t.Errorf("%s: gone on with, %v", name, err)
		}
		if err := d.Remove(); err != nil {
			t.Error(err)
		}
	}
}

// TestNamedDraft: a copy of a draft that has a name is sealed under it, also when another snapshot has taken
// it meanwhile: that is how the store tells that this one was sealed already. A plain one goes on in
// another folder though its snapshot is encrypted.
func TestNamedDraft(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 100, NonLeads: 10, PageSize: 20})
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s.opts.Lasting, s.opts.Plain, s.opts.Recipients = true, true, []age.Recipient{id.Recipient()}
	folder := t.TempDir()
	n := s.turns(t, folder, func() { // another machine brings what the last one has read
		moved := t.TempDir()
		if err := errors.Join(os.CopyFS(moved, os.DirFS(folder)), os.RemoveAll(folder), os.CopyFS(folder, os.DirFS(moved))); err != nil {
			t.Fatal(err)
		}
	})
	requests := len(s.server.Ledger())
	d, err := backup.OpenDraft(folder, &s.opts)
	if err != nil {
		t.Fatal(err)
	}
	name, err := d.Name(t.Context(), s.place())
	copied := t.TempDir()
	if err := errors.Join(err, d.Close(), os.CopyFS(copied, os.DirFS(folder))); err != nil {
		t.Fatal(err)
	}
	made := s.seal(t, folder)
	if n < 2 || made.Name != name || !made.Manifest.Encrypted || records(t, &made, 0, id) != s.truth("lead") {
		t.Errorf("%d turns made %s, named %s, or other records", n, made.Name, name)
	}
	if d, err = backup.OpenDraft(copied, &s.opts); err != nil {
		t.Fatal(err)
	}
	if again, err := d.Name(t.Context(), s.place()); again != name || err != nil {
		t.Errorf("the copy is named %s, not %s: %v", again, name, err)
	}
	if _, err := d.Seal(t.Context(), s.place(), nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("sealed twice: %v", err)
	}
	if len(s.server.Ledger()) > 2*requests || d.Remove() != nil {
		t.Error("read again")
	}
}

// flip changes the first byte of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = append(bytes.Clone([]byte{text[0] ^ 1}), text[1:]...)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestKilledDraft: what a killed process leaves counts.
func TestKilledDraft(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 1500, NonLeads: 80, PageSize: 20})
	s.opts.Lasting, s.opts.Workers = true, 1
	folder, left := t.TempDir(), t.TempDir()
	pages := 0
	s.opts.Progress = func(exporter.Progress) {
		if pages++; pages == 60 {
			if err := os.CopyFS(left, os.DirFS(folder)); err != nil {
				t.Error(err)
			}
		}
	}
	d, err := backup.OpenDraft(folder, &s.opts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Turn(t.Context(), listing.Budget{}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	whole := len(s.server.Ledger())
	s.turns(t, left, func() {})
	if again := len(s.server.Ledger()) - whole; again > whole-30 {
		t.Errorf("%d requests to go on, %d from the beginning", again, whole)
	}
}
