package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// fault draws what befalls a request for a page, 0 for an upsert; "" is nothing.
func (s *Server) fault(page int) string {
	if len(s.opts.Faults) == 0 {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.opts.Faults {
		if f.Page > 0 && f.Page == page || f.Page == 0 && s.chance.Float64()*100 < f.Percent {
			return f.Kind
		}
	}
	return ""
}

// before makes the troubles that come before a request is looked at; true means that it has been answered.
func (x *exchange) before(fault string) bool {
	if status, err := strconv.Atoi(fault); err == nil {
		x.refuse(status, "simulated trouble")
		return true
	}
	switch fault {
	case "reset":
		panic(http.ErrAbortHandler)
	case "html":
		x.w.Header().Set("Content-Type", "text/html")
		x.answer(http.StatusOK, []byte("<html><body>We will be back soon</body></html>"))
	case "false":
		x.answer(http.StatusOK, []byte(`{"success":false,"message":"simulated trouble"}`))
	case "redirect":
		x.w.Header().Set("Location", "https://elsewhere.example/")
		x.answer(http.StatusFound, nil)
	default:
		return false
	}
	return true
}

// send answers with the troubles that come with an answer.
func (x *exchange) send(fault string, body []byte) {
	half := len(body) / 2
	switch fault {
	case "reset-after":
		panic(http.ErrAbortHandler)
	case "cut":
		x.part(body[:half], len(body))
		panic(http.ErrAbortHandler)
	case "slow":
		x.part(body[:half], len(body))
		if x.wait(2 * time.Second) {
			x.w.Write(body[half:]) //nolint:errcheck // a client that went away needs no answer
		}
	default:
		x.answer(http.StatusOK, body)
	}
}

// part sends the beginning of an answer.
func (x *exchange) part(body []byte, length int) {
	x.entry.Status = http.StatusOK
	x.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	x.w.Header().Set("Content-Length", strconv.Itoa(length))
	x.w.WriteHeader(http.StatusOK)
	x.w.Write(body) //nolint:errcheck // a client that went away needs no answer
	if f, ok := x.w.(http.Flusher); ok {
		f.Flush()
	}
}
