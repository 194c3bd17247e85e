package backup

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/atomicfile"
)

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

// clear empties the folder.
func (d *Draft) clear() error {
	entries, err := os.ReadDir(d.folder)
	err = errors.Join(err, d.Close())
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(d.folder, e.Name())))
	}
	if err != nil {
		return fmt.Errorf("while removing an earlier draft: %w", err)
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
		return fmt.Errorf("while writing the note of the draft: %w", err)
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
	if d.Packed() {
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
		return fmt.Errorf("while reading the draft: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	return use(io.NewSectionReader(file, 0, f.Bytes))
}
