package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// client is what a bucket needs of a minio.Core. The Core itself would bring 300 methods along: the
// linker keeps all methods of what lies in a value that reflection may see.
type client struct {
	get    func(ctx context.Context, bucket, object string, o minio.GetObjectOptions) (io.ReadCloser, minio.ObjectInfo, http.Header, error)
	put    func(ctx context.Context, bucket, object string, r io.Reader, size int64, o minio.PutObjectOptions) (minio.UploadInfo, error)
	list   func(ctx context.Context, bucket string, o minio.ListObjectsOptions) iter.Seq[minio.ObjectInfo]
	remove func(ctx context.Context, bucket, object string, o minio.RemoveObjectOptions) error
	keys   func() (credentials.Value, error)
}

func newClient(host string, o *minio.Options) (client, error) {
	core, err := minio.NewCore(host, o)
	if err != nil {
		return client{}, err
	}
	c := core.Client
	return client{core.GetObject, c.PutObject, c.ListObjectsIter, c.RemoveObject, c.GetCreds}, nil
}

// serverClock notes whether the server has answered, and what time it has.
type serverClock struct {
	next     http.RoundTripper
	answered atomic.Bool
	ahead    atomic.Int64 // nanoseconds that the server's clock is ahead of ours
}

// RoundTrip makes a request.
func (c *serverClock) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	c.answered.Store(true)
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "text/html" && resp.StatusCode < 500 {
		return nil, errors.Join(errPage, resp.Body.Close())
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.ahead.Store(int64(time.Until(date)))
	}
	return resp, nil
}

// errPage says that a web server answers: one that speaks S3 answers in XML, and we store no pages. One
// before it may answer so while it is down, with a status of 500 or more.
var errPage = errors.New("it answers with a web page")

// since returns the age of what the server dates so, by its own clock.
func (c *serverClock) since(t time.Time) time.Duration {
	return time.Since(t) + time.Duration(c.ahead.Load())
}

// stall is how long a connection may move nothing at all.
const stall = 60 * time.Second

func newTransport() http.RoundTripper {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return movingConn{conn}, nil
		},
		TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: stall / 2, MaxIdleConnsPerHost: 8,
		DisableCompression: true, // the bytes are wanted as they are stored
	}
}

// movingConn is a connection on which something must move.
type movingConn struct{ net.Conn }

func (c movingConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(stall)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c movingConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(stall)); err != nil { // who waits for an answer waits on
		return 0, err
	}
	return c.Conn.Write(p)
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
