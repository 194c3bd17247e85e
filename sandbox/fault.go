package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Fault is trouble that befalls a share of the requests.
type Fault struct {
	// Kind is a status (408, 425, 429, 401, 500, 502, 503, 504), or reset (the connection drops, nothing applied), reset-after (applied,
	// then dropped), cut (applied, the answer breaks off in the middle), html (a 200 with a web page, nothing applied), false (a 200 with
	// success:false, nothing applied), slow (applied, the body takes two seconds), duplicate (a record of the page appears twice) or
	// redirect (a 302 to another host, nothing applied).
	Kind    string
	Percent float64 // of the requests, 0 to 100
	Page    int     // above 0: only reads of that page
}

var faultKinds = []string{
	"401", "408", "425", "429", "500", "502", "503", "504",
	"reset", "reset-after", "cut", "html", "false", "slow", "duplicate", "redirect",
}

// ParseFault reads a fault: 503=2% befalls 2 % of the requests, 500@7 every read of page 7, and reset@7=50% half of those.
func ParseFault(s string) (Fault, error) {
	what, percent, hasPercent := strings.Cut(s, "=")
	kind, page, hasPage := strings.Cut(what, "@")
	f := Fault{Kind: kind, Percent: 100}
	var err, err2 error
	if hasPage {
		if f.Page, err = strconv.Atoi(page); f.Page < 1 {
			err = errors.Join(err, errors.New("no such page"))
		}
	}
	if hasPercent {
		f.Percent, err2 = strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
	}
	if err != nil || err2 != nil || !hasPage && !hasPercent {
		return Fault{}, fmt.Errorf("--fault %q is not of the form KIND=2%% or KIND@PAGE", s)
	}
	if err := f.validate(); err != nil {
		return Fault{}, err
	}
	return f, nil
}

func (f Fault) validate() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("--fault kind %q is not one of: %s", f.Kind, strings.Join(faultKinds, ", "))
	case !(f.Percent >= 0 && f.Percent <= 100):
		return fmt.Errorf("--fault %s: %v is not a percentage", f.Kind, f.Percent)
	case f.Page < 0:
		return fmt.Errorf("--fault %s: there is no page %d", f.Kind, f.Page)
	}
	return nil
}

// drawFault returns the kind of fault that befalls a request, or "". The first that hits wins; each fault takes one draw, so that the
// sequence depends on the seed and the order of arrival alone.
func drawFault(faults []Fault, chance *rand.Rand, r *request) string {
	kind := ""
	for _, f := range faults {
		hit := chance.Float64()*100 < f.Percent
		fits := (f.Page == 0 || !r.write && r.page == f.Page) && (f.Kind != "duplicate" || !r.write)
		if kind == "" && hit && fits {
			kind = f.Kind
		}
	}
	return kind
}

// instead returns the answer a fault gives in the platform's place; ok is false for the faults that let the platform work.
func instead(fault string) (a answer, ok bool) {
	switch fault {
	case "html":
		return answer{status: http.StatusOK, kind: "text/html; charset=utf-8",
			body: []byte("<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Please sign in to this network</h1></body></html>\n")}, true
	case "false":
		a = failure(http.StatusInternalServerError, "something went wrong")
		a.status = http.StatusOK
		return a, true
	case "redirect":
		a = failure(http.StatusFound, "found")
		a.location = "http://elsewhere.example/inbox/direct/chats"
		return a, true
	}
	status, err := strconv.Atoi(fault)
	if err != nil {
		return answer{}, false
	}
	return failure(status, strings.ToLower(http.StatusText(status))), true
}
