package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
)

// The two endpoints. Each has its own header for the token.
const (
	chatsPath   = "/inbox/direct/chats"
	leadPath    = "/inbox/direct/lead"
	readHeader  = "x-bot-token"
	writeHeader = "x-bp-token"
	maxBody     = 1 << 20
)

// methods has the two paths.
var methods = map[string]string{chatsPath: http.MethodGet, leadPath: http.MethodPut}

// request is a parsed request, before it is checked.
type request struct {
	entry             Entry
	number            int // in the ledger
	write             bool
	botID, customerID string
	fields            map[string]json.RawMessage
	problem           answer // with the body; its status is 0 if there is none
}

// receive parses a request of any kind.
func (s *Server) receive(r *http.Request) *request {
	q := r.URL.Query()
	req := &request{
		write: r.URL.Path == leadPath, botID: q.Get("botId"), customerID: q.Get("customerId"),
		entry: Entry{At: s.opts.Now(), Method: r.Method, Path: r.URL.Path},
	}
	header := readHeader
	if req.write {
		header = writeHeader
	}
	req.entry.HasToken = r.Header.Get(header) == s.opts.Token
	if !req.write {
		req.entry.Page, _ = strconv.Atoi(q.Get("page")) // not a number is 0, which is refused
		req.entry.Type = q.Get("type")
	} else if r.Method == http.MethodPut {
		req.problem = req.readBody(r)
	}
	return req
}

// readBody parses the fields of a write. A problem waits: a wrong token comes first.
func (r *request) readBody(h *http.Request) (problem answer) {
	body, err := io.ReadAll(io.LimitReader(h.Body, maxBody+1))
	_, _ = io.CopyN(io.Discard, h.Body, maxBody) // a client that still writes could miss the answer
	r.entry.Body = body
	kind := h.Header.Get("Content-Type")
	media, _, _ := mime.ParseMediaType(kind)
	switch {
	case kind != "" && media != "application/json":
		return failure(http.StatusBadRequest, "the body must be JSON")
	case len(body) > maxBody:
		return failure(http.StatusRequestEntityTooLarge, "the body is over 1 MiB")
	case err != nil || json.Unmarshal(body, &r.fields) != nil || r.fields == nil:
		return failure(http.StatusBadRequest, "the body must be a JSON object")
	}
	r.entry.UUID = untext(r.fields["uuid"])
	r.botID, r.customerID = untext(r.fields["botId"]), untext(r.fields["customerId"])
	return answer{}
}

// refuse checks a request as documented: 401 without the token, 400 without all required values.
// A status of 0 accepts it.
func (s *Server) refuse(r *request) answer {
	method, known := methods[r.entry.Path]
	missing := ""
	switch {
	case !known:
		return failure(http.StatusNotFound, "not found")
	case r.entry.Method != method:
		return failure(http.StatusMethodNotAllowed, "method not allowed")
	case !r.entry.HasToken:
		return failure(http.StatusUnauthorized, "unauthorized")
	case r.problem.status != 0:
		return r.problem
	case r.botID != s.opts.BotID:
		missing = "botId"
	case r.customerID != DefaultCustomerID:
		missing = "customerId"
	case r.write && r.entry.UUID == "":
		missing = "uuid"
	case !r.write && r.entry.Page < 1:
		missing = "page"
	case !r.write && s.store.lists[r.entry.Type] == nil:
		missing = "type"
	default:
		return answer{}
	}
	return failure(http.StatusBadRequest, missing+" is missing or invalid")
}
