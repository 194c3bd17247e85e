package importer

import (
	"errors"

	"github.com/leadferry/leadferry/convertalk"
)

// success is the record of a row that the server has.
func success(t *task, a convertalk.Answer) record {
	r := record{Outcome: t.stored.String(), Status: a.Status, Attempts: a.Attempts}
	if a.Message != "ok" {
		r.Message = a.Message
	}
	return r
}

// failure is the record of a row that was sent in vain.
func failure(a convertalk.Answer, err error) record {
	r := record{Outcome: Failed.String(), Attempts: a.Attempts, Code: "interrupted", Fix: "send it again: repeating a row does no harm"}
	e, ok := errors.AsType[*convertalk.Error](err)
	if !ok {
		r.Message = "the run was stopped while the row was under way: it may have arrived or not"
		return r
	}
	r.Status, r.Message = e.Status, e.Error()
	switch e.Kind {
	case convertalk.Refused:
		r.Code, r.Fix = codeRefused, "mend what the server says"
	case convertalk.Auth:
		r.Code, r.Fix = "auth", "send it again with a good token"
	case convertalk.Redirect:
		r.Code, r.Fix = "redirect", "check the address of the API"
	default:
		r.Code = codeUnavailable
	}
	return r
}

// isFatal tells whether an error concerns more than one row.
func isFatal(err error) bool {
	e, ok := errors.AsType[*convertalk.Error](err)
	return !ok || e.Kind == convertalk.Auth || e.Kind == convertalk.Redirect || e.Kind == convertalk.Slowdown
}
