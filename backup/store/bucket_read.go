package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/minio/minio-go/v7"
)

// download reads an object. When the connection breaks, it goes on where it was.
type download struct {
	ctx      context.Context //nolint:containedctx // a Read has none
	bucket   *Bucket
	name     string
	body     io.ReadCloser
	at, size int64
	etag     string // of what was opened first
	breaks   int    // since something came
}

const maxBreaks = 5

// open asks for the rest.
func (d *download) open() error {
	err := d.bucket.try(d.ctx, func(ctx context.Context) error {
		var o minio.GetObjectOptions
		if d.at > 0 {
			if err := errors.Join(o.SetRange(d.at, 0), o.SetMatchETag(d.etag)); err != nil {
				return err
			}
		}
		body, info, _, err := d.bucket.s3.get(ctx, d.bucket.name, d.bucket.prefix+d.name, o)
		if err != nil {
			return err
		}
		d.body = body
		if d.at == 0 {
			d.size, d.etag = info.Size, info.ETag
		}
		return nil
	})
	if errors.Is(err, fs.ErrExist) { // its ETag does not match
		return fmt.Errorf("%s was replaced while it was read", d.bucket.Path(d.name))
	}
	return err
}

func (d *download) Read(p []byte) (int, error) {
	if d.body == nil {
		return 0, io.ErrClosedPipe
	}
	n, err := d.body.Read(p)
	if d.at += int64(n); n > 0 {
		d.breaks = 0
	}
	if err == nil || d.at >= d.size && errors.Is(err, io.EOF) {
		return n, err
	}
	if d.ctx.Err() != nil {
		return n, context.Cause(d.ctx)
	}
	if d.breaks++; d.breaks > maxBreaks {
		_, err := d.bucket.explain(err)
		return n, err
	}
	d.body.Close() //nolint:errcheck // it is broken
	d.body = nil
	return n, d.open()
}

// Close ends the reading.
func (d *download) Close() error {
	if d.body == nil {
		return nil
	}
	return d.body.Close()
}
