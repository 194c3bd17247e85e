package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// trust is what is known about uuids that the server does not know.
type trust uint8

const (
	untested  trust = iota
	stored          // it takes them: the first one was read back
	swallowed       // it says ok and stores nothing
)

func (s *sender) trusted() trust {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batch.trust
}

// refuse rejects a row that the server would swallow.
func (s *sender) refuse(t *task) error {
	err := s.note(t, record{
		Outcome: Rejected.String(), Code: codeUnknownUUID,
		Message: "the bot does not know this uuid, and its server says ok to such a row without storing it",
		Fix:     "let the person open the bot once, then take the uuid from an export",
	})
	if err != nil {
		return err
	}
	return s.limit()
}

// readBack looks whether a lead that is new to the bot is really there, and notes its row accordingly.
func (s *sender) readBack(ctx context.Context, t *task, a convertalk.Answer) error {
	there, err := s.find(ctx, t.lead.UUID)
	if err != nil {
		if noteErr := s.note(t, failureToLook(a)); noteErr != nil {
			return noteErr
		}
		return fmt.Errorf("row %d is the first one that makes a new lead, and whether the server stored it could not be seen: %w", t.number, err)
	}
	s.mu.Lock()
	s.batch.trust = swallowed
	if there {
		s.batch.trust = stored
	}
	s.mu.Unlock()
	s.sent(t)
	if there {
		return s.note(t, success(t, a))
	}
	if err := s.fail(t, record{
		Outcome: Failed.String(), Status: a.Status, Attempts: a.Attempts, Code: "not-stored",
		Message: "the server said ok, but the lead is not in the listing: it takes no uuid that it does not know",
		Fix:     "let the person open the bot once, then take the uuid from an export",
	}); err != nil {
		return err
	}
	return s.limit()
}

func failureToLook(a convertalk.Answer) record {
	return record{
		Outcome: Failed.String(), Status: a.Status, Attempts: a.Attempts, Code: "unverified",
		Message: "the server said ok, but whether the lead is in the listing could not be seen", Fix: "send it again: repeating a row does no harm",
	}
}

// find looks for a lead in the listing, a second time after a moment if it is not there.
func (s *sender) find(ctx context.Context, wanted string) (bool, error) {
	const moment = time.Second
	there, err := s.look(ctx, wanted)
	if there || err != nil {
		return there, err
	}
	select {
	case <-time.After(moment):
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
	return s.look(ctx, wanted)
}

var errFound = errors.New("found")

func (s *sender) look(ctx context.Context, wanted string) (bool, error) {
	err := s.listing.Walk(ctx, func(rows []lead.Row) error {
		for i := range rows {
			if keyOf(rows[i].Base[lead.UUID]) == keyOf(wanted) { // a platform may spell it in its own way
				return errFound
			}
		}
		return nil
	})
	if errors.Is(err, errFound) {
		return true, nil
	}
	return false, err
}
