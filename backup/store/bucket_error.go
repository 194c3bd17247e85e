package store

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/leadferry/leadferry/internal/problem"
)

// UnreachableError says that a store does not answer, or refuses to: it tells nothing of what is in it.
type UnreachableError struct {
	problem.Problem
	Exit  int
	Cause error
}

// ExitCode returns e.Exit.
func (e *UnreachableError) ExitCode() int { return e.Exit }

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Cause }

// explain says what is wrong, and whether the same request may succeed later.
func (b *Bucket) explain(err error) (again bool, _ error) {
	refusal, refused := errors.AsType[minio.ErrorResponse](err)
	if !refused {
		return b.explainSilence(err)
	}
	switch status := refusal.StatusCode; {
	case status == http.StatusPreconditionFailed:
		return false, fs.ErrExist
	case refusal.Code == "NoSuchBucket":
		return false, unreachable(problem.ExitUsage, err, fmt.Sprintf("there is no bucket %s at %s", b.name, b.host),
			"check its name and AWS_ENDPOINT_URL, or make the bucket first")
	case refusal.Code == "NoSuchKey":
		return false, fs.ErrNotExist
	case refusal.Code == "RequestTimeTooSkewed":
		ahead := -time.Duration(b.clock.ahead.Load()).Round(time.Minute)
		return false, unreachable(problem.ExitFailed, err,
			fmt.Sprintf("the clocks of this computer and of %s are %v apart, so the server refuses the key", b.host, ahead.Abs()),
			"set the clock of this computer, and run it again")
	case refusal.Region != "" && refusal.Region != b.o.Region && status < 500:
		return false, unreachable(problem.ExitUsage, err, fmt.Sprintf("the bucket %s is in another region", b.name),
			"set AWS_REGION="+problem.Name(refusal.Region))
	case b.isAnonymous() && (status == http.StatusForbidden || status == http.StatusUnauthorized):
		return false, unreachable(problem.ExitAuth, err, "no key for the bucket was found",
			"set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or keep them in ~/.aws/credentials")
	case status == http.StatusForbidden || status == http.StatusUnauthorized || refusal.Code == "InvalidAccessKeyId":
		return false, unreachable(problem.ExitAuth, err, fmt.Sprintf("the S3 server %s refuses the key (%s)", b.host, said(refusal.Code)),
			"check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE; the key must be allowed to list, read, write and delete in "+b.String())
	}
	again = refusal.StatusCode >= 500 && refusal.StatusCode != http.StatusNotImplemented ||
		refusal.StatusCode == http.StatusTooManyRequests || refusal.StatusCode == http.StatusRequestTimeout ||
		refusal.StatusCode == http.StatusConflict || refusal.Code == "RequestTimeout"
	fix := "check the key, the bucket and AWS_ENDPOINT_URL, or ask the operator of that server what this answer means"
	if again {
		fix = "run it again later"
	}
	return again, unreachable(problem.ExitFailed, err,
		fmt.Sprintf("the S3 server %s answers %d (%s)", b.host, refusal.StatusCode, said(refusal.Code)), fix)
}

// explainSilence says why there is no answer.
func (b *Bucket) explainSilence(err error) (again bool, _ error) {
	if request, ok := errors.AsType[*url.Error](err); ok { // without the address of the request
		err = request.Err
	}
	if errors.Is(err, errPage) {
		return false, unreachable(problem.ExitUsage, err, fmt.Sprintf("%s is not an S3 server: it answers with a web page, such as a login or a console", b.host),
			"set AWS_ENDPOINT_URL to the address for S3 programs, which often has another port or name than the page for people; in a hotel or guest network, log in first")
	}
	why := problem.Connection(err)
	if why == "" {
		why = err.Error()
	}
	text, fix := fmt.Sprintf("cannot reach the S3 server %s: %s", b.host, why), "check your internet connection and AWS_ENDPOINT_URL, and run it again"
	final := problem.IsCertificate(err)
	if final {
		fix = "check AWS_ENDPOINT_URL and this computer's clock; for a certificate authority of your own set SSL_CERT_FILE"
	}
	return !final, unreachable(problem.ExitFailed, err, text, fix)
}

func unreachable(exit int, cause error, text, fix string) error {
	return &UnreachableError{problem.Problem{Text: text, Fix: fix}, exit, cause}
}

// said returns what a server says, which is short if it is well.
func said(code string) string { return problem.Name(code[:min(len(code), 60)]) }

// isAnonymous reports whether there is no key.
func (b *Bucket) isAnonymous() bool {
	value, err := b.s3.keys()
	return err != nil || value.AccessKeyID == ""
}
