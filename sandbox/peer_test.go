package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// transports are the two ways to a server; most tests take the one in memory.
var transports = map[string]func(*testing.T, *sandbox.Server) (base string, client *http.Client){
	"memory": func(_ *testing.T, s *sandbox.Server) (string, *http.Client) {
		return "http://sandbox.example", client(s.Transport())
	},
	"socket": func(t *testing.T, s *sandbox.Server) (string, *http.Client) {
		t.Helper()
		web := httptest.NewServer(s)
		t.Cleanup(web.Close)
		return web.URL, client(web.Client().Transport)
	},
}

func client(transport http.RoundTripper) *http.Client {
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: transport, CheckRedirect: noRedirect}
}

func start(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newRequest(t *testing.T, method, url, header, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(header, sandbox.DefaultToken)
	return r
}

func chatsURL(kind string, page any) string {
	return fmt.Sprintf("/inbox/direct/chats?botId=%s&customerId=%s&type=%s&page=%v",
		sandbox.DefaultBotID, sandbox.DefaultCustomerID, kind, page)
}

func get(t *testing.T, base, url string) *http.Request {
	t.Helper()
	return newRequest(t, http.MethodGet, base+url, "x-bot-token", "")
}

// put is a write; fields is the inside of a JSON object, without the IDs.
func put(t *testing.T, base, fields string) *http.Request {
	t.Helper()
	body := fmt.Sprintf(`{"botId":%q,"customerId":%q,%s}`, sandbox.DefaultBotID, sandbox.DefaultCustomerID, fields)
	return newRequest(t, http.MethodPut, base+"/inbox/direct/lead", "x-bp-token", body)
}

// envelope is what both endpoints answer.
type envelope struct {
	Success bool
	Message string
	Code    int
	Data    []json.RawMessage
	status  int
	header  http.Header
	text    string
}

func send(t *testing.T, c *http.Client, r *http.Request) envelope {
	t.Helper()
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	e := envelope{status: resp.StatusCode, header: resp.Header, text: string(text)}
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return e
}

// read reads one page in memory.
func read(t *testing.T, s *sandbox.Server, kind string, page any) envelope {
	t.Helper()
	return send(t, client(s.Transport()), get(t, "http://h", chatsURL(kind, page)))
}

// write sends one write in memory.
func write(t *testing.T, s *sandbox.Server, fields string) envelope {
	t.Helper()
	return send(t, client(s.Transport()), put(t, "http://h", fields))
}

// chat has the fields of a record that the tests check.
type chat struct {
	ID        string `json:"_id"`
	UUID      string
	CreatedAt string
	UpdatedAt string
	Status    string
	Agent     string `json:"_agentAssigned"`
	Profile   struct {
		Notes       []struct{ Title, Description, ID string }
		UserDetails struct {
			Name, Picture string
			Contact       struct {
				Email string
				Phone struct{ Number, Prefix string }
			}
			Tags       []string
			Attributes []struct{ Key, Value string }
		}
	}
}

func lookup(t *testing.T, s *sandbox.Server, uuid string) (c chat) {
	t.Helper()
	raw, ok := s.Lookup(uuid)
	if !ok {
		t.Fatalf("no chat %s", uuid)
	}
	decode(t, raw, &c)
	return c
}

func decode(t *testing.T, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

func equal(a, b []json.RawMessage) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}
