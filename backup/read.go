package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// ErrNoIdentity says that a snapshot is encrypted and there is no key for it.
var ErrNoIdentity = errors.New("the snapshot is encrypted")

// Records calls each with every record of one of the snapshot's files, in order; a record is valid
// for that call only. It reads the whole file, so that a wrong hash is an error after the last
// record.
func (s *Snapshot) Records(
	ctx context.Context, f *File, ids []age.Identity, each func(record []byte) error,
) error {
	return s.verify(ctx, f, func(stored io.Reader) error {
		return f.records(ctx, stored, ids, each)
	})
}

// each calls f with every record of one type.
func (s *Snapshot) each(
	ctx context.Context, kind lead.Type, ids []age.Identity, f func(record []byte) error,
) error {
	for i := range s.Manifest.Files {
		if file := &s.Manifest.Files[i]; file.Type == kind {
			if err := s.Records(ctx, file, ids, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// verify passes a file to read, and compares the hash of the whole.
func (s *Snapshot) verify(ctx context.Context, f *File, read func(stored io.Reader) error) error {
	file, err := s.store.Get(ctx, s.Name+"/"+f.Name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	hash := sha256.New()
	stored := io.TeeReader(bufio.NewReaderSize(file, 256<<10), hash)
	if err = read(stored); err == nil {
		_, err = io.Copy(io.Discard, stored)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	if got := digest(hash); got != f.SHA256 {
		return fmt.Errorf("%s was changed: its hash is %s instead of %s",
			f.Name, got, f.SHA256)
	}
	return nil
}

func (f *File) records(
	ctx context.Context, stored io.Reader, ids []age.Identity,
	each func(record []byte) error,
) error {
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
		if err := each(record.JSON); err != nil {
			return fmt.Errorf("line %d: %w", record.Line, err)
		}
	}
	if count != f.Records {
		return fmt.Errorf("its number of records is %d instead of %d", count, f.Records)
	}
	return nil
}

// Finding is the result of checking one snapshot.
type Finding struct {
	Records   int     // read and parsed
	BytesOnly bool    // only the bytes were compared, as there was no key for the records
	Damage    []error // each names the file
}

// Check compares every byte of a snapshot with its manifest, and parses every record that it can
// read. Problems are in the finding; the error is the context's cause, or that the store cannot be read now.
func Check(ctx context.Context, s *Snapshot, ids []age.Identity) (f Finding, err error) {
	if unreachable(ctx, s.Damage) {
		return Finding{}, s.Damage
	}
	if s.Damage != nil {
		return Finding{Damage: []error{s.Damage}}, nil //nolint:nilerr // a check reports damage
	}
	for i := range s.Manifest.Files {
		file := &s.Manifest.Files[i]
		err := s.Records(ctx, file, ids, func(record []byte) error {
			if _, err := lead.Parse(record); err != nil {
				return fmt.Errorf("a record cannot be read: %w", err)
			}
			f.Records++
			return nil
		})
		if errors.Is(err, ErrNoIdentity) {
			f.BytesOnly, err = true, s.verify(ctx, file, func(io.Reader) error { return nil })
		}
		switch {
		case ctx.Err() != nil:
			return f, context.Cause(ctx)
		case unreachable(ctx, err):
			return f, err
		case err != nil:
			f.Damage = append(f.Damage, err)
		}
	}
	return f, nil
}

// Stream returns the records of one type as text, one a line. Damage is an error of Read. Close
// ends it early.
func (s *Snapshot) Stream(ctx context.Context, kind lead.Type, ids []age.Identity) io.ReadCloser {
	out, in := io.Pipe()
	write := problem.Caught("reading the snapshot", func() error {
		var line []byte
		return s.each(ctx, kind, ids, func(record []byte) error {
			line = append(append(line[:0], record...), '\n')
			_, err := in.Write(line)
			return err
		})
	})
	go func() { in.CloseWithError(write()) }()
	return out
}

// LoadIdentities reads the keys of age identity files. The error is a *problem.Error.
func LoadIdentities(files []string) (all []age.Identity, err error) {
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, problem.Usage(fmt.Sprintf("the identity file cannot be read: %v", err), "check the name and its permissions")
		}
		ids, err := age.ParseIdentities(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, problem.Usage(name+" is not an age identity file", "make one with: age-keygen -o "+shell.Quote(name))
		}
		all = append(all, ids...)
	}
	return all, nil
}
