package problem

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
)

// IsCertificate reports whether the server could not show that it is who it should be. Trying again
// does not help.
func IsCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// Connection says why there is no connection, in words that need no knowledge of networks, "" if it has
// none.
func Connection(err error) string {
	if o, ok := errors.AsType[*net.OpError](err); ok && o.Op == "proxyconnect" {
		return "the proxy does not work: " + cmp.Or(Connection(o.Err), o.Err.Error())
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
	case IsCertificate(err):
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
