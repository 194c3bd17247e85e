package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/leadferry/leadferry/sheet"
)

// ErrNoIdentity says that a snapshot is encrypted and nothing is there to read it with.
var ErrNoIdentity = errors.New("the snapshot is encrypted")

// Records passes every record of one of the snapshot's files on, in the order in which they stand there; a record is valid until the next
// one. The whole file is read, and its hash is compared: an error may come after the last record.
func (s *Snapshot) Records(ctx context.Context, f *File, ids []age.Identity, each func(record []byte, line int) error) error {
	file, err := os.Open(filepath.Join(s.Path, f.Name))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	hash := sha256.New()
	stored := io.TeeReader(bufio.NewReaderSize(file, 256<<10), hash)
	if err := s.records(ctx, f, stored, ids, each); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return f.compare(stored, hash.Sum)
}

func (s *Snapshot) records(ctx context.Context, f *File, stored io.Reader, ids []age.Identity, each func(record []byte, line int) error) error {
	if strings.HasSuffix(f.Name, ".age") {
		if len(ids) == 0 {
			return ErrNoIdentity
		}
		var err error
		if stored, err = age.Decrypt(stored, ids...); err != nil {
			return fmt.Errorf("it cannot be decrypted: %w", err)
		}
	}
	unpacked, err := sheet.NewDecompressor(stored, sheet.Zstd)
	if err != nil {
		return err
	}
	defer unpacked.Close() //nolint:errcheck // it was only read
	count := 0
	for record, err := range sheet.NewRawReader(unpacked).Records() {
		if err != nil {
			return err
		}
		if count++; count%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := each(record.JSON, record.Line); err != nil {
			return fmt.Errorf("line %d: %w", record.Line, err)
		}
	}
	if count != f.Records {
		return fmt.Errorf("it holds %d records, and %d were written", count, f.Records)
	}
	return nil
}

// compare reads what is left of a file and compares the hash of the whole.
func (f *File) compare(stored io.Reader, sum func([]byte) []byte) error {
	if _, err := io.Copy(io.Discard, stored); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	if got := digest(sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%s is not as it was written: its hash is %s, and %s was noted", f.Name, got, f.SHA256)
	}
	return nil
}

// hashOnly compares a file that cannot be read for its records.
func (s *Snapshot) hashOnly(f *File) error {
	file, err := os.Open(filepath.Join(s.Path, f.Name))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	hash := sha256.New()
	return f.compare(io.TeeReader(file, hash), hash.Sum)
}
