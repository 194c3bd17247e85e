package backup

import (
	"context"
	"io"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Stream returns the records of one type as text, one a line. Damage is an error of Read. Close
// ends it early.
func (s *Snapshot) Stream(ctx context.Context, kind lead.Type, ids []age.Identity) io.ReadCloser {
	out, in := io.Pipe()
	write := problem.Caught("reading the snapshot", func() error {
		var line []byte
		for i := range s.Manifest.Files {
			f := &s.Manifest.Files[i]
			if f.Type != kind {
				continue
			}
			err := s.Records(ctx, f, ids, func(record []byte, _ int) error {
				line = append(append(line[:0], record...), '\n')
				_, err := in.Write(line)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	go func() { in.CloseWithError(write()) }()
	return out
}
