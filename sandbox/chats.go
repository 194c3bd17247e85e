package sandbox

import (
	"bytes"
	"net/http"
)

// chats answers a read of one page of a listing.
func (s *Server) chats(r *request, buffer *bytes.Buffer) answer {
	s.churn(r.kind)
	page, last := s.store.page(r.kind, r.page, s.opts.PageSize)
	if r.page > last {
		switch s.opts.End {
		case "404":
			return failure(http.StatusNotFound, "no such page")
		case "400":
			return failure(http.StatusBadRequest, "no such page")
		case "repeat":
			page, _ = s.store.page(r.kind, last, s.opts.PageSize)
		case "first":
			page, _ = s.store.page(r.kind, 1, s.opts.PageSize)
		}
	}
	r.entry.Applied = true
	if r.entry.Fault == "duplicate" && len(page) > 0 {
		page = append(page, page[len(page)/2])
	}
	buffer.Reset()
	buffer.WriteString(`{"success":true,"message":"ok","code":200`)
	switch {
	case len(page) == 0 && s.opts.End == "missing":
	case len(page) == 0 && s.opts.End == "null":
		buffer.WriteString(`,"data":null`)
	default:
		writeData(buffer, page)
	}
	buffer.WriteByte('}')
	return answer{status: http.StatusOK, body: buffer.Bytes()}
}

func writeData(buffer *bytes.Buffer, page [][]byte) {
	buffer.WriteString(`,"data":[`)
	for i, raw := range page {
		if i > 0 {
			buffer.WriteByte(',')
		}
		buffer.Write(raw)
	}
	buffer.WriteByte(']')
}
