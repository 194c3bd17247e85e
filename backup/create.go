package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// Options says what to back up. All but Recipients, AllowShrink, AcceptEnd and Progress are required.
type Options struct {
	Lister      listing.Lister
	BotID, Host string
	Tool        string // the program that creates the snapshot, with its version
	Workers     int
	Processors  int             // compressing at once, at least 1; each needs some 35 MB
	Recipients  []age.Recipient // who can read it; none = everyone
	AllowShrink bool            // a smaller snapshot is good, too
	AcceptEnd   bool            // see listing.Reader
	Now         func() time.Time
	Progress    func(exporter.Progress) // called from one goroutine; may be nil
}

// OtherBotError says that the folder holds snapshots of another bot, which must not be mixed.
type OtherBotError struct{ Here, Wanted string }

func (e *OtherBotError) Error() string {
	return fmt.Sprintf("the folder holds backups of the bot %s, and these would be of %s",
		e.Here, e.Wanted)
}

// LeastShare is the share of its leads that a listing must keep from one run to the next; with
// fewer, something is probably wrong.
const LeastShare = 0.8

// Create creates a snapshot. One that is not proved complete, or has lost many leads, is not an
// error, but marked. After an error there is no snapshot, except if a Path is returned: then it
// exists, but may not survive a power cut.
func (f *Folder) Create(ctx context.Context, o Options) (s Snapshot, err error) {
	all, err := List(f.path)
	if err != nil {
		return Snapshot{}, err
	}
	for i := range all {
		if bot := all[i].Manifest.BotID; all[i].Damage == nil && bot != o.BotID {
			return Snapshot{}, &OtherBotError{bot, o.BotID}
		}
	}
	m := Manifest{
		Schema: 1, Tool: o.Tool, BotID: o.BotID, Host: o.Host,
		Started: o.Now().UTC().Truncate(time.Second), Encrypted: len(o.Recipients) > 0,
	}
	partial, err := f.partial()
	if err != nil {
		return Snapshot{}, fmt.Errorf("make the snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(partial))
		}
	}()
	if err := m.fill(ctx, partial, &o); err != nil {
		return Snapshot{}, err
	}
	m.mark(NewestGood(all, o.Now()), o.AllowShrink)
	m.Finished = o.Now().UTC().Truncate(time.Second)
	m.Snapshot = freeName(m.Started, all)
	text, err := m.encode()
	if err != nil {
		return Snapshot{}, err
	}
	if err := atomicfile.Write(filepath.Join(partial, manifestName), text, false); err != nil {
		return Snapshot{}, err
	}
	path, err := f.place(partial, m.Snapshot)
	if path == "" {
		return Snapshot{}, err
	}
	return Snapshot{Path: path, Name: m.Snapshot, Time: m.Started, Manifest: m}, err
}

// fill exports both listings into the folder, in one reading: leads become chats, and chats leads.
func (m *Manifest) fill(ctx context.Context, folder string, o *Options) (err error) {
	spool, err := newSealed(filepath.Join(folder, "spool"))
	if err != nil {
		return fmt.Errorf("make the spool: %w", err)
	}
	defer func() { err = errors.Join(err, spool.remove()) }()
	out, err := newPacker(folder, o)
	if err != nil {
		return err
	}
	defer out.abandon()
	sum, err := exporter.Run(ctx, o.Lister, out, spool, exporter.Options{
		Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: o.Workers, Format: sheet.Raw,
		Divide: out.begin, AcceptEnd: o.AcceptEnd, Progress: o.Progress,
	})
	if err == nil {
		err = out.finish()
	}
	if err != nil {
		return err
	}
	leads, chats := out.files[lead.TypeLead], out.files[lead.TypeNonLead]
	leads.Certificate, chats.Certificate = certify(&sum), certify(&sum)
	m.Files, m.Leads, m.Chats = []File{leads, chats}, leads.Records, chats.Records
	return nil
}

// mark marks a snapshot that is not good, compared with an older one, which may be nil.
func (m *Manifest) mark(older *Snapshot, allowShrink bool) {
	for _, file := range m.Files {
		if !file.Certificate.Verified {
			m.Marks = []Mark{Unverified}
		}
	}
	if older == nil || allowShrink {
		return
	}
	if float64(m.Leads) < LeastShare*float64(older.Manifest.Leads) {
		m.Marks = append(m.Marks, Shrunken)
	}
}
