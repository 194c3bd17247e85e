package backup

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Finding is the result of checking one snapshot.
type Finding struct {
	Records   int     // read and parsed
	BytesOnly bool    // only the bytes were compared, as there was no key for the records
	Damage    []error // each names the file
}

// Check compares every byte of a snapshot with its manifest, and parses every record that it can
// read. Problems are in the finding; the error is only the context's cause.
func Check(ctx context.Context, s *Snapshot, ids []age.Identity) (f Finding, err error) {
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
			f.BytesOnly, err = true, s.hashOnly(file)
		}
		if ctx.Err() != nil {
			return f, context.Cause(ctx)
		}
		if err != nil {
			f.Damage = append(f.Damage, err)
		}
	}
	return f, nil
}
