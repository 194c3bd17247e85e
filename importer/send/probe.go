package send

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// What is known about uuids that the server does not know.
const (
	untested  uint32 = iota
	stored           // it takes them: the first one was read back
	swallowed        // it says ok and stores nothing
)

const fixUnknownUUID = "let the person open the bot once, then copy the uuid from an export"

// refuse rejects a row that the server would swallow.
func (r *round) refuse(t *task) error {
	err := r.note(t, results.Record{
		Outcome: row.Rejected, Code: results.CodeUnknownUUID, Fix: fixUnknownUUID,
		Message: "the bot does not know this uuid, and its server accepts such a row without storing it",
	})
	if err != nil {
		return err
	}
	return r.limit()
}

// readBack looks whether a new lead is really there, and notes its row accordingly.
func (r *round) readBack(ctx context.Context, t *task, a convertalk.Answer) error {
	there, err := r.find(ctx, t.lead.UUID)
	if err != nil {
		rec := results.Record{
			Outcome: row.Failed, Status: a.Status, Attempts: a.Attempts, Code: row.CodeUnverified,
			Message: "the server accepted it, but whether the lead was stored could not be checked",
			Fix:     "send it again: repeating a row does no harm",
		}
		if noteErr := r.note(t, rec); noteErr != nil {
			return noteErr
		}
		return fmt.Errorf("row %s is the first that creates a lead, and whether the server stored it could not be checked: %w", t.place, err)
	}
	r.supersede(t)
	if there {
		r.trust.Store(stored)
		return r.note(t, success(t, a))
	}
	r.trust.Store(swallowed)
	err = r.fail(t, results.Record{
		Outcome: row.Failed, Status: a.Status, Attempts: a.Attempts, Code: "not-stored", Fix: fixUnknownUUID,
		Message: "the server accepted it but did not store the lead: it takes no uuid that it does not know",
	})
	if err != nil {
		return err
	}
	return r.limit()
}

// find looks for a lead in the listing that was sent, a second time if it does not show yet.
func (s *Sender) find(ctx context.Context, uuid string) (bool, error) {
	sent := time.Now()
	there, err := s.look(ctx, uuid)
	if there || err != nil {
		return there, err
	}
	if err := s.Listing.Settle(ctx, sent); err != nil {
		return false, err
	}
	return s.look(ctx, uuid)
}

var errFound = errors.New("found")

func (s *Sender) look(ctx context.Context, uuid string) (bool, error) {
	wanted := row.Key(uuid) // a platform may spell it in its own way
	err := s.Listing.Walk(ctx, func(rows []lead.Row) error {
		for i := range rows {
			if row.Key(rows[i].Base[lead.UUID]) == wanted {
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
