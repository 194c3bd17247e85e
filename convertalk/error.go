package convertalk

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/leadferry/leadferry/internal/problem"
)

// Kind says what sort of end a request came to.
type Kind uint8

// The kinds of Error.
const (
	Unavailable Kind = iota + 1 // the network or the server failed at every attempt
	Refused                     // the server understood and said no; asking again would not help
	Auth                        // 401 or 403: the token is missing, wrong or revoked; nothing else will work either
	Redirect                    // 3xx: never followed, since that would hand the token to another host
	Oversize                    // the answer is larger than MaxBody
	Slowdown                    // told to slow down for longer than Options.MaxWait
)

// Error is a request that failed for good. The texts in it are the server's, shortened, on one line, with control characters shown as
// \u escapes and the token taken out.
type Error struct {
	Kind     Kind
	Op       string // what was wanted, for people: "page 7 of the lead listing"
	Status   int    // of HTTP, 0 if there was no answer
	Code     int    // in the answer's body, 0 if there was none
	Message  string // in the answer's body
	Attempts int    // throttled ones not counted
	Unsure   bool   // an upsert of which an attempt may have been applied, though its answer was lost or unclear
	Err      error  // what went wrong below, may be nil
}

func (e *Error) Unwrap() error { return e.Err }

func (e *Error) Error() string {
	text := e.Op + ": " + e.reason()
	if e.Kind == Auth { // any request would say so
		text = e.reason()
	}
	if e.Message != "" && (e.Kind != Auth || !strings.EqualFold(e.Message, http.StatusText(http.StatusUnauthorized))) {
		text += fmt.Sprintf(": the server says %q", e.Message)
	}
	if e.Attempts > 1 {
		text += fmt.Sprintf(" (%d attempts)", e.Attempts)
	}
	return text
}

func (e *Error) reason() string {
	switch {
	case e.Kind == Auth:
		return fmt.Sprintf("the server rejected the token (%d)", max(e.Status, e.Code))
	case e.Kind == Redirect:
		return fmt.Sprintf("the server redirects to another address (%d), which is not followed because it could reveal the token", e.Status)
	case e.Kind == Oversize:
		return fmt.Sprintf("the answer is larger than %d MiB", MaxBody>>20)
	case e.Kind == Slowdown:
		return "the server keeps asking to slow down"
	case e.Err != nil:
		return e.Err.Error()
	case e.Code != 0 && e.Code != e.Status:
		return fmt.Sprintf("the server answered %d with code %d", e.Status, e.Code)
	}
	return fmt.Sprintf("the server answered %d", e.Status)
}

// ExitCode is a code of its own for a refused token.
func (e *Error) ExitCode() int {
	if e.Kind == Auth {
		return problem.ExitAuth
	}
	return problem.ExitFailed
}

// Remedy says what to do about an error of that kind.
func (e *Error) Remedy() string {
	if fix := problem.Remedy(e.Err); fix != "" {
		return fix
	}
	return map[Kind]string{
		Auth:        "check the token (a new one revokes the old one), the bot ID and the customer ID",
		Redirect:    "check --base-url: it must be the API's own address",
		Slowdown:    "run it again later, or with a lower --rate",
		Refused:     "check the bot ID and the customer ID",
		Unavailable: "check the network and --base-url",
		Oversize:    "check --base-url: this does not look like the API",
	}[e.Kind]
}

// IsKind tells whether err is, or wraps, an *Error of that kind.
func IsKind(err error, k Kind) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == k
}

// The ways in which an attempt fails without an answer.
var (
	errIdle      = fmt.Errorf("the server sent nothing for %s", idleLimit)
	errTotal     = fmt.Errorf("the answer was not complete after %s", totalLimit)
	errNoSuccess = errors.New("the answer does not say success: true")
)

// unreadableError is a 2xx answer that is not what the API sends.
type unreadableError struct {
	cause  error // where and why
	object bool  // it begins as the API's answers do
}

func (u *unreadableError) Error() string {
	return "the answer is not what the API sends: " + u.cause.Error()
}

func (u *unreadableError) Unwrap() error { return u.cause }

// Remedy says what to do about an answer that does come from the API.
func (u *unreadableError) Remedy() string {
	if !u.object {
		return ""
	}
	return "run the same command again; if it fails at the same place, send this message to the platform's support"
}

// The deadlines of one attempt.
const (
	connectLimit = 8 * time.Second  // for each of TCP and TLS
	idleLimit    = 30 * time.Second // until the header, and between two pieces of the body
	totalLimit   = 120 * time.Second
)

// clean makes a text from outside fit for a message: one line, at most 200 characters, nothing that
// steers a terminal, no token. It is not for our own words, which a short token would garble.
func clean(text, token string) string {
	if token != "" {
		text = strings.ReplaceAll(text, token, "***")
	}
	var b strings.Builder
	for _, r := range clip(text, 200) {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// clip shortens a text to n characters.
func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "..."
	}
	return text
}
