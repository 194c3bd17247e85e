package listing

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// source is the pages of one listing. Several goroutines may read it at once.
type source struct {
	reader     *Reader
	key        *Key
	clock      *clock
	kind       lead.Type
	mayBeEmpty bool      // page 1 may be refused, or lack its data
	shift      int       // from our page numbers, which begin with 1, to the server's
	flats      sync.Pool // of *lead.Flat, to be filled again
}

// fetch reads one page. Without a flattener it makes no rows.
func (s *source) fetch(ctx context.Context, flattener *lead.Flattener, number int) (*answer, error) {
	a := &answer{number: number}
	local, asked := time.Now().UnixMilli(), s.clock.now()
	body, err := s.reader.Lister.Chats(ctx, s.kind, number+s.shift)
	if err != nil {
		if a.sign.past = s.refusal(err, number); a.sign.past != "" {
			return a, nil
		}
		return nil, err
	}
	if number == 1 && body.Data == convertalk.DataMissing && !s.mayBeEmpty {
		body.Release()
		return nil, convertalk.NoList(s.kind)
	}
	a.body = body
	if flattener != nil && !s.reader.Raw {
		before := flattener.Replaced
		flat, ok := s.flats.Get().(*lead.Flat)
		if !ok {
			flat = new(lead.Flat)
		}
		a.flat = flat
		flattener.Fill(flat, body.Records, s.kind)
		a.broken = flattener.Replaced - before
	}
	if a.date = local; !body.Date.IsZero() {
		a.date = body.Date.UnixMilli()
	}
	a.see(s.key)
	a.sign = signOfPage(body, a.leads)
	if age := s.clock.old(body, place{s.kind, number}, a.leads, asked); age > s.reader.Lag.Milliseconds() {
		a.old = age // one within the lag is waited for
	}
	if a.flat != nil { // it owns its memory, so the next page can have the body's while the processor's cache still holds it
		a.body = &convertalk.Page{Data: body.Data, Date: body.Date}
		body.Release()
	}
	return a, nil
}

// release gives an answer's memory back. An answer that is forgotten instead is left to the garbage
// collector.
func (s *source) release(a *answer) {
	if a.body != nil {
		a.body.Release()
	}
	if a.flat != nil {
		s.flats.Put(a.flat)
	}
}

// refusal returns the sign of a refused page if it can lie past the end, else "". Some servers fail
// over page 0: that says as little as a refusal.
func (s *source) refusal(err error, number int) (past string) {
	e, ok := errors.AsType[*convertalk.Error](err)
	switch {
	case !ok:
		return ""
	case number == 0 && (e.Kind == convertalk.Refused || e.Kind == convertalk.Unavailable):
		return "none"
	case e.Kind != convertalk.Refused || number == 0 || number == 1 && !s.mayBeEmpty:
		return ""
	}
	status := e.Status
	if status < 300 {
		status = e.Code // some servers answer 200 to everything and put the real status into the body
	}
	if status == 404 || status == 400 {
		return strconv.Itoa(status)
	}
	return ""
}

// guarded makes a panic of f an error.
func (s *source) guarded(f func() error) func() error {
	return problem.Caught("reading the "+s.kind.Word()+" listing", f)
}
