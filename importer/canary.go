package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
)

// sendFirst sends the first rows and shows how they came back. If it may not ask, a difference ends
// the run.
func (j *job) sendFirst(ctx context.Context, s *send.Sender) error {
	if err := s.Send(ctx, j.o.Canary); err != nil {
		return err
	}
	if err := j.readBack(ctx, s, "only the first rows were sent"); err != nil {
		return err
	}
	j.show(&FirstRows{j.verified})
	if j.o.Yes && j.verified.Differing > 0 {
		text := fmt.Sprintf("not all of the first rows came back as sent (%d of %d did not), so the others were not sent",
			j.verified.Differing, j.verified.Rows)
		return &problem.Error{Problem: problem.Problem{Code: codeCanary, Text: text}, Exit: problem.ExitGuard}
	}
	err := j.ask(ctx, SendRest, j.left())
	if errors.Is(err, ErrDeclined) {
		err = errEnough
	}
	return err
}

// readBack compares what was sent with what the server shows. sent says how much that was.
func (j *job) readBack(ctx context.Context, s *send.Sender, sent string) error {
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	if j.verified, err = s.Verify(ctx, temp); err != nil {
		return fmt.Errorf("%s, but not read back: %w", sent, err)
	}
	return nil
}
