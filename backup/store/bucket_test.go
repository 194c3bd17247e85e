package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// fakeS3 is an S3 server in this process. Before each request it calls fault, which may answer itself.
type fakeS3 struct {
	*httptest.Server
	plain    http.Handler // without faults
	requests atomic.Int64
	fault    atomic.Pointer[func(n int64, w http.ResponseWriter, r *http.Request) bool]
}

func newFakeS3(t *testing.T) *fakeS3 {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("leads"); err != nil {
		t.Fatal(err)
	}
	f := &fakeS3{plain: gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := f.requests.Add(1)
		if fault := f.fault.Load(); fault != nil && (*fault)(n, w, r) {
			return
		}
		f.plain.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeS3) fail(fault func(n int64, w http.ResponseWriter, r *http.Request) bool) {
	f.requests.Store(0)
	f.fault.Store(&fault)
}

func (f *fakeS3) options(t *testing.T) store.BucketOptions {
	t.Helper()
	return store.BucketOptions{
		Address: "s3://leads/acme", Endpoint: f.URL, Region: "us-east-1", Local: t.TempDir(),
		Credentials: credentials.NewStaticV4("id", "secret", ""),
	}
}

func newBucket(t *testing.T, o store.BucketOptions) *store.Bucket {
	t.Helper()
	b, err := store.NewBucket(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func lock(t *testing.T, b *store.Bucket) func() {
	t.Helper()
	unlock, err := b.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := unlock(); err != nil {
			t.Error(err)
		}
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	b := newBucket(t, s.options(t))
	testStore(t, b)
	unlock := lock(t, newBucket(t, s.options(t)))
	unlock()
}

func TestFoldersOfABucket(t *testing.T) {
	t.Parallel()
	b := newBucket(t, newFakeS3(t).options(t))
	testFolders(t, b, func(name string) {
		if err := b.Put(t.Context(), name, section("{}")); err != nil {
			t.Fatal(err)
		}
	})
}

// refuse answers as S3 does.
func refuse(w http.ResponseWriter, status int, code string) bool {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>as the test wants it</Message></Error>", code)
	return true
}

// TestBucketWithFaults: busy answers, broken connections and answers that are lost change nothing.
func TestBucketWithFaults(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	for name, fault := range map[string]func(n int64, w http.ResponseWriter, r *http.Request) bool{
		"busy": func(n int64, w http.ResponseWriter, _ *http.Request) bool {
			return n%3 != 0 && refuse(w, http.StatusServiceUnavailable, "SlowDown")
		},
		"cut": func(n int64, _ http.ResponseWriter, r *http.Request) bool {
			if n%2 == 0 {
				return false
			}
			io.CopyN(io.Discard, r.Body, 10_000)
			panic(http.ErrAbortHandler)
		},
		"answers lost": func(n int64, _ http.ResponseWriter, r *http.Request) bool {
			if n%2 == 0 || r.Method == http.MethodGet {
				return false
			}
			s.plain.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		},
		"slow": func(_ int64, _ http.ResponseWriter, _ *http.Request) bool {
			time.Sleep(20 * time.Millisecond)
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := s.options(t)
			o.Address = "s3://leads/" + strings.ReplaceAll(name, " ", "-")
			s.fail(fault)
			testStore(t, newBucket(t, o))
			lock(t, newBucket(t, o))()
		})
	}
}

// TestCutDownload: a download that breaks goes on where it was, unless another object is there now.
func TestCutDownload(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	b := newBucket(t, s.options(t))
	text := strings.Repeat("0123456789", 50_000)
	const name = "2026-11-23T030811Z/leads.jsonl.zst"
	if err := b.Put(t.Context(), name, section(text)); err != nil {
		t.Fatal(err)
	}
	s.fail(func(_ int64, w http.ResponseWriter, r *http.Request) bool {
		s.fault.Store(nil)
		whole := httptest.NewRecorder()
		s.plain.ServeHTTP(whole, r)
		maps.Copy(w.Header(), whole.Header())
		w.Write(whole.Body.Bytes()[:123_456])
		panic(http.ErrAbortHandler)
	})
	r, err := b.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil || string(got) != text || s.requests.Load() != 2 {
		t.Errorf("%d bytes, %d requests, %v", len(got), s.requests.Load(), err)
	}
}

// TestRefusals: what is wrong is said plainly and at once, with what to do, and without a secret.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	answer := func(status int, code string) func(*store.BucketOptions) {
		return func(*store.BucketOptions) {
			s.fail(func(_ int64, w http.ResponseWriter, _ *http.Request) bool { return refuse(w, status, code) })
		}
	}
	for _, c := range []struct {
		set       func(*store.BucketOptions)
		text, fix string
		exit      int
	}{
		{func(o *store.BucketOptions) { o.Address = "s3://nothing/acme" }, "there is no bucket nothing at 127.0.0.1:", "make the bucket first", problem.ExitUsage},
		{answer(403, "SignatureDoesNotMatch"), "refuses the key (SignatureDoesNotMatch)", "AWS_SECRET_ACCESS_KEY", problem.ExitAuth},
		{answer(403, "InvalidAccessKeyId"), "refuses the key", "AWS_PROFILE", problem.ExitAuth},
		{func(o *store.BucketOptions) {
			answer(403, "AccessDenied")(o)
			o.Credentials = credentials.NewStaticV4("", "", "")
		}, "no key for the bucket was found", "~/.aws/credentials", problem.ExitAuth},
		{func(*store.BucketOptions) {
			s.fail(func(_ int64, w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Date", time.Now().Add(2*time.Hour).UTC().Format(http.TimeFormat))
				return refuse(w, 403, "RequestTimeTooSkewed")
			})
		}, "are 2h0m0s apart", "set the clock of this computer", problem.ExitFailed},
		{func(*store.BucketOptions) {
			s.fail(func(_ int64, w http.ResponseWriter, _ *http.Request) bool {
				w.WriteHeader(400)
				io.WriteString(w, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-9</Region></Error>")
				return true
			})
		}, "in another region", "AWS_REGION=eu-west-9", problem.ExitUsage},
		{answer(501, "NotImplemented"), "answers 501 (NotImplemented)", "operator", problem.ExitFailed},
	} {
		o := s.options(t)
		s.fault.Store(nil)
		c.set(&o)
		began := time.Now()
		_, err := newBucket(t, o).List(t.Context(), "")
		if err == nil || !strings.Contains(err.Error(), c.text) || !strings.Contains(problem.Remedy(err), c.fix) || problem.ExitCode(err) != c.exit {
			t.Errorf("want %q: %v, %q, exit %d", c.text, err, problem.Remedy(err), problem.ExitCode(err))
		}
		if time.Since(began) > 2*time.Second || strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	}
}

// TestNoServer: a server that is not there, or never answers, is given up within 10 seconds.
func TestNoServer(t *testing.T) {
	t.Parallel()
	silent, let := newFakeS3(t), make(chan struct{})
	t.Cleanup(func() { close(let) })
	silent.fail(func(_ int64, _ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-let:
		case <-r.Context().Done():
		}
		return false
	})
	o := silent.options(t)
	gone := o
	gone.Endpoint = "http://127.0.0.1:1"
	for name, o := range map[string]store.BucketOptions{"gone": gone, "silent": o} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := newBucket(t, o).Lock(t.Context())
			if took := time.Since(began); err == nil || !strings.Contains(err.Error(), "cannot reach the S3 server") || took > 11*time.Second {
				t.Errorf("%v after %v", err, took)
			}
			ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("stopped by the test"))
			defer cancel()
			if _, err = newBucket(t, o).List(ctx, ""); err == nil || err.Error() != "stopped by the test" {
				t.Errorf("when it is stopped: %v", err)
			}
		})
	}
}

// TestAddresses: what is no address, or would send leads in plain, is refused before anything is sent.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, endpoint := range map[string]string{
		"s3://": "", "s3:///a": "", "s3://leads/../b": "", "s3://leads//b": "", "s3://UPPER_case/b": "",
		"s3://leads": "http://example.com", "s3://leads/": "ftp://example.com", "s3://leads/a": "https://user:pass@example.com",
	} {
		_, err := store.NewBucket(store.BucketOptions{Address: address, Endpoint: endpoint, Credentials: credentials.NewStaticV4("a", "b", "")})
		if problem.ExitCode(err) != problem.ExitUsage || strings.Contains(fmt.Sprint(err), "pass") {
			t.Errorf("%s at %s: %v", address, endpoint, err)
		}
	}
}

// TestAddressesSayWhy: each flaw of an address is named.
func TestAddressesSayWhy(t *testing.T) {
	t.Parallel()
	for address, why := range map[string]string{
		"s3://": "it names none", "s3://bk/pre": `3 to 63 characters, and "bk" has 2`, "s3://Acme/pre": `only small letters, digits, dots and hyphens, and "Acme" has others`,
		"s3://acme_leads": `and "acme_leads" has others`, "s3://a..b": "no dot beside a dot", "s3://10.0.0.1": "is no IP address", "s3://-leads": "begins and ends with a letter",
		"s3://leads//b": `the prefix "/b" has an empty part`,
	} {
		_, err := store.NewBucket(store.BucketOptions{Address: address, Credentials: credentials.NewStaticV4("a", "b", "")})
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(fmt.Sprint(err), address+" is not the address of a bucket: ") || !strings.Contains(fmt.Sprint(err), why) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestBucketLock: of several machines one holds the lock; a dead one's ends with its expiry, for its own
// machine at once; a holder that slept too long finds out before it puts a manifest.
func TestBucketLock(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	machine := func(expiry time.Duration) store.BucketOptions {
		o := s.options(t)
		o.Expiry = expiry
		return o
	}
	first := machine(time.Hour)
	sleeper := newBucket(t, first)
	defer runtime.KeepAlive(lock(t, sleeper)) // it sleeps; else its local lock would end with the garbage
	second := machine(time.Hour)
	if _, err := newBucket(t, second).Lock(t.Context()); !errors.Is(err, filelock.ErrLocked) || problem.ExitCode(err) != problem.ExitLocked ||
		!strings.Contains(err.Error(), "its lock ends in") {
		t.Errorf("a second machine: %v", err)
	}
	if _, err := newBucket(t, first).Lock(t.Context()); !errors.Is(err, filelock.ErrLocked) {
		t.Errorf("a second process: %v", err)
	}
	time.Sleep(2100 * time.Millisecond) // the server's clock shows seconds
	second.Expiry = time.Second
	holder := newBucket(t, second)
	unlock := lock(t, holder)
	const manifest = "2026-11-23T030811Z/manifest.json"
	if err := sleeper.PutIfAbsent(t.Context(), manifest, section("{}")); !errors.Is(err, filelock.ErrLocked) {
		t.Errorf("the sleeper put a manifest: %v", err)
	}
	if _, err := holder.Get(t.Context(), manifest); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is there: %v", err)
	}
	time.Sleep(2100 * time.Millisecond) // it is renewed meanwhile
	if _, err := newBucket(t, machine(time.Second)).Lock(t.Context()); !errors.Is(err, filelock.ErrLocked) {
		t.Errorf("a third machine: %v", err)
	}
	if err := holder.PutIfAbsent(t.Context(), manifest, section("{}")); err != nil {
		t.Errorf("the holder: %v", err)
	}
	unlock()
	if err := sleeper.PutIfAbsent(t.Context(), "2026-11-24T030811Z/manifest.json", section("{}")); !errors.Is(err, filelock.ErrLocked) {
		t.Errorf("the sleeper put a manifest after all: %v", err)
	}
	lock(t, newBucket(t, machine(time.Hour)))()
}

// TestLockOfKilledProcess: the next process of the same machine takes the lock over at once.
func TestLockOfKilledProcess(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	o := s.options(t)
	lock(t, newBucket(t, o))
	locks, err := filepath.Glob(filepath.Join(o.Local, "*", "lock"))
	if err != nil || len(locks) != 1 {
		t.Fatal(locks, err)
	}
	if err := os.Remove(locks[0]); err != nil { // as the kernel would release it
		t.Fatal(err)
	}
	lock(t, newBucket(t, o))()
}

// TestWebPage: a web server at the address of the S3 server is told at once, whatever its status; only one
// that may be down for a moment is asked again.
func TestWebPage(t *testing.T) {
	t.Parallel()
	for status, wrong := range map[int]bool{200: true, 302: true, 403: true, 404: true, 503: false} {
		var pages atomic.Int64
		s := newFakeS3(t)
		s.fail(func(_ int64, w http.ResponseWriter, _ *http.Request) bool {
			if pages.Add(1) > 1 && !wrong {
				return false
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Location", "/login")
			w.WriteHeader(status)
			io.WriteString(w, "<!doctype html><title>Log in</title>")
			return true
		})
		b := newBucket(t, s.options(t))
		_, err := b.List(t.Context(), "")
		_, getErr := b.Get(t.Context(), "none")
		for _, err := range []error{err, getErr} {
			told := err != nil && strings.Contains(err.Error(), "is not an S3 server: it answers with a web page") && strings.Contains(problem.Remedy(err), "AWS_ENDPOINT_URL")
			if told != wrong || wrong && (problem.ExitCode(err) != problem.ExitUsage || pages.Load() != 2) {
				t.Errorf("%d: %v after %d pages", status, err, pages.Load())
			}
		}
	}
}

// TestIgnoredCondition: a server that overwrites in spite of If-None-Match takes no backup.
func TestIgnoredCondition(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	s.fail(func(_ int64, _ http.ResponseWriter, r *http.Request) bool {
		r.Header.Del("If-None-Match")
		return false
	})
	if _, err := newBucket(t, s.options(t)).Lock(t.Context()); err == nil || !strings.Contains(err.Error(), "ignores If-None-Match") {
		t.Errorf("got %v", err)
	}
}

// TestBucketContention: of many machines at a time at most one holds the lock.
func TestBucketContention(t *testing.T) {
	t.Parallel()
	s := newFakeS3(t)
	var inside, most, times atomic.Int64
	var wait = make(chan struct{})
	done := make(chan error, 8)
	for range cap(done) {
		o := s.options(t)
		b := newBucket(t, o)
		go func() {
			<-wait
			for range 10 {
				unlock, err := b.Lock(t.Context())
				if errors.Is(err, filelock.ErrLocked) {
					continue
				}
				if err != nil {
					done <- err
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				times.Add(1)
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				if err := unlock(); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	close(wait)
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 1 || times.Load() == 0 {
		t.Errorf("%d at once, %d times", most.Load(), times.Load())
	}
}
