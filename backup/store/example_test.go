package store_test

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/leadferry/leadferry/backup/store"
)

// A bucket of an S3 server in this process.
func ExampleBucket() {
	ctx, backend := context.Background(), s3mem.New()
	if err := backend.CreateBucket("acme"); err != nil {
		fmt.Println(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	defer server.Close()
	bucket, err := store.NewBucket(store.BucketOptions{
		Address: "s3://acme/backups", Endpoint: server.URL, Region: "us-east-1", Credentials: credentials.NewStaticV4("key", "secret", ""),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	const text = "whole or not at all"
	name := store.FreeName(time.Date(2026, 11, 23, 3, 8, 11, 0, time.UTC), nil) + "/leads.jsonl"
	if err := bucket.Put(ctx, name, io.NewSectionReader(strings.NewReader(text), 0, int64(len(text)))); err != nil {
		fmt.Println(err)
	}
	all, err := bucket.List(ctx, "")
	for _, o := range all {
		fmt.Println(store.Path(bucket, o.Name), o.Size, err)
	}
	// Output:
	// s3://acme/backups/2026-11-23T030811Z/leads.jsonl 19 <nil>
}
