package convertalk_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "s3cret-token"

func client(t *testing.T, base string, transport http.RoundTripper) *convertalk.Client {
	t.Helper()
	c, err := convertalk.New(convertalk.Options{
		BaseURL: base, Token: secret, BotID: "B", CustomerID: "C", Transport: transport,
		Pacer: ratelimit.New(ratelimit.Options{Workers: 8, MaxWait: 15 * time.Minute}), MaxWait: 15 * time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve starts a real server and returns a client of it.
func serve(t *testing.T, h http.HandlerFunc) *convertalk.Client {
	t.Helper()
	s := httptest.NewServer(h)
	transport := convertalk.NewTransport(8)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.Close()
	})
	return client(t, s.URL, transport)
}

// door answers without a socket, so that a fake clock can pass.
type door func(r *http.Request) (*http.Response, error)

func (d door) RoundTrip(r *http.Request) (*http.Response, error) { return d(r) }

func answerOf(status int, body string, header ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

const emptyPage = `{"success":true,"message":"ok","code":200,"data":[]}`

func TestRequestsAreAsDocumented(t *testing.T) {
	var got []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, fmt.Sprintf("%s %s bot=%q bp=%q auth=%q %s", r.Method, r.URL, r.Header.Get("x-bot-token"), r.Header.Get("x-bp-token"),
			r.Header.Get("Authorization"), body))
		io.WriteString(w, `{"success":true,"message":"ok","code":200,"data":[{"uuid":"u1"},{"uuid":"u2"}]}`)
	})
	p, err := c.Chats(t.Context(), lead.TypeNonLead, 7)
	if err != nil || len(p.Records) != 2 || string(p.Records[1].AppendUUID(nil)) != "u2" {
		t.Fatal(p, err)
	}
	p.Release()
	if a, err := c.Upsert(t.Context(), lead.Lead{UUID: "u1", Name: "Ann"}); err != nil || a.Attempts != 1 || a.Code != 200 || a.Message != "ok" {
		t.Fatal(a, err)
	}
	want := []string{
		`GET /inbox/direct/chats?botId=B&customerId=C&page=7&type=non-lead bot="` + secret + `" bp="" auth="" `,
		`PUT /inbox/direct/lead bot="" bp="` + secret + `" auth="" {"uuid":"u1","botId":"B","customerId":"C","name":"Ann"}`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s := c.Stats(); s != (convertalk.Stats{Requests: 2}) {
		t.Errorf("%+v", s)
	}
}

// TestRedirectsCarryTheTokenNowhere: Go would copy the header to any host, and turn a PUT into a GET.
func TestRedirectsCarryTheTokenNowhere(t *testing.T) {
	var reached atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached.Add(1)
		io.WriteString(w, emptyPage)
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		_, readErr := c.Chats(t.Context(), lead.TypeLead, 1)
		_, writeErr := c.Upsert(t.Context(), lead.Lead{UUID: "u"})
		for _, err := range []error{readErr, writeErr} {
			if !convertalk.IsKind(err, convertalk.Redirect) || !strings.Contains(err.Error(), "redirect") {
				t.Errorf("%d: %v", status, err)
			}
		}
		if n := c.Stats().Requests; n != 2 {
			t.Errorf("%d: %d requests", status, n)
		}
	}
	if reached.Load() != 0 {
		t.Errorf("%d requests reached the other host", reached.Load())
	}
}

// TestOddAnswersDoNotRepeatTheToken: texts of the transport can quote what the server sent, and the server can send the token back.
func TestOddAnswersDoNotRepeatTheToken(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://[::bad/?t="+r.Header.Get("x-bot-token"))
		w.WriteHeader(302)
	})
	_, err := c.Chats(t.Context(), lead.TypeLead, 1)
	if !convertalk.IsKind(err, convertalk.Redirect) || strings.Contains(err.Error(), secret) {
		t.Error(err)
	}
	synctest.Test(t, func(t *testing.T) {
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) { return nil, errors.New("malformed status " + secret) }))
		if _, err := c.Chats(t.Context(), lead.TypeLead, 1); err == nil || strings.Contains(err.Error(), secret) {
			t.Error(err)
		}
	})
}

// TestShortTokenLeavesOurWords: a token that occurs in our own words is masked only in texts from
// outside.
func TestShortTokenLeavesOurWords(t *testing.T) {
	for _, token := range []string{"t", "he"} {
		for name, tc := range map[string]struct {
			answer func() (*http.Response, error)
			want   string
		}{
			"broken": {func() (*http.Response, error) { return answerOf(200, `{"broken":tru`), nil }, "lead listing: the answer is not what"},
			"no success": {func() (*http.Response, error) { return answerOf(200, `{"message":"het"}`), nil },
				"the answer does not say success: true: the server says"},
			"broken off": {func() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, "the connection broke"},
			"refused":    {func() (*http.Response, error) { return answerOf(400, `{"message":"het"}`), nil }, "the server answered 400: the server says"},
			"outside":    {func() (*http.Response, error) { return nil, errors.New("het") }, "lead listing: "},
		} {
			synctest.Test(t, func(t *testing.T) {
				c, err := convertalk.New(convertalk.Options{
					BaseURL: "http://127.0.0.1", Token: token, BotID: "B", CustomerID: "C",
					Transport: door(func(*http.Request) (*http.Response, error) { return tc.answer() }),
					Pacer:     ratelimit.New(ratelimit.Options{Workers: 1}),
				})
				if err != nil {
					t.Fatal(err)
				}
				_, err = c.Chats(t.Context(), lead.TypeLead, 1)
				if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "het") {
					t.Errorf("%s with token %q: %v, want %q", name, token, err, tc.want)
				}
				if masked := strings.ReplaceAll("het", token, "***"); strings.Contains(err.Error(), "***") != strings.Contains(err.Error(), masked) {
					t.Errorf("%s with token %q: %v, masked is more than the text from outside", name, token, err)
				}
			})
		}
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	var opened atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, emptyPage+strings.Repeat(" ", 10_000))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	transport := convertalk.NewTransport(8)
	c := client(t, s.URL, transport)
	var group errgroup.Group
	for worker := range 8 {
		group.Go(func() error {
			for page := range 50 {
				p, err := c.Chats(t.Context(), lead.TypeLead, 1+50*worker+page)
				if err != nil {
					return err
				}
				p.Release()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	transport.CloseIdleConnections()
	s.Close()
	if n := opened.Load(); n > 8 {
		t.Errorf("%d connections for 8 workers and 400 requests", n)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		defer z.Close()
		io.WriteString(z, `{"success":true,"data":["`)
		blank := bytes.Repeat([]byte("x"), 1<<20)
		for range 34 {
			if _, err := z.Write(blank); err != nil {
				return
			}
		}
	})
	_, err := c.Chats(t.Context(), lead.TypeLead, 1)
	if !convertalk.IsKind(err, convertalk.Oversize) || c.Stats().Requests != 1 {
		t.Error(err, c.Stats())
	}
}

func TestFailuresInPassingAreTriedAgain(t *testing.T) {
	for name, first := range map[string]door{
		"500":           func(*http.Request) (*http.Response, error) { return answerOf(500, "oops"), nil },
		"html":          func(*http.Request) (*http.Response, error) { return answerOf(200, "<html>"), nil },
		"cut":           func(*http.Request) (*http.Response, error) { return answerOf(200, emptyPage[:30]), nil },
		"success false": func(*http.Request) (*http.Response, error) { return answerOf(200, `{"success":false}`), nil },
		"data a number": func(*http.Request) (*http.Response, error) { return answerOf(200, `{"success":true,"data":1}`), nil },
		"reset":         func(*http.Request) (*http.Response, error) { return nil, errors.New("connection reset by peer") },
		"408":           func(*http.Request) (*http.Response, error) { return answerOf(408, ""), nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				c := client(t, "http://127.0.0.1", door(func(r *http.Request) (*http.Response, error) {
					if n++; n < 6 {
						return first(r)
					}
					return answerOf(200, emptyPage), nil
				}))
				if _, err := c.Chats(t.Context(), lead.TypeLead, 1); err != nil || n != 6 || c.Stats().Retries != 5 {
					t.Errorf("%v after %d requests, %+v", err, n, c.Stats())
				}
				n = -1000
				_, err := c.Chats(t.Context(), lead.TypeLead, 9)
				if !convertalk.IsKind(err, convertalk.Unavailable) || n != -994 || !strings.Contains(err.Error(), "page 9 of the lead listing") ||
					!strings.Contains(err.Error(), "6 attempts") {
					t.Errorf("%v after %d requests", err, n+1000)
				}
			})
		})
	}
}

// TestThrottledAnswersUseUpNoAttempt: they are waited out, each for as long as it says.
func TestThrottledAnswersUseUpNoAttempt(t *testing.T) {
	for name, throttled := range map[string]func() *http.Response{
		"429 with seconds": func() *http.Response { return answerOf(429, "", "Retry-After", "5") },
		"429 with a date": func() *http.Response {
			return answerOf(429, "", "Retry-After", time.Now().Add(5*time.Second).UTC().Format(http.TimeFormat))
		},
		"200 with code 429": func() *http.Response { return answerOf(200, `{"success":false,"code":429}`, "Retry-After", "5") },
		"403, nothing remains": func() *http.Response {
			return answerOf(403, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "5")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start, n := time.Now(), 0
				c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
					if n++; n <= 40 {
						return throttled(), nil
					}
					return answerOf(200, emptyPage), nil
				}))
				_, err := c.Chats(t.Context(), lead.TypeLead, 1)
				if took := time.Since(start); err != nil || n != 41 || took < 200*time.Second || took > 12*time.Minute {
					t.Errorf("%v, %d requests in %v", err, n, took)
				}
				if s := c.Stats(); s.Throttled != 40 || s.Retries != 0 {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

func TestEndlessThrottlingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) { return answerOf(429, ""), nil }))
		_, err := c.Chats(t.Context(), lead.TypeLead, 1)
		if took := time.Since(start); !convertalk.IsKind(err, convertalk.Slowdown) || took < 15*time.Minute || took > 17*time.Minute {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestTooLongAToldWaitEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) { return answerOf(429, "", "Retry-After", "7200"), nil }))
		_, err := c.Chats(t.Context(), lead.TypeLead, 1)
		if _, ok := errors.AsType[*ratelimit.WaitError](err); !ok || time.Since(start) > time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	for status, kind := range map[int]convertalk.Kind{400: convertalk.Refused, 401: convertalk.Auth, 403: convertalk.Auth, 404: convertalk.Refused, 422: convertalk.Refused} {
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
			return answerOf(status, `{"success":false,"message":"no: `+secret+`\n\u001b[31m","code":`+fmt.Sprint(status)+`}`), nil
		}))
		_, err := c.Upsert(t.Context(), lead.Lead{UUID: "u"})
		if !convertalk.IsKind(err, kind) || c.Stats().Requests != 1 {
			t.Errorf("%d: %v, %d requests", status, err, c.Stats().Requests)
		}
		if text := err.Error(); strings.Contains(text, secret) || strings.ContainsAny(text, "\n\x1b") || !strings.Contains(text, "no: ***") {
			t.Errorf("%d: the message is %q", status, text)
		}
	}
}

// slow is a body that goes on for ever, a byte after each pause.
type slow struct {
	ctx   context.Context
	pause time.Duration
}

func (s slow) Read(p []byte) (int, error) {
	select {
	case <-time.After(s.pause):
		p[0] = ' '
		return 1, nil
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}
func (slow) Close() error { return nil }

func TestDeadlines(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(r *http.Request) (*http.Response, error)
		want   string
		each   time.Duration
	}{
		"no header": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, "sent nothing for 30s", 30 * time.Second},
		"body stalls": {func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: slow{r.Context(), time.Hour}}, nil
		}, "sent nothing for 30s", 30 * time.Second},
		"body drips": {func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: slow{r.Context(), time.Second}}, nil
		}, "not complete after 2m0s", 120 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := client(t, "http://127.0.0.1", door(tc.answer))
				_, err := c.Chats(t.Context(), lead.TypeLead, 1)
				took := time.Since(start)
				if err == nil || !strings.Contains(err.Error(), tc.want) || took < 6*tc.each || took > 6*tc.each+time.Minute {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}

// TestUnsure: an upsert that is refused may be stored all the same if an attempt before got no clear
// answer, but not if that had no connection.
func TestUnsure(t *testing.T) {
	for name, tc := range map[string]struct {
		first error
		want  bool
	}{
		"none":    {nil, false},
		"lost":    {io.ErrUnexpectedEOF, true},
		"no host": {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			first := tc.first
			c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
				err := first
				if first = nil; err != nil {
					return nil, err
				}
				return answerOf(400, `{}`), nil
			}))
			_, err := c.Upsert(t.Context(), lead.Lead{UUID: "u"})
			if e, ok := errors.AsType[*convertalk.Error](err); !ok || e.Kind != convertalk.Refused || e.Unsure != tc.want {
				t.Errorf("%s: %+v", name, err)
			}
		})
	}
}

// TestSilentServer: a server that accepts requests and never answers any is called that, and not one
// that refuses or cannot be reached.
func TestSilentServer(t *testing.T) {
	for first, want := range map[time.Duration]string{
		7 * time.Second: "127.0.0.1 does not answer: the server sent nothing for 30s",
		0:               "page 1 of the lead listing: the server sent nothing for 30s (6 attempts)",
	} {
		synctest.Test(t, func(t *testing.T) {
			pacer := ratelimit.New(ratelimit.Options{Workers: 8, MaxWait: time.Hour, FirstWait: first})
			c, err := convertalk.New(convertalk.Options{BaseURL: "http://127.0.0.1", Token: "t", Pacer: pacer, Transport: door(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			})})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Chats(t.Context(), lead.TypeLead, 1)
			if err == nil || err.Error() != want || problem.Remedy(err) == "" {
				t.Errorf("%v, want %s", err, want)
			}
			if change := pacer.Status().Change; change.InFlight > 0 && change.Kind != ratelimit.InFlightFailed {
				t.Errorf("the pace changed as if the server had refused: %+v", change)
			}
		})
	}
}

func TestCancelReturnsTheCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		c := client(t, "http://127.0.0.1", door(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		if _, err := c.Chats(ctx, lead.TypeLead, 1); !errors.Is(err, why) {
			t.Error(err)
		}
	})
}

func TestBaseURL(t *testing.T) {
	for base, ok := range map[string]bool{
		"": true, "https://api.example.org": true, "https://api.example.org/v7/": true, "http://127.0.0.1:8787": true, "http://localhost": true,
		"http://[::1]:80": true, "http://example.org": false, "http://10.0.0.1": false, "ftp://example.org": false, "example.org": false,
		"https://u:p@example.org": false, "https://example.org?x=1": false, "https://": false, "http://localhost.example.org": false,
		"http://127.0.0.1.example.org": false, "http://169.254.169.254": false, ":": false,
	} {
		_, err := convertalk.New(convertalk.Options{BaseURL: base, Token: "t", Pacer: ratelimit.New(ratelimit.Options{})})
		if (err == nil) != ok {
			t.Errorf("%q: %v", base, err)
		}
		if _, config := errors.AsType[*problem.Error](err); err != nil && !config {
			t.Errorf("%q: %T", base, err)
		}
	}
}

func TestPageData(t *testing.T) {
	for body, want := range map[string]convertalk.Data{
		emptyPage:                       convertalk.DataArray,
		`{"success":true,"data":null}`:  convertalk.DataNull,
		`{"success":true,"code":"200"}`: convertalk.DataMissing,
		` {"data":[null,1,{"uuid":"x"}],"success":true,"more":{"a":[1]}} `: convertalk.DataArray,
	} {
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) { return answerOf(200, body), nil }))
		p, err := c.Chats(t.Context(), lead.TypeLead, 1)
		if err != nil || p.Data != want {
			t.Errorf("%s: %+v %v", body, p, err)
		}
	}
}

// TestLeadsUnderAnotherNameAreABrokenPage: they are no end of the listing, which an answer without any is.
func TestLeadsUnderAnotherNameAreABrokenPage(t *testing.T) {
	for _, body := range []string{
		`{"success":true,"code":200,"Data":[{"uuid":"a"}]}`, `{"success":true,"DATA":[]}`, `{"result":{"data":[{"uuid":"a"}]},"success":true,"x":1}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
				asked++
				return answerOf(200, body), nil
			}))
			_, err := c.Chats(t.Context(), lead.TypeLead, 1)
			if !convertalk.IsKind(err, convertalk.Unavailable) || asked != 6 || !strings.Contains(err.Error(), `no member "data"`) {
				t.Errorf("%s: %v after %d attempts", body, err, asked)
			}
		})
	}
}

// TestRepeatedMembersAreABrokenPage: which of the two would count?
func TestRepeatedMembersAreABrokenPage(t *testing.T) {
	for _, body := range []string{
		`{"success":true,"data":[{"uuid":"a"}],"data":[{"uuid":"b"}]}`, `{"success":true,"data":[],"d\u0061ta":null}`,
		`{"success":true,"success":true,"data":[]}`, `{"success":true,"code":200,"data":[],"code":200}`,
		`{"success":true,"message":"a","data":[],"message":"b"}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
				asked++
				return answerOf(200, body), nil
			}))
			_, err := c.Chats(t.Context(), lead.TypeLead, 1)
			if !convertalk.IsKind(err, convertalk.Unavailable) || asked != 6 || !strings.Contains(err.Error(), "twice") {
				t.Errorf("%s: %v after %d attempts", body, err, asked)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // other members may come as often as they like
		c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
			return answerOf(200, `{"success":true,"x":1,"x":2,"data":[{"uuid":"a","uuid":"b"}]}`), nil
		}))
		if p, err := c.Chats(t.Context(), lead.TypeLead, 1); err != nil || len(p.Records) != 1 {
			t.Error(p, err)
		}
	})
}

// TestCaches: requests ask for new answers, and what a cache says of an answer is told.
func TestCaches(t *testing.T) {
	for age, want := range map[string]struct {
		cached bool
		age    time.Duration
	}{"": {}, "0": {true, 0}, "75": {true, 75 * time.Second}, "soon": {true, 0}} {
		c := client(t, "http://127.0.0.1", door(func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Cache-Control") != "no-cache" || r.Header.Get("Pragma") != "no-cache" {
				t.Errorf("the request does not ask for a new answer: %v", r.Header)
			}
			a := answerOf(200, `{"success":true,"data":[]}`)
			if a.Header == nil {
				a.Header = http.Header{}
			}
			if age != "" {
				a.Header.Set("Age", age)
			}
			return a, nil
		}))
		if p, err := c.Chats(t.Context(), lead.TypeLead, 1); err != nil || p.Cached != want.cached || p.Age != want.age {
			t.Errorf("Age %q: %+v, %v", age, p, err)
		}
	}
}

// TestOnlySuccessIsSuccess: an upsert succeeded only if the answer says so, and nothing in it says otherwise.
func TestOnlySuccessIsSuccess(t *testing.T) {
	for body, want := range map[string]bool{
		`{"success":true}`: true, `{"success":true,"code":200}`: true, `{"success":true,"code":"201"}`: true, `{"success":true,"code":null}`: true,
		`{"success":true,"code":400}`: false, `{"success":true,"code":4e2}`: false, `{"success":true,"code":"x"}`: false, `{"success":true,"code":200.5}`: false,
		`{"success":true,"code":{"a":200}}`: false, `{"success":"true"}`: false, `{"success":1}`: false, `{}`: false, `[]`: false, `{"success":false,"success":true}`: false,
		`{"success":true,"success":false}`: false, `{"Success":true}`: false, `{"success":true`: false, ``: false, `<html>ok</html>`: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) { return answerOf(200, body), nil }))
			_, err := c.Upsert(t.Context(), lead.Lead{UUID: "u"})
			if (err == nil) != want {
				t.Errorf("%s: %v", body, err)
			}
		})
	}
}

// TestUnreadablePageNamesItsFlaw: an answer that cannot be read says at which byte and why, and is
// tried again as before.
func TestUnreadablePageNamesItsFlaw(t *testing.T) {
	record := `{"uuid":"u%d","createdAt":"2023-02-01T05:59:03.533Z"}`
	page := `{"success":true,"data":[` + fmt.Sprintf(record, 1) + `,` + fmt.Sprintf(record, 2) + `]}`
	second := strings.LastIndex(page, `{"uuid"`)
	const again = "run the same command again; if it fails at the same place"
	for _, tc := range []struct{ name, body, want, fix string }{
		{"one broken byte", strings.Replace(page, `"u2",`, `"u2";`, 1),
			fmt.Sprintf("record 2 of the page, from byte %d: broken json at byte %d: ", second, second+len(`{"uuid":"u2"`)), again},
		{"a broken word", strings.Replace(page, `:true`, `:tru`, 1), "broken json at byte 11: a value is wanted", again},
		{"too many members", `{"success":true,"data":[{"uuid":"u1"},{` + strings.TrimSuffix(strings.Repeat(`"x":1,`, lead.MaxUnknown+1), ",") + `}]}`,
			fmt.Sprintf("record 2 of the page, from byte 38: a record has more than %d unknown members", lead.MaxUnknown), again},
		{"data of another kind", `{"success":true,"data":7}`, "data is neither an array nor null", again},
		{"an end that is missing", page[:len(page)-1], fmt.Sprintf("broken json at byte %d: ", len(page)-1), again},
		{"a page for people", "<html><body>Sign in</body></html>", "broken json at byte 0: ", "check the network and --base-url"},
		{"nothing", "", "broken json at byte 0: ", "check the network and --base-url"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				c := client(t, "http://127.0.0.1", door(func(*http.Request) (*http.Response, error) {
					requests++
					return answerOf(200, tc.body), nil
				}))
				_, err := c.Chats(t.Context(), lead.TypeLead, 3)
				if !convertalk.IsKind(err, convertalk.Unavailable) || requests != 6 {
					t.Fatalf("%v after %d requests", err, requests)
				}
				if want := "page 3 of the lead listing: the answer is not what the API sends: " + tc.want; !strings.HasPrefix(err.Error(), want) {
					t.Errorf("%v, want %s", err, want)
				}
				if fix := problem.Remedy(err); !strings.HasPrefix(fix, tc.fix) {
					t.Errorf("fix: %s", fix)
				}
			})
		})
	}
}
