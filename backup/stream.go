package backup

import (
	"context"
	"io"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Stream returns the records of one type as text, one a line. What is damaged shows as an error of Read, before its end. Close ends it early.
func (s *Snapshot) Stream(ctx context.Context, kind lead.Type, ids []age.Identity) io.ReadCloser {
	out, in := io.Pipe()
	go func() {
		var err error
		for i := range s.Manifest.Files {
			f := &s.Manifest.Files[i]
			if f.Type != kind || err != nil {
				continue
			}
			line := []byte(nil)
			err = s.Records(ctx, f, ids, func(record []byte, _ int) error {
				line = append(append(line[:0], record...), '\n')
				_, err := in.Write(line)
				return err
			})
		}
		in.CloseWithError(err)
	}()
	return out
}
