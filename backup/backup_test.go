package backup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// stage is a simulated platform, a folder, and a clock that the test sets.
type stage struct {
	server *sandbox.Server
	folder string
	now    time.Time
	opts   backup.Options
}

func newStage(t *testing.T, o sandbox.Options) *stage {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(ratelimit.Options{Workers: 4}), MaxWait: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{server: server, folder: filepath.Join(t.TempDir(), "backups"), now: time.Date(2026, 11, 23, 3, 8, 11, 5, time.UTC)}
	s.opts = backup.Options{Lister: c, BotID: c.BotID(), Host: c.Host(), Tool: "leadferry test", Workers: 4, Processors: 1, Now: func() time.Time { return s.now }}
	return s
}

func (s *stage) place() *store.Folder { return store.NewFolder(s.folder) }

func (s *stage) create(t *testing.T) backup.Snapshot {
	t.Helper()
	f, err := backup.Hold(t.Context(), s.place(), 0)
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := f.Create(t.Context(), s.opts)
	if err := errors.Join(err, f.Release()); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(24 * time.Hour)
	return snapshot
}

func (s *stage) truth(kind string) string {
	var b strings.Builder
	for _, record := range s.server.All(kind) {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.String()
}

// records returns the records of a file as text.
func records(t *testing.T, s *backup.Snapshot, n int, ids ...age.Identity) string {
	t.Helper()
	var b bytes.Buffer
	err := s.Records(t.Context(), &s.Manifest.Files[n], ids, func(record []byte) error {
		b.Write(record)
		return b.WriteByte('\n')
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCreate(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 300, NonLeads: 80, Strange: 20, PageSize: 20, Seed: 3})
	made := s.create(t)
	all, err := backup.List(t.Context(), s.place())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d snapshots, %v", len(all), err)
	}
	listed := all[0]
	if listed.Name != "2026-11-23T030811Z" || listed.Name != made.Name || !listed.Good() || listed.Manifest.Leads != 300 || listed.Manifest.Chats != 80 {
		t.Errorf("listed is %+v", listed)
	}
	if got := records(t, &listed, 0); got != s.truth("lead") {
		t.Error("the leads are not byte for byte what the platform holds")
	}
	if got := records(t, &listed, 1); got != s.truth("non-lead") {
		t.Error("the chats are not byte for byte what the platform holds")
	}
	wantModes(t, s.folder)
	if finding, err := backup.Check(t.Context(), &listed, nil); err != nil || len(finding.Damage) > 0 || finding.Records != 380 {
		t.Errorf("check: %+v, %v", finding, err)
	}
	s.now = listed.Time // a clock that shows the same second again
	if again := s.create(t); again.Name != "2026-11-23T030811Z-2" {
		t.Errorf("the second of one moment is %s", again.Name)
	}
}

// wantModes wants files to be 0600 and folders 0700, and nothing hidden: the lock is released.
func wantModes(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if want := fs.FileMode(0o600); !d.IsDir() && info.Mode() != want || d.IsDir() && info.Mode() != fs.ModeDir|0o700 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if strings.HasPrefix(d.Name(), ".") || d.Name() == "spool" {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEmptyListing: one of the two listings may be empty, however the server says so. Where both
// are refused, the settings are wrong.
func TestEmptyListing(t *testing.T) {
	for _, end := range []string{"empty", "404", "400", "null", "missing"} {
		s := newStage(t, sandbox.Options{Leads: 30, PageSize: 20, End: end})
		if made := s.create(t); made.Manifest.Leads != 30 || made.Manifest.Chats != 0 || !made.Good() {
			t.Errorf("%s: %+v", end, made.Manifest)
		}
		s = newStage(t, sandbox.Options{NonLeads: 30, PageSize: 20, End: end})
		if made := s.create(t); made.Manifest.Leads != 0 || made.Manifest.Chats != 30 || !made.Good() {
			t.Errorf("%s: %+v", end, made.Manifest)
		}
	}
	refusal, err := sandbox.ParseFault("404@1")
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, sandbox.Options{Leads: 30, Faults: []sandbox.Fault{refusal}})
	f, err := backup.Hold(t.Context(), s.place(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	if made, err := f.Create(t.Context(), s.opts); err == nil {
		t.Errorf("of nothing at all was made %+v", made.Manifest)
	}
	if left, err := os.ReadDir(s.folder); err != nil || len(left) != 1 { // the lock
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestShrink(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 100, PageSize: 20})
	s.create(t)
	s.delete(20)
	if made := s.create(t); !made.Good() {
		t.Errorf("80 of 100 leads: %v", made.Manifest.Marks)
	}
	s.delete(17) // 63 of 80
	if made := s.create(t); made.Good() || made.Manifest.Marks[0] != backup.Shrunken {
		t.Errorf("63 of 80 leads: %v", made.Manifest.Marks)
	}
	if made := s.create(t); made.Good() {
		t.Error("a shrunken snapshot became the measure of the next")
	}
	s.opts.AllowShrink = true
	if made := s.create(t); !made.Good() {
		t.Errorf("allowed, but %v", made.Manifest.Marks)
	}
	s.opts.AllowShrink = false
	if made := s.create(t); !made.Good() {
		t.Errorf("the allowed one is not the measure of the next: %v", made.Manifest.Marks)
	}
}

func (s *stage) delete(n int) {
	for _, record := range s.server.All("lead")[:n] {
		_, after, _ := strings.Cut(string(record), `"uuid":"`)
		uuid, _, _ := strings.Cut(after, `"`)
		s.server.Delete(uuid)
	}
}

// TestClockAhead: a snapshot made while the clock was years ahead is kept, but once the clock is right
// it is not the newest, and no other is compared with it.
func TestClockAhead(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 100, PageSize: 20})
	right := s.now
	s.now = right.AddDate(5, 0, 0)
	ahead := s.create(t)
	s.delete(30)
	s.now, s.opts.AllowShrink = right, true
	allowed := s.create(t)
	s.opts.AllowShrink = false
	s.now = right.Add(time.Minute)
	if made := s.create(t); !made.Good() {
		t.Errorf("measured by the one of the future: %v", made.Manifest.Marks)
	}
	all, err := backup.List(t.Context(), s.place())
	if err != nil || len(all) != 3 || all[2].Name != ahead.Name {
		t.Fatalf("listed %d, %v", len(all), err)
	}
	if newest := backup.NewestGood(all, right.Add(time.Hour)); newest.Name != all[1].Name {
		t.Errorf("the newest is %s", newest.Name)
	}
	p := backup.Policy{Last: 1, Within: time.Second}
	for _, d := range p.Decide(all, right.Add(time.Hour)) {
		if d.Keep != (d.Snapshot.Name != allowed.Name) {
			t.Errorf("%s: %v", d.Snapshot.Name, d.Why)
		}
	}
}

func TestOtherBot(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 10})
	s.create(t)
	f, err := backup.Hold(t.Context(), s.place(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	s.opts.BotID = "another"
	var other *backup.OtherBotError
	if _, err := f.Create(t.Context(), s.opts); !errors.As(err, &other) {
		t.Errorf("got %v", err)
	}
}

func TestEncrypted(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 300, NonLeads: 40, PageSize: 20})
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s.opts.Recipients = []age.Recipient{id.Recipient()}
	made := s.create(t)
	if got := records(t, &made, 0, id); got != s.truth("lead") {
		t.Error("the leads are not byte for byte what the platform holds")
	}
	if made.Manifest.Files[0].Name != "leads.jsonl.zst.age" {
		t.Errorf("the file is %s", made.Manifest.Files[0].Name)
	}
	if finding, err := backup.Check(t.Context(), &made, nil); err != nil || !finding.BytesOnly || len(finding.Damage) > 0 {
		t.Errorf("without the key: %+v, %v", finding, err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if finding, err := backup.Check(t.Context(), &made, []age.Identity{other}); err != nil || len(finding.Damage) == 0 {
		t.Errorf("with another key: %+v, %v", finding, err)
	}
}

// TestNoPlaintextOnTheDisk searches all files in the folder after all records have gone through it.
// A plain file shows that the search would find them.
func TestNoPlaintextOnTheDisk(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range [][]age.Recipient{nil, {id.Recipient()}} {
		s := newStage(t, sandbox.Options{Leads: 1500, NonLeads: 20, PageSize: 100})
		s.opts.Recipients = to
		searched, found := int64(0), false
		s.opts.Progress = func(p exporter.Progress) {
			if p.Writing && p.Leads == 1520 {
				searched, found = search(t, s.folder, []byte(`"uuid"`))
			}
		}
		s.create(t)
		if found || searched < 1e6 {
			t.Errorf("for %v plaintext is found: %v, in %d bytes", to, found, searched)
		}
	}
	plain := t.TempDir()
	if err := os.WriteFile(filepath.Join(plain, "spool"), []byte(`{"uuid":"u"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found := search(t, plain, []byte(`"uuid"`)); !found {
		t.Error("the search finds nothing")
	}
}

// search searches all files of a folder for a text.
func search(t *testing.T, folder string, text []byte) (bytesRead int64, found bool) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all, err := os.ReadFile(path)
		bytesRead += int64(len(all))
		found = found || bytes.Contains(all, text)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return bytesRead, found
}

// TestEveryFlippedByteIsFound flips one bit at a time in a snapshot: in every byte with
// LEADFERRY_SOAK, else in some.
func TestEveryFlippedByteIsFound(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 12, NonLeads: 4, PageSize: 20})
	made := s.create(t)
	flips, stride, least := 0, 23, 100
	if os.Getenv("LEADFERRY_SOAK") != "" {
		stride, least = 1, 1000
	}
	for _, name := range []string{"manifest.json", "leads.jsonl.zst", "chats.jsonl.zst"} {
		path := filepath.Join(made.Path, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(text); i += stride {
			text[i] ^= 1 << (i % 8)
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			snapshot := backup.Open(t.Context(), s.place(), made.Name)
			if finding, err := backup.Check(t.Context(), &snapshot, nil); err != nil || len(finding.Damage) == 0 {
				t.Fatalf("the flip of byte %d of %s is not found (%v)", i, name, err)
			}
			text[i] ^= 1 << (i % 8)
			flips++
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if snapshot := backup.Open(t.Context(), s.place(), made.Name); !snapshot.Good() || flips < least {
		t.Errorf("%d flips; the mended snapshot: %v", flips, snapshot.Damage)
	}
}

func TestCheckNamesWhatIsDamaged(t *testing.T) {
	for name, hurt := range map[string]func(string) error{
		"leads.jsonl.zst is missing": func(p string) error { return os.Remove(filepath.Join(p, "leads.jsonl.zst")) },
		"chats.jsonl.zst has 10 bytes": func(p string) error {
			return os.Truncate(filepath.Join(p, "chats.jsonl.zst"), 10)
		},
		"there is no manifest.json": func(p string) error { return os.Remove(filepath.Join(p, "manifest.json")) },
		"its hash differs":          func(p string) error { return os.Truncate(filepath.Join(p, "manifest.json"), 40) },
	} {
		s := newStage(t, sandbox.Options{Leads: 12, NonLeads: 4})
		made := s.create(t)
		if err := hurt(made.Path); err != nil {
			t.Fatal(err)
		}
		all, err := backup.List(t.Context(), s.place())
		if err != nil || len(all) != 1 || all[0].Good() {
			t.Errorf("%s: listed %+v, %v", name, all, err)
		}
		finding, err := backup.Check(t.Context(), &all[0], nil)
		if err != nil || len(finding.Damage) != 1 || !strings.Contains(finding.Damage[0].Error(), name) {
			t.Errorf("want %q, got %v, %v", name, finding.Damage, err)
		}
	}
}

// badKey panics.
type badKey struct{}

func (badKey) Unwrap([]*age.Stanza) ([]byte, error) { panic("odd") }

// TestStream: the records come as text; damage and panics are errors of Read.
func TestStream(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 60, NonLeads: 5, PageSize: 20})
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s.opts.Recipients = []age.Recipient{id.Recipient()}
	made := s.create(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	read := func(ids ...age.Identity) (string, error) {
		stream := made.Stream(t.Context(), lead.TypeLead, ids)
		text, err := io.ReadAll(stream)
		return string(text), errors.Join(err, stream.Close())
	}
	if text, err := read(id); err != nil || text != s.truth("lead") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	if _, err := read(); !errors.Is(err, backup.ErrNoIdentity) {
		t.Errorf("without a key: %v", err)
	}
	_, err = read(badKey{})
	if p, ok := errors.AsType[*problem.Panic](err); !ok || p.Value != "odd" {
		t.Errorf("a panic: %v", err)
	}
	early := made.Stream(t.Context(), lead.TypeLead, []age.Identity{id})
	if _, err := io.ReadFull(early, make([]byte, 10)); err != nil {
		t.Error(err)
	}
	if err := early.Close(); err != nil {
		t.Error(err)
	}
}

func TestDiff(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 50, PageSize: 20})
	before := s.create(t)
	uuid := s.server.Insert()

	for _, record := range s.server.All("lead")[10:12] {
		_, after, _ := strings.Cut(string(record), `"uuid":"`)
		gone, _, _ := strings.Cut(after, `"`)
		s.server.Delete(gone)
	}
	_, rest, _ := strings.Cut(string(s.server.All("lead")[20]), `"uuid":"`)
	bumped, _, _ := strings.Cut(rest, `"`)
	s.server.Bump(bumped)
	after := s.create(t)
	d, err := backup.Diff(t.Context(), &before, &after, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Added) != 1 || d.Added[0].Base[lead.UUID] != uuid || len(d.Removed) != 2 || len(d.Changed) != 1 || d.Changed[0].UUID != bumped {
		t.Errorf("%d added, %d removed, changed %+v", len(d.Added), len(d.Removed), d.Changed)
	}
	if d.ByField()["updatedAt"] != 1 {
		t.Errorf("by field: %v", d.ByField())
	}
}

func TestForeignFilesStay(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 10})
	kept, gone := s.create(t), s.create(t)
	foreign := []string{
		filepath.Join(s.folder, "notes.txt"), filepath.Join(s.folder, "2020-01-01T000000Z.txt"), filepath.Join(kept.Path, "mine"),
		filepath.Join(s.folder, ".leadferry-mine.partial"),
	}
	for _, path := range foreign {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	empty := filepath.Join(s.folder, "2020-01-01T000000Z")
	link := filepath.Join(s.folder, "2021-01-01T000000Z")
	if err := errors.Join(os.Mkdir(empty, 0o700), os.Symlink(gone.Path, link)); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(s.folder, ".leadferry-0123456789abcdef.partial")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := backup.Hold(t.Context(), s.place(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	decisions := []backup.Decision{{Snapshot: kept}, {Snapshot: gone}}
	removed, err := f.Prune(t.Context(), decisions)
	if removed != 1 || err != nil || !decisions[0].Keep || !strings.Contains(decisions[0].Why[0], "mine") {
		t.Errorf("%d removed, %v, %+v", removed, err, decisions[0])
	}
	for _, path := range append(foreign, empty, kept.Path) {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{gone.Path, left} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", path, err)
		}
	}
}

// TestSize compares a snapshot with the same records under zstd -9.
func TestSize(t *testing.T) {
	zstd, err := exec.LookPath("zstd")
	if err != nil {
		t.Skip("there is no zstd")
	}
	s := newStage(t, sandbox.Options{Leads: 3000, PageSize: 100, Seed: 7})
	s.opts.Processors = 2
	made := s.create(t)
	cmd := exec.CommandContext(t.Context(), zstd, "-9", "-c")
	cmd.Stdin = strings.NewReader(s.truth("lead"))
	theirs, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	ours := made.Manifest.Files[0].Bytes
	t.Logf("%d bytes of records: %d, and zstd -9 %d: %.3f", made.Manifest.Files[0].Unpacked, ours, len(theirs), float64(ours)/float64(len(theirs)))
	if float64(ours) > 1.05*float64(len(theirs)) {
		t.Errorf("the snapshot has %d bytes, zstd -9 makes %d", ours, len(theirs))
	}
}

// TestMovingBot: leads that come again are in the snapshot once, although they were already packed.
func TestMovingBot(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range [][]age.Recipient{nil, {id.Recipient()}} {
		s := newStage(t, sandbox.Options{Leads: 1500, NonLeads: 20, PageSize: 20, Order: "updated", Seed: 5})
		s.opts.Recipients, s.opts.Processors = to, 2
		pages := 0
		s.opts.Progress = func(p exporter.Progress) {
			if pages++; pages%10 == 0 && pages < 60 { // the last one comes first
				all := uuids(t, s.truth("lead"))
				s.server.Bump(all[len(all)-1])
			}
		}
		made := s.create(t)
		if finding, err := backup.Check(t.Context(), &made, []age.Identity{id}); err != nil || len(finding.Damage) > 0 || !made.Good() {
			t.Errorf("check: %+v, %v", finding, err)
		}
		if c := made.Manifest.Files[0].Certificate; c.Duplicates == 0 || c.Moved == 0 {
			t.Errorf("nothing moved: %+v", c)
		}
		got, want := uuids(t, records(t, &made, 0, id)), uuids(t, s.truth("lead"))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%d records, the platform has %d, or not the same", len(got), len(want))
		}
	}
}

// TestChangingSides: chats that become leads while both are read, some of them after they were packed,
// are in the snapshot once, as what they were last.
func TestChangingSides(t *testing.T) {
	s := newStage(t, sandbox.Options{Leads: 900, NonLeads: 300, PageSize: 20, Seed: 6})
	c := s.opts.Lister.(*convertalk.Client)
	chats, pages := uuids(t, s.truth("non-lead")), 0
	s.opts.Progress = func(p exporter.Progress) {
		if pages++; !p.Writing && pages%8 == 0 && pages <= 80 {
			if _, err := c.Upsert(t.Context(), lead.Lead{UUID: chats[pages], Name: "Now a lead"}); err != nil {
				t.Error(err)
			}
		}
	}
	made := s.create(t)
	if finding, err := backup.Check(t.Context(), &made, nil); err != nil || len(finding.Damage) > 0 || !made.Good() {
		t.Errorf("check: %+v, %v, %+v", finding, err, made.Manifest)
	}
	if m := &made.Manifest; m.Leads != 910 || m.Chats != 290 || m.Files[0].Certificate.Passes < 2 {
		t.Errorf("%+v", m)
	}
	for i, kind := range []string{"lead", "non-lead"} {
		got, want := uuids(t, records(t, &made, i)), uuids(t, s.truth(kind))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d records, the platform has %d, or not the same", kind, len(got), len(want))
		}
	}
}

func uuids(t *testing.T, records string) (all []string) {
	t.Helper()
	for record := range strings.Lines(records) {
		var r struct{ UUID string }
		if err := json.Unmarshal([]byte(record), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r.UUID)
	}
	return all
}

// stopping is a place where the run is stopped while the first file is deleted.
type stopping struct {
	*store.Folder
	stop context.CancelCauseFunc
}

func (s *stopping) Delete(ctx context.Context, _ string) error {
	s.stop(new(problem.Interrupted))
	return context.Cause(ctx)
}

// TestStoppedPrune: that the run was stopped is said once.
func TestStoppedPrune(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 10})
	s.create(t)
	s.create(t)
	ctx, stop := context.WithCancelCause(t.Context())
	at := &stopping{s.place(), stop}
	held, err := backup.Hold(ctx, at, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	all, err := backup.List(ctx, at)
	if err != nil {
		t.Fatal(err)
	}
	decisions := []backup.Decision{{Snapshot: all[0]}, {Snapshot: all[1]}}
	removed, err := held.Prune(ctx, decisions)
	if removed != 0 || err == nil || strings.Count(err.Error(), "Ctrl-C") != 1 {
		t.Errorf("%d removed, %v", removed, err)
	}
}
