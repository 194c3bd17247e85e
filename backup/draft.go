package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// Draft is a snapshot on its way: the listings are read, in one turn or several, and then it is sealed
// into a store. It stands in a folder of this machine. Another process can go on with it, unless what is
// read must not stand there as it came (see Options.Lasting): then only what is packed already counts.
type Draft struct {
	folder string
	opts   *Options
	note   note
	spool  spool           // nil when all is packed
	from   exporter.Cursor // what counts of the spool
}

// note is what a draft keeps of itself. The manifest has its files when all is packed, and its name
// when it was sealed, or nearly.
type note struct {
	Manifest Manifest `json:"manifest"`
	Readers  string   `json:"readers"` // a hash of who can read the files
}

// spool is the exporter's file.
type spool interface {
	exporter.File
	io.Closer
}

const (
	noteName  = "draft.json"
	spoolName = "spool"
	// stale is the age at which a draft says too little of the bot to be gone on with.
	stale = 12 * time.Hour
)

// OpenDraft goes on with the draft in a folder that is nobody else's and 0700, or begins one. The
// options must stand until Close.
func OpenDraft(folder string, o *Options) (*Draft, error) {
	d := &Draft{folder: folder, opts: o}
	if d.recall() {
		return d, nil
	}
	return d, d.begin()
}

// begin begins in place of what there is.
func (d *Draft) begin() error {
	o := d.opts
	d.note = note{Readers: o.readers(), Manifest: Manifest{
		Schema: 1, Tool: o.Tool, BotID: o.BotID, Host: o.Host,
		Started: o.Now().UTC().Truncate(time.Second), Encrypted: len(o.Recipients) > 0,
	}}
	if err := d.clear(); err != nil {
		return err
	}
	return errors.Join(d.save(), d.openSpool())
}

// clear empties the folder.
func (d *Draft) clear() error {
	entries, err := os.ReadDir(d.folder)
	err = errors.Join(err, d.Close())
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(d.folder, e.Name())))
	}
	if err != nil {
		return fmt.Errorf("clear away an earlier draft: %w", err)
	}
	return nil
}

func (d *Draft) path(name string) string { return filepath.Join(d.folder, name) }

func (d *Draft) openSpool() (err error) {
	d.from = 0
	if d.opts.sealed() {
		d.spool, err = newSealed(d.path(spoolName))
	} else {
		d.spool, err = os.OpenFile(d.path(spoolName), os.O_RDWR|os.O_CREATE, 0o600)
	}
	if err != nil {
		return fmt.Errorf("while making the temporary file: %w", err)
	}
	return nil
}

func (d *Draft) save() error {
	text, err := json.Marshal(&d.note)
	if err != nil {
		return fmt.Errorf("note the draft: %w", err)
	}
	return atomicfile.WriteOwn(d.path(noteName), text, true)
}

// recall goes on with what an earlier process left, and reports whether it can.
func (d *Draft) recall() bool {
	o := d.opts
	text, err := os.ReadFile(d.path(noteName))
	if err != nil || json.Unmarshal(text, &d.note) != nil {
		return false
	}
	m := &d.note.Manifest
	age := o.Now().Sub(m.Started)
	if m.BotID != o.BotID || m.Host != o.Host || d.note.Readers != o.readers() || age < 0 || age > stale {
		return false
	}
	if d.packed() {
		return d.whole() == nil
	}
	file, err := os.OpenFile(d.path(spoolName), os.O_RDWR, 0)
	if err != nil || o.sealed() {
		return false
	}
	d.spool, d.from = file, exporter.Rest
	job := d.job(nil)
	header, err := exporter.ReadHeader(file)
	return err == nil && header != nil && len(header.Differences(&job)) == 0
}

// packed reports whether everything is read and packed.
func (d *Draft) packed() bool { return len(d.note.Manifest.Files) > 0 }

func (d *Draft) job(begin func(lead.Type) error) exporter.Options {
	o := d.opts
	return exporter.Options{
		Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: o.Workers, Lag: o.Lag, Format: sheet.Raw, Host: o.Host, BotID: o.BotID,
		Divide: begin, AcceptEnd: o.AcceptEnd, Progress: o.Progress,
	}
}

// Turn reads the listings until the budget is spent or all is read and packed: then done is true, and
// another Turn does nothing. After an error, too, a later Turn goes on with what was read.
func (d *Draft) Turn(ctx context.Context, b listing.Budget) (done bool, err error) {
	if d.packed() {
		return true, nil
	}
	out, err := newPacker(d.folder, d.opts)
	if err != nil {
		return false, err
	}
	defer out.abandon()
	sum, next, err := exporter.Turn(ctx, d.opts.Lister, out, d.spool, d.job(out.begin), d.from, b)
	if err != nil && next == 0 { // nothing that was read counts
		return false, errors.Join(err, d.begin())
	}
	if d.from = next; err != nil || next != 0 {
		return false, err
	}
	if err := out.finish(); err != nil {
		return false, err
	}
	m := &d.note.Manifest
	leads, chats := out.files[lead.TypeLead], out.files[lead.TypeNonLead]
	leads.Certificate, chats.Certificate = certify(&sum), certify(&sum)
	m.Files, m.Leads, m.Chats = []File{leads, chats}, leads.Records, chats.Records
	return true, errors.Join(d.save(), d.Close(), os.Remove(d.path(spoolName)))
}

// Seal puts the snapshot into a store: its files, and then the manifest. older are the snapshots that
// the store has. It is marked if it is not proved complete, or has lost many leads. A Seal that failed
// or was killed can be done again.
func (d *Draft) Seal(ctx context.Context, st store.Store, older []Snapshot) (Snapshot, error) {
	m, o := &d.note.Manifest, d.opts
	if m.Snapshot == "" {
		listed, err := st.List(ctx, "")
		if err != nil {
			return Snapshot{}, err
		}
		var taken []string
		for i := range listed {
			taken = append(taken, nameOf(&listed[i]))
		}
		m.Snapshot = store.FreeName(m.Started, taken)
		if err := d.save(); err != nil {
			return Snapshot{}, err
		}
	}
	m.mark(NewestGood(older, o.Now()), o.AllowShrink)
	m.Finished = o.Now().UTC().Truncate(time.Second)
	text, err := m.encode()
	if err != nil {
		return Snapshot{}, err
	}
	if err := d.whole(); err != nil {
		return Snapshot{}, err
	}
	for i := range m.Files {
		f := &m.Files[i]
		err := d.with(f, func(content *io.SectionReader) error { return st.Put(ctx, m.Snapshot+"/"+f.Name, content) })
		if err != nil {
			return Snapshot{}, err
		}
	}
	manifest := io.NewSectionReader(bytes.NewReader(text), 0, int64(len(text)))
	err = st.PutIfAbsent(ctx, m.Snapshot+"/"+store.Manifest, manifest)
	if err != nil && !errors.Is(err, store.ErrUnsure) {
		return Snapshot{}, err
	}
	s := Snapshot{Path: store.Path(st, m.Snapshot), Name: m.Snapshot, Manifest: *m, store: st}
	s.Time, _ = store.ParseName(s.Name)
	return s, err
}

// whole wants every file to be as it was packed.
func (d *Draft) whole() error {
	for i := range d.note.Manifest.Files {
		f := &d.note.Manifest.Files[i]
		err := d.with(f, func(content *io.SectionReader) error {
			hash := sha256.New()
			if n, err := io.Copy(hash, content); err != nil || n != f.Bytes || digest(hash) != f.SHA256 {
				return errors.Join(fmt.Errorf("%s is not as it was packed: the disk is failing, or the file was changed", d.path(f.Name)), err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// with opens a file that is packed.
func (d *Draft) with(f *File, use func(content *io.SectionReader) error) error {
	file, err := os.Open(d.path(f.Name))
	if err != nil {
		return fmt.Errorf("read the draft: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	return use(io.NewSectionReader(file, 0, f.Bytes))
}

// Close ends the work on the draft, and leaves it for another process.
func (d *Draft) Close() error {
	if d.spool == nil {
		return nil
	}
	err := d.spool.Close()
	d.spool = nil
	return err
}

// Remove removes the draft and its folder.
func (d *Draft) Remove() error { return errors.Join(d.Close(), os.RemoveAll(d.folder)) }
