package e2e

import (
	"net/http"
	"os"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/leadferry/leadferry/backup/store"
)

// bucket is an S3 server that may fail.
type bucket struct {
	address string
	down    atomic.Bool
	gets    atomic.Int64
}

func newBucket(t *testing.T) *bucket {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("leads"); err != nil {
		t.Fatal(err)
	}
	b := new(bucket)
	plain := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	b.address = serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if r.Method == http.MethodGet && r.URL.RawQuery == "" {
			b.gets.Add(1)
		}
		plain.ServeHTTP(w, r)
	}))
	return b
}

// environment is that of a process that uses the bucket.
func (b *bucket) environment(t *testing.T) []string {
	t.Helper()
	return []string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "AWS_ENDPOINT_URL=" + b.address, "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "AWS_EC2_METADATA_DISABLED=true",
	}
}

// store opens a prefix.
func (b *bucket) store(t *testing.T, prefix string) *store.Bucket {
	t.Helper()
	s, err := store.NewBucket(store.BucketOptions{
		Address: "s3://leads/" + prefix, Endpoint: b.address, Region: "us-east-1", Local: t.TempDir(), Credentials: credentials.NewStaticV4("id", "secret", ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
