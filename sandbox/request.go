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

// request is a parsed request, before it is checked.
type request struct {
	entry             Entry
	write             bool
	botID, customerID string
	page              int    // of a read
	kind              string // of a read
	fields            map[string]json.RawMessage
	problem           *answer // with the body
}

// receive parses a request of any kind.
func (s *Server) receive(r *http.Request) *request {
	q := r.URL.Query()
	req := &request{
		write: r.URL.Path == leadPath,
		botID: q.Get("botId"), customerID: q.Get("customerId"), kind: q.Get("type"),
	}
	req.entry = Entry{At: s.opts.Now(), Method: r.Method, Path: r.URL.Path}
	token := r.Header.Get(readHeader)
	if req.write {
		token = r.Header.Get(writeHeader)
	}
	req.entry.HasToken = token == s.opts.Token
	if !req.write {
		req.page, _ = strconv.Atoi(q.Get("page")) // not a number is 0, which is refused
		req.entry.Page, req.entry.Type = req.page, req.kind
	} else if r.Method == http.MethodPut {
		req.readBody(r)
	}
	return req
}

// readBody parses the fields of a write, and keeps a problem for later: a wrong token comes first.
func (r *request) readBody(h *http.Request) {
	refuse := func(status int, message string) {
		a := failure(status, message)
		r.problem = &a
	}
	body, err := io.ReadAll(io.LimitReader(h.Body, maxBody+1))
	r.entry.Body = body
	if kind := h.Header.Get("Content-Type"); kind != "" {
		if media, _, _ := mime.ParseMediaType(kind); media != "application/json" {
			refuse(http.StatusBadRequest, "the body must be JSON")
			return
		}
	}
	switch {
	case len(body) > maxBody:
		refuse(http.StatusRequestEntityTooLarge, "the body is over 1 MiB")
	case err != nil || json.Unmarshal(body, &r.fields) != nil || r.fields == nil:
		refuse(http.StatusBadRequest, "the body must be a JSON object")
	default:
		r.entry.UUID, r.botID, r.customerID = r.text("uuid"), r.text("botId"), r.text("customerId")
	}
}

// text is a field of a write, "" if it is missing or not a string.
func (r *request) text(field string) string {
	var s string
	if json.Unmarshal(r.fields[field], &s) != nil {
		return ""
	}
	return s
}

// refuse checks a request as documented: 401 without the token, 400 without all required values.
func (s *Server) refuse(r *request) (a answer, refused bool) {
	method := http.MethodGet
	if r.write {
		method = http.MethodPut
	}
	switch {
	case r.entry.Path != chatsPath && r.entry.Path != leadPath:
		return failure(http.StatusNotFound, "not found"), true
	case r.entry.Method != method:
		return failure(http.StatusMethodNotAllowed, "method not allowed"), true
	case !r.entry.HasToken:
		return failure(http.StatusUnauthorized, "unauthorized"), true
	case r.problem != nil:
		return *r.problem, true
	}
	if problem := s.missing(r); problem != "" {
		return failure(http.StatusBadRequest, problem), true
	}
	return answer{}, false
}

// missing names the first required value that is missing or invalid.
func (s *Server) missing(r *request) string {
	switch {
	case r.botID != s.opts.BotID:
		return "botId is missing or invalid"
	case r.customerID != s.opts.CustomerID:
		return "customerId is missing or invalid"
	case r.write && r.entry.UUID == "":
		return "uuid is missing or invalid"
	case !r.write && r.page < 1:
		return "page is missing or invalid"
	case !r.write && r.kind != kindLead && r.kind != kindNonLead:
		return "type is missing or invalid"
	}
	return ""
}
