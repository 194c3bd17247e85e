package ping

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// monitor is a monitoring service that answers with a status and keeps what it was told.
type monitor struct {
	mu     sync.Mutex
	status []int // of the next answers; 200 after them
	told   []string
}

func (m *monitor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.told = append(m.told, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(body)))
	if len(m.status) > 0 {
		w.WriteHeader(m.status[0])
		m.status = m.status[1:]
	}
}

func TestAround(t *testing.T) {
	t.Parallel()
	failed := problem.Guard("it shrinks", "")
	for name, tt := range map[string]struct {
		status  []int
		run     func() (string, error)
		told    []string
		exit    int
		warning string
	}{
		"done":     {nil, func() (string, error) { return "20 leads", nil }, []string{"GET /id/start", "POST /id 20 leads"}, 0, ""},
		"failed":   {nil, func() (string, error) { return "", failed }, []string{"GET /id/start", "POST /id/5 exit code 5: it shrinks"}, 5, ""},
		"a fault":  {nil, func() (string, error) { panic("odd") }, []string{"GET /id/start", "POST /id/1 exit code 1: leadferry has a bug: it failed while running: odd"}, 1, ""},
		"refused":  {[]int{404, 404}, func() (string, error) { return "", nil }, []string{"GET /id/start", "POST /id"}, 0, "it answered 404"},
		"a hiccup": {[]int{200, 503}, func() (string, error) { return "", nil }, []string{"GET /id/start", "POST /id", "POST /id"}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &monitor{status: tt.status}
			server := httptest.NewServer(m)
			defer server.Close()
			var warnings []string
			s := Service{Address: server.URL + "/id", Warn: func(err error) { warnings = append(warnings, err.Error()) }}
			err := s.Around(t.Context(), tt.run)
			if problem.ExitCode(err) != tt.exit || !slices.Equal(m.told, tt.told) {
				t.Errorf("%v, told %q, want %q", err, m.told, tt.told)
			}
			all := strings.Join(warnings, "; ")
			if !strings.Contains(all, tt.warning) || tt.warning == "" && all != "" || strings.Contains(all, server.URL) {
				t.Errorf("warnings %q, want %q and no address", all, tt.warning)
			}
		})
	}
}

// TestStoppedRun: the end is told even when the run was stopped.
func TestStoppedRun(t *testing.T) {
	t.Parallel()
	m := new(monitor)
	server := httptest.NewServer(m)
	defer server.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	err := Service{Address: server.URL}.Around(ctx, func() (string, error) {
		cancel(&problem.Interrupted{})
		return "", context.Cause(ctx)
	})
	if problem.ExitCode(err) != 130 || len(m.told) != 2 || !strings.HasPrefix(m.told[1], "POST /130 ") {
		t.Errorf("%v, told %q", err, m.told)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	ran := false
	run := func() (string, error) { ran = true; return "", nil }
	for _, address := range []string{"ping", "ftp://x/y", "https://", ":"} {
		if err := (Service{Address: address}).Around(t.Context(), run); problem.ExitCode(err) != problem.ExitUsage || ran {
			t.Errorf("%q: %v, ran %v", address, err, ran)
		}
	}
	if err := (Service{}).Around(t.Context(), run); err != nil || !ran {
		t.Errorf("without a service: %v, ran %v", err, ran)
	}
	want := errors.New("plain")
	if err := (Service{}).Around(t.Context(), func() (string, error) { return "", want }); !errors.Is(err, want) {
		t.Error(err)
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	var warning error
	s := Service{Address: "http://127.0.0.1:1/secret", Warn: func(err error) { warning = err }}
	if again, err := s.attempt(t.Context(), "GET", must(t, s.Address), ""); !again || err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("again %v, %v", again, err)
	}
	s.send(t.Context(), "GET", must(t, s.Address), "", 1)
	if warning == nil || strings.Contains(warning.Error(), "secret") {
		t.Error(warning)
	}
}

func must(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
