package send

import (
	"errors"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
)

// success is the record of a row that the server has.
func success(t *task, a convertalk.Answer) results.Record {
	r := results.Record{Outcome: t.stored, Status: a.Status, Attempts: a.Attempts}
	if a.Message != "ok" {
		r.Message = a.Message
	}
	if len(t.kept) > 0 {
		r.Code, r.Fix = results.CodeNotEmptied, "empty them on the platform"
		r.Message = "the server refuses to empty fields, so these keep what the import wrote: " + strings.Join(t.kept, ", ")
	}
	return r
}

// failure is the record of a row that was sent in vain.
func failure(t *task, a convertalk.Answer, err error) results.Record {
	r := results.Record{
		Outcome: row.Failed, Attempts: a.Attempts, Code: results.CodeInterrupted,
		Fix: "send it again: repeating a row does no harm",
	}
	e, ok := errors.AsType[*convertalk.Error](err)
	if !ok {
		r.Message = "the run was stopped while the row was being sent: it may be stored; look at the lead"
		return r
	}
	r.Status, r.Message = e.Status, e.Error()
	switch e.Kind {
	case convertalk.Refused:
		r.Code, r.Fix = results.CodeRefused, "fix what the server names in this row; if the value looks right, ask the platform's support"
	case convertalk.Auth:
		r.Code, r.Fix = results.CodeAuth, "send it again with a valid token"
	case convertalk.Redirect:
		r.Code, r.Fix = results.CodeRedirect, "check the address of the API"
	default:
		r.Code = results.CodeUnavailable
	}
	if r.Unsure = t.unsure || e.Unsure; r.Unsure {
		r.Message += "; an attempt got no clear answer, so the row may be stored"
	}
	if r.Unsure && e.Kind == convertalk.Refused {
		r.Fix = "look at the lead: if it has what the row says, nothing is left to do; else " + r.Fix
	}
	return r
}

// isFatal reports whether an error concerns more than one row.
func isFatal(err error) bool {
	e, ok := errors.AsType[*convertalk.Error](err)
	return !ok || e.Kind == convertalk.Auth || e.Kind == convertalk.Redirect || e.Kind == convertalk.Slowdown
}

// note notes what became of a row and reports progress.
func (s *Sender) note(t *task, r results.Record) error {
	r.Row, r.UUID = t.number, t.lead.UUID
	r.Attempts += t.before
	if err := s.Log.Note(&r); err != nil {
		return err
	}
	if s.Progress != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.Progress(s.Log.Tally())
	}
	return nil
}

// fail notes a failed row.
func (r *round) fail(t *task, rec results.Record) error {
	rec.Row, rec.UUID = t.number, t.lead.UUID
	rec.Attempts += t.before
	t.before = 0
	r.mu.Lock()
	r.failed[t.key] = rec
	r.mu.Unlock()
	return r.note(t, rec)
}

// supersede marks an earlier row of the same lead that failed: it must not be sent any more.
func (r *round) supersede(t *task) {
	r.mu.Lock()
	earlier, ok := r.failed[t.key]
	delete(r.failed, t.key)
	r.mu.Unlock()
	if !ok || earlier.Row == t.number {
		return
	}
	earlier.Code = results.CodeSuperseded
	earlier.Message = fmt.Sprintf("row %s of the same lead was sent after this one failed (%s)", t.place, earlier.Message)
	earlier.Fix = "do not send it again: it would replace newer values"
	r.Log.Note(&earlier) //nolint:errcheck // a journal that fails says so again at the next record, which follows at once
}

// remember notes a row that failed for good in an earlier run.
func (r *round) remember(of *row.Row) error {
	rec, err := r.Log.Of(of)
	if err != nil || rec.Code == results.CodeSuperseded {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed[of.Key()] = rec
	return nil
}
