package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// packer writes the files of a snapshot one after the other: compressed, encrypted if there are
// recipients, and hashed.
type packer struct {
	folder string
	to     []age.Recipient
	zip    zipper
	files  map[lead.Type]File

	now   File           // the one that is written
	file  *os.File       // nil between files
	crypt io.WriteCloser // nil without encryption
	hash  hash.Hash
}

// newPacker begins no file. The caller calls finish, and abandon in any case.
func newPacker(folder string, o *Options) (*packer, error) {
	zip, err := o.zipper()
	if err != nil {
		return nil, err
	}
	return &packer{folder: folder, to: o.Recipients, zip: zip, files: map[lead.Type]File{}}, nil
}

// begin begins the file of a listing, in place of what there is of it.
func (p *packer) begin(kind lead.Type) error {
	if err := p.finish(); err != nil {
		return err
	}
	name := "leads.jsonl.zst"
	if kind == lead.TypeNonLead {
		name = "chats.jsonl.zst"
	}
	if len(p.to) > 0 {
		name += ".age"
	}
	path := filepath.Join(p.folder, name)
	err := os.Remove(path) // of this turn, or of an earlier one
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		p.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return fmt.Errorf("while writing the snapshot: %w", err)
	}
	p.now, p.hash, p.crypt = File{Name: name, Type: kind}, sha256.New(), nil
	stored := io.MultiWriter(p.file, p.hash)
	if len(p.to) == 0 {
		p.zip.Reset(stored)
		return nil
	}
	if p.crypt, err = age.Encrypt(stored, p.to...); err != nil {
		return fmt.Errorf("while encrypting the snapshot: %w", err)
	}
	p.zip.Reset(p.crypt)
	return nil
}

// Write packs whole records, a line each.
func (p *packer) Write(b []byte) (int, error) {
	n, err := p.zip.Write(b)
	p.now.Unpacked += int64(n)
	p.now.Records += bytes.Count(b[:n], []byte{'\n'})
	return n, err
}

// finish completes and closes the file, and returns when it is on the disk.
func (p *packer) finish() error {
	if p.file == nil {
		return nil
	}
	err := p.zip.Close()
	if err == nil && p.crypt != nil {
		err = p.crypt.Close()
	}
	if err == nil {
		p.now.Bytes, err = p.file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		err = p.file.Sync()
	}
	if err = errors.Join(err, p.file.Close()); err != nil {
		return fmt.Errorf("while writing the snapshot: %w", err)
	}
	p.now.SHA256 = digest(p.hash)
	p.files[p.now.Type], p.file = p.now, nil
	return nil
}

// abandon ends the work on a file that finish has not completed. Earlier errors count, not its own.
func (p *packer) abandon() {
	p.zip.Reset(nil)
	if p.file != nil {
		p.file.Close() //nolint:errcheck // the run has failed
	}
}
