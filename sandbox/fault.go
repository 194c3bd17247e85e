package sandbox

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Fault is trouble for a share of the requests.
type Fault struct {
	// Kind is a status that is sent with nothing applied (400, 401, 403, 404, 408, 422, 425, 429,
	// 500, 502, 503, 504), or one of these:
	//   - reset: the connection drops, nothing applied
	//   - reset-after: applied, then the connection drops
	//   - cut: applied, but the answer breaks off in the middle
	//   - html: a 200 with a web page, nothing applied
	//   - false: a 200 with success:false, nothing applied
	//   - slow: applied, but the body takes two seconds
	//   - duplicate: a record of the page appears twice
	//   - redirect: a 302 to another host, nothing applied
	Kind    string
	Percent float64 // of the requests, 0 to 100
	Page    int     // above 0: only reads of that page
	Share   int     // above 0: only writes to one lead in so many, always the same ones
	After   int     // only requests that come after so many others
}

const signInPage = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>" +
	"<body><h1>Please sign in to this network</h1></body></html>\n"

var faultKinds = []string{
	"400", "401", "403", "404", "408", "422", "425", "429", "500", "502", "503", "504",
	"reset", "reset-after", "cut", "html", "false", "slow", "duplicate", "redirect",
}

// ParseFault parses a fault: 503=2% of the requests, 500@7 every read of page 7, reset@7=50% half
// of those, 400/7 every write to a seventh of the leads, 401>100 all after the first hundred
// requests.
func ParseFault(s string) (Fault, error) {
	what, percent, some := strings.Cut(s, "=")
	f := Fault{Percent: 100}
	problems := []error{nil}
	number := func(sign string, into *int) {
		before, text, ok := strings.Cut(what, sign)
		if !ok {
			return
		}
		n, err := strconv.Atoi(text)
		if err == nil && n < 1 {
			err = errors.New("not above 0")
		}
		problems = append(problems, err)
		what, *into, some = before, n, true
	}
	number(">", &f.After)
	number("/", &f.Share)
	number("@", &f.Page)
	if percent != "" || strings.Contains(s, "=") {
		var err error
		f.Percent, err = strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
		problems = append(problems, err)
	}
	if f.Kind = what; errors.Join(problems...) != nil || !some {
		const forms = "KIND=2%, KIND@PAGE, KIND/7 or KIND>100"
		return Fault{}, fmt.Errorf("--fault %q is not of the form %s", s, forms)
	}
	if err := f.validate(); err != nil {
		return Fault{}, err
	}
	return f, nil
}

func (f Fault) validate() error {
	switch {
	case !slices.Contains(faultKinds, f.Kind):
		return fmt.Errorf("--fault kind %q is not one of: %s",
			f.Kind, strings.Join(faultKinds, ", "))
	case !(f.Percent >= 0 && f.Percent <= 100):
		return fmt.Errorf("--fault %s: %v is not a percentage", f.Kind, f.Percent)
	}
	return nil
}

// fits reports whether the fault is for requests such as r, which comes after so many others.
func (f Fault) fits(r *request, before int) bool {
	switch {
	case before < f.After,
		f.Page > 0 && r.entry.Page != f.Page,
		f.Kind == "duplicate" && r.write:
		return false
	case f.Share == 0:
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(r.entry.UUID))
	return r.write && h.Sum32()%uint32(f.Share) == 0
}

// drawFault returns the kind of fault of a request, or "". The first that hits wins; each takes one
// draw, so that the sequence depends only on the seed and the order of arrival.
func drawFault(faults []Fault, chance *rand.Rand, r *request, before int) string {
	kind := ""
	for _, f := range faults {
		hit := chance.Float64()*100 < f.Percent
		if kind == "" && hit && f.fits(r, before) {
			kind = f.Kind
		}
	}
	return kind
}

// instead returns the answer of a fault; its status is 0 for those that let the platform answer.
func instead(fault string) answer {
	switch fault {
	case "html":
		const html = "text/html; charset=utf-8"
		return answer{status: http.StatusOK, kind: html, body: []byte(signInPage)}
	case "false":
		a := failure(http.StatusInternalServerError, "something went wrong")
		a.status = http.StatusOK
		return a
	case "redirect":
		a := failure(http.StatusFound, "found")
		a.location = "http://elsewhere.example/inbox/direct/chats"
		return a
	}
	status, err := strconv.Atoi(fault)
	if err != nil {
		return answer{}
	}
	return failure(status, strings.ToLower(http.StatusText(status)))
}
