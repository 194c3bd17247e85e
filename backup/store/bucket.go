package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"

	"github.com/leadferry/leadferry/internal/problem"
)

// BucketOptions says where a bucket is. Address and Credentials are needed.
type BucketOptions struct {
	Address     string // s3://BUCKET or s3://BUCKET/PREFIX
	Endpoint    string // the URL of the server; "" is Amazon's
	Region      string // "" is asked for
	Credentials *credentials.Credentials
	// Local is a folder of this machine for the locks and drafts of buckets. Only Lock and DraftFolder
	// need it.
	Local   string
	Expiry  time.Duration // after it, a lock that is not renewed ends; 0 is 3 minutes
	Timeout time.Duration // how long a server may not answer, once it has; 0 is 5 minutes
}

// Bucket is a Store in a bucket of an S3 server that heeds If-None-Match. It is made by NewBucket.
type Bucket struct {
	o            BucketOptions
	name, prefix string // the prefix is "" or ends in "/"
	s3           client
	host         string
	clock        *serverClock
	lease        atomic.Pointer[lease] // nil while nothing is locked
}

// IsBucket reports whether an address is one of a bucket.
func IsBucket(address string) bool { return strings.HasPrefix(address, "s3://") }

// NewBucket returns the Store at an address. It asks for nothing yet. The error is a *problem.Error.
func NewBucket(o BucketOptions) (*Bucket, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(o.Address, "s3://"), "/")
	prefix = strings.TrimRight(prefix, "/")
	if flaw := flawOf(name, prefix); flaw != "" || !IsBucket(o.Address) {
		return nil, problem.Usage(o.Address+" is not the address of a bucket"+flaw, "write it as s3://BUCKET or s3://BUCKET/PREFIX")
	}
	if prefix != "" {
		prefix += "/"
	}
	endpoint, err := parseEndpoint(o.Endpoint)
	if err != nil {
		return nil, err
	}
	clock := &serverClock{next: newTransport()}
	s3, err := newClient(endpoint.Host, &minio.Options{
		Creds: o.Credentials, Secure: endpoint.Scheme == "https", Region: o.Region, Transport: clock,
		MaxRetries: 1, // try does that: minio-go rewinds a body that the transport may still be sending
	})
	if err != nil {
		return nil, problem.Usage(fmt.Sprintf("the S3 server %s cannot be used: %v", endpoint.Host, err), endpointFix)
	}
	if o.Expiry == 0 {
		o.Expiry = 3 * time.Minute
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	return &Bucket{o: o, name: name, prefix: prefix, s3: s3, host: endpoint.Host, clock: clock}, nil
}

// flawOf says, after a colon, why no bucket can have that name, or no snapshot that prefix; "" if they can.
func flawOf(name, prefix string) string {
	odd := func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-", r) }
	switch {
	case name == "":
		return ": it names none"
	case strings.ContainsFunc(name, odd):
		return fmt.Sprintf(": the name of a bucket has only small letters, digits, dots and hyphens, and %q has others", name)
	case len(name) < 3 || len(name) > 63:
		return fmt.Sprintf(": the name of a bucket has 3 to 63 characters, and %q has %d", name, len(name))
	case s3utils.CheckValidBucketNameStrict(name) != nil:
		return fmt.Sprintf(": the name of a bucket begins and ends with a letter or digit, has no dot beside a dot or hyphen, and is no IP address, as %q", name)
	case prefix != "" && path.Clean("/"+prefix) != "/"+prefix:
		return fmt.Sprintf(": the prefix %q has an empty part, or one that is . or ..", prefix)
	}
	return ""
}

const endpointFix = "give its address in AWS_ENDPOINT_URL, such as https://s3.example.com, or leave it empty for Amazon S3"

// parseEndpoint reads the address of a server. Data goes in plain to this machine only.
func parseEndpoint(text string) (*url.URL, error) {
	if text == "" {
		text = "https://s3.amazonaws.com"
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Host == "", u.Scheme != "https" && u.Scheme != "http", strings.Trim(u.Path, "/") != "", u.User != nil:
		return nil, problem.Usage("AWS_ENDPOINT_URL is not the address of an S3 server", endpointFix) // it may hold a password
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, problem.Usage("the S3 server "+u.Host+" would get all leads unencrypted, over http", "use https")
	}
	return u, nil
}

// Path returns the address of an object.
func (b *Bucket) Path(name string) string {
	return "s3://" + strings.TrimRight(b.name+"/"+b.prefix+name, "/")
}

// String returns the address of the bucket and the prefix.
func (b *Bucket) String() string { return b.Path("") }

// Get opens an object to read it. What breaks off is gone on with.
func (b *Bucket) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	d := &download{ctx: ctx, bucket: b, name: name}
	return d, d.open()
}

// maxPart is the size up to which an object is put in one piece: a killed process then leaves nothing.
const maxPart = 1 << 30

// Put puts an object.
func (b *Bucket) Put(ctx context.Context, name string, content *io.SectionReader) error {
	return b.put(ctx, name, content, minio.PutObjectOptions{})
}

// PutIfAbsent puts an object whose name is free, while the lock, if it was taken, is still held.
func (b *Bucket) PutIfAbsent(ctx context.Context, name string, content *io.SectionReader) error {
	if l := b.lease.Load(); l != nil {
		if err := l.renew(ctx); err != nil {
			return err
		}
	}
	return b.putIfAbsent(ctx, name, content)
}

// putIfAbsent puts an object whose name is free. One that is there as it should be is ours: the answer
// to an earlier try was lost. So the content must be nobody else's.
func (b *Bucket) putIfAbsent(ctx context.Context, name string, content *io.SectionReader) error {
	var o minio.PutObjectOptions
	o.SetMatchETagExcept("*")
	err := b.put(ctx, name, content, o)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	there, getErr := b.read(ctx, name)
	if getErr != nil && !errors.Is(getErr, fs.ErrNotExist) {
		return getErr
	}
	ours, readErr := io.ReadAll(io.NewSectionReader(content, 0, content.Size()))
	if readErr == nil && getErr == nil && bytes.Equal(there, ours) {
		return nil
	}
	return fmt.Errorf("%s is there already: %w", b.Path(name), err)
}

func (b *Bucket) put(ctx context.Context, name string, content *io.SectionReader, o minio.PutObjectOptions) error {
	o.ContentType, o.SendContentMd5, o.DisableMultipart = "application/octet-stream", true, content.Size() <= maxPart
	return b.try(ctx, func(ctx context.Context) error {
		whole := io.NewSectionReader(content, 0, content.Size())
		_, err := b.s3.put(ctx, b.name, b.prefix+name, whole, whole.Size(), o)
		return err
	})
}

// read reads a small object.
func (b *Bucket) read(ctx context.Context, name string) ([]byte, error) {
	r, err := b.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	return io.ReadAll(r)
}

// List returns the objects whose names begin with a prefix.
func (b *Bucket) List(ctx context.Context, prefix string) (all []Object, err error) {
	err = b.try(ctx, func(ctx context.Context) error {
		all = nil
		for o := range b.s3.list(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix + prefix, Recursive: true}) {
			if o.Err != nil {
				return o.Err
			}
			all = append(all, Object{strings.TrimPrefix(o.Key, b.prefix), o.Size, b.clock.since(o.LastModified)})
		}
		return nil
	})
	return all, err
}

// Folders returns the names of the folders in it that hold snapshots of their own, in order.
func (b *Bucket) Folders(ctx context.Context) (names []string, err error) {
	all, err := b.List(ctx, "")
	for i := range all {
		parts := strings.Split(all[i].Name, "/")
		if len(parts) != 3 {
			continue
		}
		if _, ok := ParseName(parts[1]); ok {
			names = append(names, parts[0])
		}
	}
	return slices.Compact(names), err
}

// Delete removes an object.
func (b *Bucket) Delete(ctx context.Context, name string) error {
	err := b.try(ctx, func(ctx context.Context) error {
		return b.s3.remove(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{})
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
