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
		return s.each(ctx, kind, ids, func(record []byte) error {
			line = append(append(line[:0], record...), '\n')
			_, err := in.Write(line)
			return err
		})
	})
	go func() { in.CloseWithError(write()) }()
	return out
}
