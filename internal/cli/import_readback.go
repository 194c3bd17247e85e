package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// sendAll sends the rows: first a few, if wanted, which are read back and asked about; and at the end it reads back what was sent, if wanted.
func (r *importRun) sendAll(ctx context.Context, log *importer.Log) error {
	if r.o.canary > 0 && r.log == nil {
		if err := r.tryFew(ctx, log); err != nil {
			return err
		}
	}
	if err := r.batch.Send(ctx, r.client, r.listing(), log, 0); err != nil {
		return err
	}
	if !r.o.verify {
		return nil
	}
	return r.readBackRows(ctx, log)
}

// readBackRows compares what was sent with what the server shows.
func (r *importRun) readBackRows(ctx context.Context, log *importer.Log) error {
	temp, err := r.temp()
	if err != nil {
		return err
	}
	found, err := r.batch.Verify(ctx, r.listing(), temp, log)
	if err != nil {
		return fmt.Errorf("all rows were sent, but not read back: %w", err)
	}
	r.readBack = &found
	return nil
}

// canaryError says that the first rows did not come back as they were sent.
type canaryError struct{ rows, differing int }

func (c *canaryError) Error() string {
	return fmt.Sprintf("of the first rows, which went alone, %d of %d did not come back as sent; the others were not sent", c.differing, c.rows)
}

func (*canaryError) ExitCode() int { return problem.ExitGuard }

// tryFew sends the first rows and shows how they came back. Where nobody can be asked, a difference ends the run.
func (r *importRun) tryFew(ctx context.Context, log *importer.Log) error {
	if err := r.batch.Send(ctx, r.client, r.listing(), log, r.o.canary); err != nil {
		return err
	}
	if err := r.readBackRows(ctx, log); err != nil {
		return err
	}
	r.screen.stop()
	defer r.open()
	found := r.readBack
	for i := range found.Findings {
		r.tellFinding("%s came back otherwise", &found.Findings[i])
	}
	if found.Differing == 0 {
		r.say("%s went first, and came back as sent", count(found.Rows, "row"))
	}
	if r.o.yes {
		if found.Differing > 0 {
			return &canaryError{found.Rows, found.Differing}
		}
		return nil
	}
	asked := time.Now()
	ok, err := r.ask(ctx, "Send the others too?")
	r.asked += time.Since(asked)
	if u, unsent := errors.AsType[*unsentError](err); unsent {
		return u.err
	}
	if err == nil && !ok {
		return &declinedError{}
	}
	return err
}
