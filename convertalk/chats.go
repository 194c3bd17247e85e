package convertalk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/internal/jsonscan"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Page is one page of the listing. Its records share one buffer, which Release gives back for another page.
type Page struct {
	Records []lead.Record
	Data    Data
	Date    time.Time     // when the server answered, by its own clock, to the second; zero if it did not say
	Cached  bool          // a cache stands in front of the server, as it tells by giving an Age
	Age     time.Duration // for how long it has kept the answer

	body    []byte
	records []lead.Record // all that were ever made, to be used again
	client  *Client
}

// Data says what stood in the place of a page's records.
type Data uint8

// A page's data can be an array, null, or not there at all.
const (
	DataArray Data = iota
	DataNull
	DataMissing
)

// Release gives the page's memory back. Neither the page nor its records may be used afterwards.
func (p *Page) Release() {
	const keep = 1 << 20 // a giant page is left to the garbage collector
	if p.client != nil && cap(p.body) <= keep {
		p.client.pages.Put(p)
	}
}

// Chats reads one page of the listing; pages count from 1, as far as is known. The caller releases the page. The error is an *Error, a *ratelimit.WaitError
// or the context's cause.
func (c *Client) Chats(ctx context.Context, kind lead.Type, page int) (*Page, error) {
	p := c.pages.Get().(*Page)
	p.client = c
	query := url.Values{
		"botId": {c.opts.BotID}, "customerId": {c.opts.CustomerID}, "page": {strconv.Itoa(page)}, "type": {string(kind)},
	}
	r := &call{
		op:     operation(kind, page),
		url:    c.chats + "?" + query.Encode(),
		into:   &p.body,
		decode: p.decode,
	}
	a, _, err := c.do(ctx, r)
	if err != nil {
		p.Release()
		return nil, err
	}
	p.Date, p.Cached, p.Age = a.date, a.cached, a.age
	return p, nil
}

func operation(kind lead.Type, page int) string {
	return fmt.Sprintf("page %d of the %s listing", page, kind.Word())
}

// NoList is the error for a page 1 whose data is missing: past the end of a listing it may be, but where
// no page has shown that there is a listing, any server may have answered.
func NoList(kind lead.Type) error {
	return &Error{Kind: Unavailable, Op: operation(kind, 1), Status: http.StatusOK, Attempts: 1, Err: &problem.Problem{
		Text: `the answer says success, but has no list of leads, not even an empty one (its member "data" is missing)`,
		Fix:  "check --base-url, the bot ID and the customer ID; if they are right and the bot has no leads yet, run it again when it has some",
	}}
}

// decode reads the page in one pass.
func (p *Page) decode(body []byte) (envelope, error) {
	p.Records, p.Data = nil, DataMissing
	e, err := decodeEnvelope(body, p.data)
	if err == nil && e.success && p.Data == DataMissing && e.other != "" { // the leads may be in there
		err = fmt.Errorf("it has no member \"data\", but %q", e.other)
	}
	return e, err
}

func (p *Page) data(s *jsonscan.Scanner) error {
	switch s.Kind() {
	case jsonscan.Null:
		p.Data = DataNull
		s.Value()
		return s.Err()
	case jsonscan.Array:
		p.Data = DataArray
	default:
		return fmt.Errorf("data is neither an array nor null")
	}
	n := 0
	s.EnterArray()
	for s.Element() {
		if n == len(p.records) {
			p.records = append(p.records, lead.Record{})
		}
		start := s.Pos()
		if err := p.records[n].Scan(s); err != nil {
			return fmt.Errorf("record %d of the page, from byte %d: %w", n+1, start, err)
		}
		n++
	}
	p.Records = p.records[:n]
	return s.Err()
}
