package backup

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Finding is what a check of one snapshot found.
type Finding struct {
	Records   int     // that were read and can be parsed
	BytesOnly bool    // only the bytes were compared, because nothing was given to decrypt the records with
	Damage    []error // each names the file
}

// Check compares every byte of a snapshot to its manifest, and parses every record of a file that it can read. What is wrong is in the
// finding; an error is only the context's cause.
func Check(ctx context.Context, s *Snapshot, ids []age.Identity) (f Finding, err error) {
	if s.Damage != nil {
		return Finding{Damage: []error{s.Damage}}, nil //nolint:nilerr // damage is what a check is there to find
	}
	for i := range s.Manifest.Files {
		file := &s.Manifest.Files[i]
		err := s.Records(ctx, file, ids, func(record []byte, _ int) error {
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
