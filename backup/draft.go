package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// Draft is a snapshot on its way: the listings are read, in one turn or several, and then it is sealed
// into a store. It stands in a folder of this machine. Another process can go on with it, or with a copy
// of the folder that was made after Close, unless what is read must not stand there as it came (see
// Options.Lasting): then only what is packed already counts.
type Draft struct {
	folder string
	opts   *Options
	note   note
	spool  spool           // nil when all is packed
	from   exporter.Cursor // what counts of the spool
}

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

// Packed reports whether everything is read and packed: then the draft can be sealed.
func (d *Draft) Packed() bool { return len(d.note.Manifest.Files) > 0 }

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
	if d.Packed() {
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

// Name returns the name of the snapshot, which the store has not yet taken when it is first asked for. The
// draft keeps it: whoever goes on with the draft seals the same snapshot.
func (d *Draft) Name(ctx context.Context, st store.Store) (string, error) {
	m := &d.note.Manifest
	if m.Snapshot != "" {
		return m.Snapshot, nil
	}
	listed, err := st.List(ctx, "")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var taken []string
	for i := range listed {
		taken = append(taken, nameOf(&listed[i]))
	}
	m.Snapshot = store.FreeName(m.Started, taken)
	return m.Snapshot, d.save()
}

// Seal puts the snapshot into a store: its files, and then the manifest. older are the snapshots that
// the store has. It is marked if it is not proved complete, or has lost many leads. A Seal that failed
// or was killed can be done again.
func (d *Draft) Seal(ctx context.Context, st store.Store, older []Snapshot) (Snapshot, error) {
	if _, err := d.Name(ctx, st); err != nil {
		return Snapshot{}, err
	}
	m, o := &d.note.Manifest, d.opts
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
