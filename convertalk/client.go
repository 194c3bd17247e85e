// Package convertalk is the client of the Convertalk API: the listing of chats and the upsert of a lead, the only two endpoints that are
// documented.
//
// Every attempt of every request goes through one pacer, so that a limit the server tells to one worker holds for all. Both endpoints
// may be repeated without harm (a read changes nothing, an upsert by uuid says the same twice), so whatever fails in passing is tried
// again. The package opens no files and prints nothing.
package convertalk

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// DefaultBaseURL is the production platform; white-labels differ in the host only.
const DefaultBaseURL = "https://api.v7.convertalk.com"

// The headers that carry the token, as documented: reading and writing differ.
const (
	DefaultReadHeader  = "x-bot-token"
	DefaultWriteHeader = "x-bp-token"
)

// Options says which account a client works for, and how.
type Options struct {
	BaseURL                  string // "" = DefaultBaseURL; https, or http to a loopback host
	Token, BotID, CustomerID string
	ReadHeader, WriteHeader  string            // "" = the documented ones
	UserAgent                string            // "" = none of our own
	Wire                     Wire              // the shape of tags, notes and attributes in an upsert
	Pacer                    *ratelimit.Pacer  // shared by all requests; needed
	Transport                http.RoundTripper // nil = NewTransport(8)
	MaxWait                  time.Duration     // a request that is only ever told to wait is given up after this; 0 = never
}

// Client makes the requests of one account, by the transport alone: an http.Client would follow redirects, copy the token's header to any
// host and turn a PUT into a GET. It is safe for concurrent use.
type Client struct {
	opts       Options
	host       string
	chats, put string    // the endpoints
	pages      sync.Pool // of *Page
	requests   atomic.Int64
	retries    atomic.Int64
	throttled  atomic.Int64
	trouble    atomic.Pointer[error] // why the latest attempt failed, nil if it did not
}

// New checks the options and returns a client. No request is made. The error is a *problem.Error.
func New(o Options) (*Client, error) {
	base, err := parseBaseURL(cmp.Or(o.BaseURL, DefaultBaseURL))
	if err != nil {
		return nil, err
	}
	if o.Pacer == nil {
		return nil, errors.New("convertalk: no pacer")
	}
	if strings.ContainsFunc(o.Token, func(c rune) bool { return c <= ' ' || c > '~' }) { // no HTTP header can carry it
		return nil, problem.Usage("the token contains a space, line break or other character that tokens never have", "copy it again, without quotes")
	}
	o.ReadHeader = cmp.Or(o.ReadHeader, DefaultReadHeader)
	o.WriteHeader = cmp.Or(o.WriteHeader, DefaultWriteHeader)
	for _, name := range []string{o.ReadHeader, o.WriteHeader} {
		if strings.Trim(name, headerLetters) != "" {
			return nil, problem.Usage(fmt.Sprintf("%q is not the name of a header", clip(name, 80)), "use letters, digits and -")
		}
	}
	if o.Transport == nil {
		o.Transport = NewTransport(8)
	}
	c := &Client{
		opts:  o,
		host:  base.Host,
		chats: base.JoinPath("inbox/direct/chats").String(),
		put:   base.JoinPath("inbox/direct/lead").String(),
	}
	c.pages.New = func() any { return new(Page) }
	return c, nil
}

// NewTransport returns a transport that keeps one connection for each of that many workers.
func NewTransport(workers int) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: connectLimit, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        workers, // or else a request that finds none idle at that moment would open one too many
		MaxIdleConns:           workers,
		MaxIdleConnsPerHost:    workers,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    connectLimit,
		MaxResponseHeaderBytes: 64 << 10,
		ReadBufferSize:         32 << 10,
	}
}

// Host returns the host that a base URL names, for people to read.
func (c *Client) Host() string { return c.host }

// BotID returns the bot that the client works for.
func (c *Client) BotID() string { return c.opts.BotID }

// Stats counts what a client did so far.
type Stats struct {
	Requests  int64 // attempts sent
	Retries   int64 // attempts that followed a failed one
	Throttled int64 // answers that said to slow down
}

// Stats returns the counts so far.
func (c *Client) Stats() Stats {
	return Stats{c.requests.Load(), c.retries.Load(), c.throttled.Load()}
}

func parseBaseURL(text string) (*url.URL, error) {
	const fix = "give it as in " + DefaultBaseURL
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case strings.Contains(text, "@"):
		return nil, problem.Usage("the base URL contains a user name or password, which would end up in logs", "remove the part before the @")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, problem.Usage(fmt.Sprintf("the base URL %q is not a web address", clip(text, 80)), fix)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, problem.Usage(fmt.Sprintf("the base URL %q has a part after ? or #", clip(text, 80)), fix)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, problem.Usage(
			fmt.Sprintf("the base URL begins with http://, which would send the token to %s unprotected", u.Hostname()),
			"use https:// (http:// is for a server on this computer only)",
		)
	}
	return u, nil
}

// SameBaseURL tells whether two base URLs name the same place; "" is the default one. What is no base URL is the same as nothing.
func SameBaseURL(a, b string) bool {
	return PlainBaseURL(a) != "" && PlainBaseURL(a) == PlainBaseURL(b)
}

// PlainBaseURL returns the one spelling of all base URLs that name the same place, "" for what is no base URL.
func PlainBaseURL(text string) string {
	u, err := parseBaseURL(cmp.Or(text, DefaultBaseURL))
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port + strings.TrimRight(u.EscapedPath(), "/")
}

const headerLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
