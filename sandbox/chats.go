package sandbox

import (
	"bytes"
	"net/http"
	"slices"
)

// chats answers a read of one page of a listing.
func (s *Server) chats(r *request, buffer *bytes.Buffer) answer {
	s.churn(r.entry.Type)
	if a, ok := s.cache.get(r); ok {
		return a
	}
	records, size := s.store.lists[r.entry.Type].records, s.opts.PageSize
	if s.opts.Cap > 0 {
		records = records[:min(s.opts.Cap, len(records))]
	}
	all := records
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
	if page > 1 && page <= s.opts.Ties+1 && len(records) > 0 {
		records = slices.Clone(records)
		records[0] = all[start-1]
	}
	r.entry.Applied = true
	if r.entry.Fault == "duplicate" && len(records) > 0 {
		records = append(slices.Clone(records), records[len(records)/2])
	}
	buffer.Reset()
	buffer.WriteString(`{"success":true,"message":"ok","code":200`)
	switch {
	case len(records) == 0 && s.opts.End == "missing":
	case len(records) == 0 && s.opts.End == "null":
		buffer.WriteString(`,"data":null`)
	default:
		buffer.WriteString(`,"data":[`)
		for i, r := range records {
			if i > 0 {
				buffer.WriteByte(',')
			}
			buffer.Write(r.raw)
		}
		buffer.WriteByte(']')
	}
	buffer.WriteByte('}')
	return s.cache.put(r, answer{status: http.StatusOK, body: buffer.Bytes()})
}
