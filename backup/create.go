package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/listing"
)

// Options says what to back up. All but Lag, Compressor, Recipients, Lasting, Plain, AllowShrink, AcceptEnd and Progress
// are required.
type Options struct {
	Lister      listing.Lister
	BotID, Host string
	Tool        string // the program that creates the snapshot, with its version
	Workers     int
	Lag         time.Duration   // see listing.Reader
	Processors  int             // compressing at once, at least 1; each needs some 35 MB
	Compressor  *Compressor     // that is shared with other bots, in place of Processors; may be nil
	Recipients  []age.Recipient // who can read it; none = everyone
	Lasting     bool            // without Recipients, what is read stands as it came in the draft, for the next process
	Plain       bool            // with Recipients, too: whoever made the draft's folder guards it
	AllowShrink bool            // a smaller snapshot is good, too
	AcceptEnd   bool            // see listing.Reader
	Now         func() time.Time
	Progress    func(exporter.Progress) // called from one goroutine; may be nil
}

// sealed reports whether what is read is encrypted with a key that only this process has.
func (o *Options) sealed() bool { return !o.Lasting || len(o.Recipients) > 0 && !o.Plain }

// readers returns a hash of who can read what is packed.
func (o *Options) readers() string {
	hash := sha256.New()
	for _, r := range o.Recipients {
		fmt.Fprintln(hash, r) //nolint:errcheck // a hash never fails
	}
	return digest(hash)
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
// exists, but may not survive a power cut. What a run before this one has read counts, if the place
// keeps it.
func (h *Held) Create(ctx context.Context, o Options) (s Snapshot, err error) {
	all, err := List(ctx, h)
	if err != nil {
		return Snapshot{}, err
	}
	for i := range all {
		if bot := all[i].Manifest.BotID; all[i].Damage == nil && bot != o.BotID {
			return Snapshot{}, &OtherBotError{bot, o.BotID}
		}
	}
	folder, lasting, err := h.DraftFolder()
	if err != nil {
		return Snapshot{}, fmt.Errorf("while making the snapshot: %w", err)
	}
	o.Lasting = lasting
	d, err := OpenDraft(folder, &o)
	defer func() {
		if lasting && err != nil {
			err = errors.Join(err, d.Close())
		} else {
			err = errors.Join(err, d.Remove())
		}
	}()
	if err == nil {
		err = d.read(ctx, all)
	}
	if err != nil {
		return Snapshot{}, err
	}
	return d.Seal(ctx, h.Place, all)
}

// read reads everything in one turn. A draft that became a snapshot already, or of which nothing counts
// after all, is begun again.
func (d *Draft) read(ctx context.Context, all []Snapshot) error {
	isThis := func(s Snapshot) bool { return s.Name == d.note.Manifest.Snapshot }
	if slices.ContainsFunc(all, isThis) {
		if err := d.begin(); err != nil {
			return err
		}
	}
	resumed := d.from != 0
	_, err := d.Turn(ctx, listing.Budget{})
	if err != nil && resumed && d.from == 0 && ctx.Err() == nil {
		_, err = d.Turn(ctx, listing.Budget{})
	}
	return err
}

// mark marks a snapshot that is not good, compared with an older one, which may be nil.
func (m *Manifest) mark(older *Snapshot, allowShrink bool) {
	m.Marks = nil
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
