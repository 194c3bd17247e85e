package listing

import (
	"context"
	"errors"
	"sync"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// source is the pages of one listing. Several goroutines may read it at once.
type source struct {
	lister     Lister
	kind       lead.Type
	raw        bool // rows are not wanted
	mayBeEmpty bool // page 1 may be refused
	key        *Key
	shift      int       // from our page numbers, which begin with 1, to the server's
	flats      sync.Pool // of *lead.Flat, to be filled again
}

// fetch reads one page. Without a flattener it makes no rows.
func (s *source) fetch(ctx context.Context, flattener *lead.Flattener, number int) (*answer, error) {
	body, err := s.lister.Chats(ctx, s.kind, number+s.shift)
	if err != nil {
		if past := refusal(err); past != "" && (number > 1 || s.mayBeEmpty) {
			return &answer{number: number, sign: sign{past: past}}, nil
		}
		return nil, err
	}
	return s.read(body, flattener, number), nil
}

// fetchZero reads page 0. Some servers fail over it: that says as little as a refusal.
func (s *source) fetchZero(ctx context.Context) (*answer, error) {
	body, err := s.lister.Chats(ctx, s.kind, 0)
	if e, ok := errors.AsType[*convertalk.Error](err); ok && (e.Kind == convertalk.Refused || e.Kind == convertalk.Unavailable) {
		return &answer{sign: sign{past: "none"}}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.read(body, nil, 0), nil
}

// read returns what a page holds.
func (s *source) read(body *convertalk.Page, flattener *lead.Flattener, number int) *answer {
	a := &answer{number: number, body: body}
	if flattener != nil && !s.raw {
		before := flattener.Replaced
		flat, ok := s.flats.Get().(*lead.Flat)
		if !ok {
			flat = new(lead.Flat)
		}
		a.flat, a.home = flat, &s.flats
		flattener.Fill(flat, body.Records, s.kind)
		a.broken = flattener.Replaced - before
	}
	if !body.Date.IsZero() {
		a.date = body.Date.UnixMilli()
	}
	a.leads = sightings(s.key, body.Records, a.flat)
	a.sign = look(body, a.leads)
	if a.flat != nil { // it owns its memory, so the next page can have the body's while the processor's cache still holds it
		a.body = &convertalk.Page{Data: body.Data, Date: body.Date}
		body.Release()
	}
	return a
}

// refusal returns "404" or "400" if an error can mean that the page lies past the end, else "".
func refusal(err error) string {
	e, ok := errors.AsType[*convertalk.Error](err)
	if !ok || e.Kind != convertalk.Refused {
		return ""
	}
	status := e.Status
	if status < 300 {
		status = e.Code // some servers answer 200 to everything and put the real status into the body
	}
	switch status {
	case 404:
		return "404"
	case 400:
		return "400"
	}
	return ""
}

// guarded makes a panic of f an error.
func (s *source) guarded(f func() error) func() error {
	return problem.Caught("reading the "+string(s.kind)+" listing", f)
}
