package sandbox

import (
	"net/http"
	"slices"
)

// chats answers a read of one page of a listing.
func (s *Server) chats(r *request) answer {
	s.churn(r.entry.Type)
	records, size := s.store.lists[r.entry.Type].records, s.opts.PageSize
	page, last := r.entry.Page, max(1, (len(records)+size-1)/size)
	if page > last {
		switch s.opts.End {
		case "404":
			return failure(http.StatusNotFound, "no such page")
		case "400":
			return failure(http.StatusBadRequest, "no such page")
		case "repeat":
			page = last
		case "first":
			page = 1
		default:
			records, page = nil, 1
		}
	}
	start := (page - 1) * size
	records = records[start:min(start+size, len(records))]
	r.entry.Applied = true
	if r.entry.Fault == "duplicate" && len(records) > 0 {
		records = append(slices.Clone(records), records[len(records)/2])
	}
	body := make([]byte, 0, 64+len(records)*1500) // most pages fit
	body = append(body, `{"success":true,"message":"ok","code":200`...)
	switch {
	case len(records) == 0 && s.opts.End == "missing":
	case len(records) == 0 && s.opts.End == "null":
		body = append(body, `,"data":null`...)
	default:
		body = append(body, `,"data":[`...)
		for i, r := range records {
			if i > 0 {
				body = append(body, ',')
			}
			body = append(body, r.raw...)
		}
		body = append(body, ']')
	}
	return answer{status: http.StatusOK, body: append(body, '}')}
}
