package convertalk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// MaxBody is how many decoded bytes of one answer are read at most.
const MaxBody = 32 << 20

// call is one request.
type call struct {
	op     string // for people
	write  bool
	url    string
	body   []byte                         // of a PUT
	into   *[]byte                        // the buffer that answers are read into
	decode func([]byte) (envelope, error) // of a 2xx body
}

// grace is how long an upsert under way may go on when its context ends, so that the caller hears whether it was written.
const grace = 5 * time.Second

// do tries a request until it succeeds, fails for good or has used up its attempts. It returns the
// latest answer and the number of attempts; the error is an *Error, a *ratelimit.WaitError or the
// context's cause.
func (c *Client) do(ctx context.Context, r *call) (a answer, attempts int, err error) {
	var waiting time.Time // since when it has only been told to slow down
	unsure := false
	for {
		if err := c.opts.Pacer.Acquire(ctx); err != nil {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			return a, attempts, c.outage(err)
		}
		a = c.attempt(ctx, r)
		verdict, kind := decide(a)
		unsure = unsure || a.mayBeApplied(verdict)
		a.unsure = unsure
		if ctx.Err() != nil && (!r.write || verdict == ratelimit.Failed || verdict == ratelimit.Throttled) {
			c.opts.Pacer.Release(ratelimit.Neutral, ratelimit.Hint{})
			if verdict != ratelimit.Throttled {
				attempts++
			}
			return a, attempts, context.Cause(ctx)
		}
		c.note(verdict, &a)
		c.opts.Pacer.Release(verdict, a.hint)
		if verdict == ratelimit.Throttled {
			c.throttled.Add(1)
			if waiting.IsZero() {
				waiting = time.Now()
			}
			if c.opts.MaxWait == 0 || time.Since(waiting) < c.opts.MaxWait {
				continue
			}
			return a, attempts, c.failure(r, a, kind, attempts)
		}
		waiting = time.Time{}
		attempts++
		if verdict == ratelimit.OK {
			return a, attempts, nil
		}
		if problem.IsCertificate(a.err) {
			return a, attempts, c.outage(&ratelimit.OutageError{Since: time.Now(), Never: true})
		}
		wait := backoff(attempts)
		switch pace := c.opts.Pacer.Status(); {
		case verdict == ratelimit.Failed && pace.Unheard: // time decides, not the number of attempts
			wait = min(wait, time.Until(pace.GivesUp))
		case verdict == ratelimit.Refused || attempts >= attemptLimit:
			return a, attempts, c.failure(r, a, kind, attempts)
		}
		c.retries.Add(1)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return a, attempts, context.Cause(ctx)
		}
	}
}

// note remembers why an attempt failed, and forgets it with the next answer.
func (c *Client) note(verdict ratelimit.Verdict, a *answer) {
	if verdict != ratelimit.Failed {
		c.trouble.Store(nil)
		return
	}
	cause := a.err
	if cause == nil {
		cause = errors.New((&Error{Status: a.status, Code: a.code, Err: a.flaw}).reason())
	}
	c.trouble.Store(&cause)
}

func (c *Client) failure(r *call, a answer, kind Kind, attempts int) error {
	e := &Error{Kind: kind, Op: r.op, Status: a.status, Code: a.code, Message: clean(a.message, c.opts.Token), Attempts: attempts, Unsure: a.unsure, Err: a.err}
	if e.Err == nil && a.readable && !a.success {
		e.Err = errNoSuccess
	}
	if e.Err == nil && a.flaw != nil {
		e.Err = a.flaw
	}
	return e
}

// attempt sends the request once and reads the answer.
func (c *Client) attempt(ctx context.Context, r *call) answer {
	a := answer{write: r.write}
	ctx, abort := r.lifetime(ctx)
	defer abort(nil)
	total := time.AfterFunc(totalLimit, func() { abort(errTotal) })
	defer total.Stop()
	idle := time.AfterFunc(idleLimit, func() { abort(errIdle) })
	defer idle.Stop()

	req, err := c.request(ctx, r)
	if err != nil {
		a.err = err
		return a
	}
	c.requests.Add(1)
	resp, err := c.opts.Transport.RoundTrip(req)
	if err != nil {
		a.err = c.causeOf(ctx, err)
		return a
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters of it has been read
	now := time.Now()
	a.date, _ = http.ParseTime(resp.Header.Get("Date"))
	age := resp.Header.Get("Age")
	a.cached = age != ""
	a.age, _ = time.ParseDuration(age + "s")
	a.status, a.hint = resp.StatusCode, ratelimit.ParseHint(resp.Header, now)
	c.read(&a, r, &idleReader{resp.Body, idle})
	if a.err != nil {
		a.err = c.causeOf(ctx, a.err)
	}
	return a
}

// lifetime returns the context of one attempt: that of a read ends with ctx, that of a write a while later.
func (r *call) lifetime(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	if !r.write {
		return context.WithCancelCause(ctx)
	}
	longer, abort := context.WithCancelCause(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		time.AfterFunc(grace, func() { abort(context.Cause(ctx)) })
	})
	return longer, func(cause error) {
		forget()
		abort(cause)
	}
}

// request builds the request anew for each attempt. The token's header is set under its documented name as it is written there.
func (c *Client) request(ctx context.Context, r *call) (*http.Request, error) {
	method, header := http.MethodGet, c.opts.ReadHeader
	var body io.Reader
	if r.write {
		method, header, body = http.MethodPut, c.opts.WriteHeader, bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set(header, c.opts.Token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Cache-Control", "no-cache") // an old answer would show the listing as it was
	req.Header.Set("Pragma", "no-cache")
	if r.write {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.opts.UserAgent != "" {
		req.Header.Set("User-Agent", c.opts.UserAgent)
	}
	return req, nil
}

// read takes in the answer's body: all of a 2xx, the beginning of any other for the sake of its message and of the connection.
func (c *Client) read(a *answer, r *call, body io.Reader) {
	most := int64(MaxBody)
	good := a.status >= 200 && a.status < 300
	if !good {
		most = 64 << 10
	}
	buf := bytes.NewBuffer((*r.into)[:0])
	n, err := buf.ReadFrom(io.LimitReader(body, most+1))
	*r.into = buf.Bytes()
	switch {
	case !good: // the status says it all; the body may say why
		if env, err := noData(*r.into); err == nil {
			a.envelope = env
		}
		return
	case n > most:
		a.oversize = true
		return
	case err != nil:
		a.err = err
		return
	}
	env, err := r.decode(*r.into)
	if err != nil {
		a.flaw = &unreadableError{cause: err, object: bytes.HasPrefix(bytes.TrimSpace(*r.into), []byte("{"))}
		return
	}
	a.envelope, a.readable = env, true
}

// idleReader winds the idle timer up again whenever something comes.
type idleReader struct {
	r    io.Reader
	idle *time.Timer
}

func (i *idleReader) Read(p []byte) (int, error) {
	n, err := i.r.Read(p)
	if n > 0 {
		i.idle.Reset(idleLimit)
	}
	return n, err
}

// causeOf names the deadline that a transport error came from. The text of any other error may quote
// the server, and is cleaned.
func (c *Client) causeOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &connectionError{"the connection broke in the middle of the answer", err}
	}
	return &connectionError{cmp.Or(problem.Connection(err), clean(err.Error(), c.opts.Token)), err}
}
