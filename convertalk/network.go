package convertalk

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

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
	case e.Never:
		return fmt.Sprintf("cannot reach %s: %v", e.Host, e.Cause)
	}
	return fmt.Sprintf("%v (%v)", &e.OutageError, e.Cause)
}

// Unwrap returns the pacer's error and the cause.
func (e *OutageError) Unwrap() []error { return []error{&e.OutageError, e.Cause} }

// Remedy says how to get to the server.
func (e *OutageError) Remedy() string {
	switch {
	case isCertificate(e.Cause):
		return "check --base-url, this computer's clock, and whether a proxy or virus scanner intercepts connections"
	case !e.Never:
		return e.OutageError.Remedy()
	case isConnection(e.Cause):
		return "check your internet connection and the spelling of --base-url; --max-wait 5m keeps trying for longer"
	}
	return "check --base-url, or wait until the server works; --max-wait 5m keeps trying for longer"
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

// isCertificate reports whether the server could not show that it is who it should be. Trying again
// does not help.
func isCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// plainly says why there is no connection in words that need no knowledge of networks, "" if it has
// none.
func plainly(err error) string {
	if o, ok := errors.AsType[*net.OpError](err); ok && o.Op == "proxyconnect" {
		return "the proxy does not work: " + cmp.Or(plainly(o.Err), o.Err.Error())
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		if name.IsNotFound {
			return "there is no such host"
		}
		return "the name of the host cannot be looked up"
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
		return "the connection timed out"
	}
	switch {
	case isCertificate(err):
		return certificate(err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection was cut"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no route to that host"
	case isPlain(err), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "it answers without encryption, so it is not an https:// address"
	}
	return ""
}

// isPlain reports whether what answered does not speak TLS.
func isPlain(err error) bool {
	_, ok := errors.AsType[tls.RecordHeaderError](err)
	return ok
}

// certificate says what is wrong with a certificate.
func certificate(err error) string {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is for another host"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is from an authority that this computer does not trust"
	}
	if bad, ok := errors.AsType[x509.CertificateInvalidError](err); ok && bad.Reason == x509.Expired {
		return "its certificate has expired or is not valid yet"
	}
	return "its certificate is not valid"
}
