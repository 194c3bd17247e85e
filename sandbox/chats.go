package sandbox

import (
	"net/http"
	"strconv"
)

// read enters in the ledger what a listing asks for.
func (x *exchange) read() {
	q := x.r.URL.Query()
	x.entry.Type = q.Get("type")
	x.entry.Page, _ = strconv.Atoi(q.Get("page"))
}

// chats answers one page of the listing.
func (x *exchange) chats(fault string) {
	q := x.r.URL.Query()
	for _, name := range []string{"botId", "customerId", "page", "type"} {
		if q.Get(name) == "" {
			x.refuse(http.StatusBadRequest, name+" is required")
			return
		}
	}
	page, err := strconv.Atoi(q.Get("page"))
	kind, o := q.Get("type"), &x.server.opts
	switch {
	case err != nil || page < 1:
		x.refuse(http.StatusBadRequest, "page must be a number from 1 on")
	case kind != "lead" && kind != "non-lead":
		x.refuse(http.StatusBadRequest, "type must be lead or non-lead")
	case q.Get("botId") != o.BotID || q.Get("customerId") != o.CustomerID:
		x.refuse(http.StatusBadRequest, "no such bot")
	default:
		x.page(kind, page, fault)
	}
}

func (x *exchange) page(kind string, page int, fault string) {
	s := x.server
	if s.opts.Churn != (Churn{}) {
		s.mu.Lock()
		s.store.churn(s.opts.Churn, s.opts.Now())
		s.mu.Unlock()
	}
	body, status := s.listing(kind, page, fault == "duplicate")
	if status != http.StatusOK {
		x.refuse(status, "no such page")
		return
	}
	x.send(fault, body)
}

const (
	head = `{"success":true,"message":"ok","code":200`
	tail = `}`
)

// listing writes the body of a page.
func (s *Server) listing(kind string, page int, duplicate bool) (body []byte, status int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list, size := s.store.lists[kind], s.opts.PageSize
	last := (len(list) + size - 1) / size
	if page > last {
		switch end := s.opts.End; {
		case end == "null":
			return []byte(head + `,"data":null` + tail), http.StatusOK
		case end == "missing":
			return []byte(head + tail), http.StatusOK
		case end == "404" || end == "400":
			status, _ = strconv.Atoi(end)
			return nil, status
		case end == "repeat" && last > 0:
			page = last
		case end == "first" && last > 0:
			page = 1
		default:
			return []byte(head + `,"data":[]` + tail), http.StatusOK
		}
	}
	chats := list[min((page-1)*size, len(list)):min(page*size, len(list))]
	n := len(head) + len(tail) + 12
	for _, c := range chats {
		n += len(c.raw) + 1
	}
	body = append(make([]byte, 0, n), head+`,"data":[`...)
	for i, c := range chats {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, c.raw...)
		if duplicate && i == 0 {
			body = append(append(body, ','), c.raw...)
		}
	}
	return append(body, "]"+tail...), http.StatusOK
}
