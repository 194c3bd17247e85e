package turns

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// stage is a platform with one bot, a bucket, and workers with nothing in common but these and the config.
type stage struct {
	t        *testing.T
	server   *sandbox.Server
	bucket   string // the address of the S3 server
	config   string
	identity *age.X25519Identity
	revoked  atomic.Bool // the token
	busy     atomic.Bool // the server asks to wait for ten minutes
}

func newStage(t *testing.T, o sandbox.Options) *stage {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	backend := s3mem.New()
	if err := backend.CreateBucket("leads"); err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, server: server, bucket: serve(t, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())}
	folder := t.TempDir()
	s.config = filepath.Join(folder, "config.toml")
	text := fmt.Sprintf("[profile.acme]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = \"token\"\nrate = 0\n",
		serve(t, http.HandlerFunc(s.answer)), sandbox.DefaultBotID, sandbox.DefaultCustomerID)
	write(t, s.config, text)
	write(t, filepath.Join(folder, "token"), sandbox.DefaultToken)
	if s.identity, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is the platform's.
func (s *stage) answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.revoked.Load():
		w.WriteHeader(http.StatusUnauthorized)
	case s.busy.Load():
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		s.server.ServeHTTP(w, r)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func (s *stage) store(path string) *store.Bucket {
	s.t.Helper()
	b, err := store.NewBucket(store.BucketOptions{
		Address: "s3://leads" + path, Endpoint: s.bucket, Region: "us-east-1", Local: s.t.TempDir(), Credentials: credentials.NewStaticV4("id", "secret", ""),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// machine is a worker as it is on one machine.
type machine struct {
	*Worker
	env       *testsuite.TestActivityEnvironment
	beats     atomic.Int64
	stop      chan struct{}     // closed when the worker is to end
	deaf      atomic.Bool       // the engine acknowledges nothing
	cancelled atomic.Bool       // the engine wants the turn to end
	hear      func(details any) // called with them; may be nil
	signed    atomic.Value      // the details of the last sign of life
}

func (s *stage) machine() *machine {
	s.t.Helper()
	cache, err := OpenCache(s.t.TempDir())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := cache.Close(); err != nil {
			s.t.Error(err)
		}
	})
	compressor, err := backup.NewCompressor(1)
	if err != nil {
		s.t.Fatal(err)
	}
	m := &machine{env: new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()}
	m.Worker = &Worker{
		Bots: Bots{Config: s.config, Workers: 4}, Work: s.store(""), Cache: cache, Compressor: compressor, Tool: "leadferry test", Identity: s.identity,
		Place: func(profile string) (backup.Place, error) { return s.store("/" + profile), nil },
		Beat: func(ctx context.Context, _ []byte, details ...any) error {
			if m.deaf.Load() {
				<-ctx.Done()
				return ctx.Err()
			}
			m.beats.Add(1)
			if m.cancelled.Load() {
				return temporal.NewCanceledError()
			}
			if len(details) > 0 {
				m.signed.Store(details[0])
				if m.hear != nil {
					m.hear(details[0])
				}
			}
			return nil
		},
	}
	m.env.SetWorkerOptions(worker.Options{})
	m.stop = make(chan struct{})
	m.env.SetWorkerStopChannel(m.stop)
	m.env.SetTestTimeout(time.Minute)
	m.env.RegisterActivity(m.Worker)
	return m
}

// turn does one turn on a machine.
func (m *machine) turn(in lane.TurnInput) (r lane.TurnResult, err error) {
	value, err := m.env.ExecuteActivity(lane.TurnName, in)
	if err == nil {
		err = value.Get(&r)
	}
	return r, err
}

func (m *machine) seal(in lane.SealInput) (r lane.SealResult, err error) {
	value, err := m.env.ExecuteActivity(lane.SealName, in)
	if err == nil {
		err = value.Get(&r)
	}
	return r, err
}

// records returns what a snapshot in the bucket holds.
func (s *stage) records(name string, n int, ids ...age.Identity) string {
	s.t.Helper()
	snapshot := backup.Open(s.t.Context(), s.store("/acme"), name)
	if snapshot.Damage != nil {
		s.t.Fatal(snapshot.Damage)
	}
	var b bytes.Buffer
	err := snapshot.Records(s.t.Context(), &snapshot.Manifest.Files[n], ids, func(record []byte) error {
		b.Write(record)
		return b.WriteByte('\n')
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}

func (s *stage) truth(kind string) string {
	var b bytes.Buffer
	for _, record := range s.server.All(kind) {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.String()
}
