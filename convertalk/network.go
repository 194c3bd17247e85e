package convertalk

import (
	"errors"
	"fmt"
	"net"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// OutageError is a server that could not be reached, or did not work, for so long that the run ends.
type OutageError struct {
	ratelimit.OutageError
	Host  string
	Cause error // of the latest failure, nil if unknown
}

func (e *OutageError) Error() string {
	switch {
	case e.Cause == nil:
		return e.OutageError.Error()
	case e.Never && isConnection(e.Cause):
		return fmt.Sprintf("cannot reach %s: %v", e.Host, e.Cause)
	case e.Never && (errors.Is(e.Cause, errIdle) || errors.Is(e.Cause, errTotal)):
		return fmt.Sprintf("%s does not answer: %v", e.Host, e.Cause)
	case e.Never:
		return fmt.Sprintf("%s gives no usable answer: %v", e.Host, e.Cause)
	}
	return fmt.Sprintf("%v (%v)", &e.OutageError, e.Cause)
}

// Unwrap returns the pacer's error and the cause.
func (e *OutageError) Unwrap() []error { return []error{&e.OutageError, e.Cause} }

// Remedy says how to get to the server.
func (e *OutageError) Remedy() string {
	switch {
	case problem.IsCertificate(e.Cause):
		return "check --base-url, this computer's clock, and whether a proxy or virus scanner intercepts connections"
	case !e.Never:
		return e.OutageError.Remedy()
	case isConnection(e.Cause):
		return "check your internet connection and the spelling of --base-url; --max-wait 5m keeps trying for longer"
	}
	return "check --base-url, or run it again later; --max-wait 5m keeps trying for longer"
}

// outage completes the pacer's word that it gives up.
func (c *Client) outage(err error) error {
	if gone, ok := errors.AsType[*ratelimit.OutageError](err); ok {
		return &OutageError{*gone, c.host, c.Trouble()}
	}
	return err
}

// Trouble returns why the latest attempt failed, nil if it did not.
func (c *Client) Trouble() error {
	if cause := c.trouble.Load(); cause != nil {
		return *cause
	}
	return nil
}

// connectionError is no connection, or one that broke.
type connectionError struct {
	text  string // clean, in plain words where there are some
	cause error
}

func (e *connectionError) Error() string { return e.text }

func (e *connectionError) Unwrap() error { return e.cause }

func isConnection(err error) bool {
	_, ok := errors.AsType[*connectionError](err)
	return ok
}

// neverSent reports whether there was no connection to send a request on.
func neverSent(err error) bool {
	e, ok := errors.AsType[*net.OpError](err)
	return ok && (e.Op == "dial" || e.Op == "proxyconnect")
}
