package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// A lease is the lock of a bucket. It is a row of objects with numbers for names, of which the last one
// counts: who puts it holds the lock, until it is older than the expiry by the server's clock. Since it
// is put under a name that is free, one of those who try succeeds. The holder renews it by putting the
// next one, and releases it by a last one that says so; numbers never come again, so that a holder who
// slept finds out.
type lease struct {
	bucket *Bucket
	owner  string // of this machine and this user

	mu     sync.Mutex
	number int // of our last object
	stop   context.CancelFunc
	ended  chan struct{}
}

const leasePrefix = ".leadferry-lock/"

// claim is the contents of a lease's object.
type claim struct {
	Owner    string    `json:"owner"`
	Machine  string    `json:"machine"`
	Process  int       `json:"process"`
	Time     time.Time `json:"time"` // by the holder's clock, for people
	Released bool      `json:"released"`
}

func leaseName(number int) string { return fmt.Sprintf("%s%012d", leasePrefix, number) }

// last returns the last object, its number and all of them.
func (l *lease) last(ctx context.Context) (o Object, number int, all []Object, err error) {
	if all, err = l.bucket.List(ctx, leasePrefix); err != nil {
		return o, 0, nil, err
	}
	for _, one := range all {
		if n, err := strconv.Atoi(strings.TrimPrefix(one.Name, leasePrefix)); err == nil && n > number {
			o, number = one, n
		}
	}
	return o, number, all, nil
}

// take takes the lock, or returns an error that wraps filelock.ErrLocked.
func (l *lease) take(ctx context.Context) error {
	o, number, _, err := l.last(ctx)
	if err != nil {
		return err
	}
	if number > 0 {
		holder, err := l.holder(ctx, o.Name)
		switch {
		case err != nil:
			return err
		case holder.Released, holder.Owner == l.owner: // a killed run of this machine: the lock there is ours
		case o.Age < l.bucket.o.Expiry:
			return l.locked(&holder, l.bucket.o.Expiry-o.Age)
		}
	}
	if err := l.advance(ctx, number+1, false); err != nil {
		return err
	}
	return l.heeded(ctx)
}

// holder reads a claim. One that is gone, or no claim, is nobody's.
func (l *lease) holder(ctx context.Context, name string) (c claim, err error) {
	text, err := l.bucket.read(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err == nil && json.Unmarshal(text, &c) != nil {
		c.Machine = "unknown"
	}
	return c, err
}

func (l *lease) locked(by *claim, left time.Duration) error {
	text := "another backup is already using " + l.bucket.String()
	if by != nil {
		text += fmt.Sprintf(", on the computer %s; if that one has crashed, its lock ends in %v", problem.Name(by.Machine), left.Round(time.Second))
	}
	p := problem.Locked(text, "wait until it ends, or add --lock-wait 30m")
	p.Cause = filelock.ErrLocked
	return p
}

// advance puts the object of a number, and removes older ones. Another's number, or a higher one, means
// that another process holds the lock.
func (l *lease) advance(ctx context.Context, number int, released bool) error {
	machine, _ := os.Hostname() // only for people
	text, err := json.Marshal(claim{l.owner, cmp.Or(machine, "?"), os.Getpid(), time.Now().UTC(), released})
	if err != nil {
		return err
	}
	err = l.bucket.putIfAbsent(ctx, leaseName(number), io.NewSectionReader(bytes.NewReader(text), 0, int64(len(text))))
	if errors.Is(err, fs.ErrExist) {
		var by claim
		if by, err = l.holder(ctx, leaseName(number)); err == nil && by.Owner != l.owner { // else an earlier try got there
			return l.locked(nil, 0)
		}
	}
	if err != nil {
		return err
	}
	l.number = number
	_, highest, all, err := l.last(ctx)
	if err != nil {
		return err
	}
	if highest != number && !released { // a released one may have been followed at once
		return errors.Join(l.locked(nil, 0), l.bucket.Delete(ctx, leaseName(number)))
	}
	for _, o := range all {
		if o.Name < leaseName(number) {
			if err := l.bucket.Delete(ctx, o.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// heeded wants the server to keep an object from being put twice.
func (l *lease) heeded(ctx context.Context) error {
	const other = "{}"
	err := l.bucket.putIfAbsent(ctx, leaseName(l.number), io.NewSectionReader(strings.NewReader(other), 0, int64(len(other))))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return unreachable(problem.ExitUsage, nil,
		fmt.Sprintf("the S3 server %s ignores If-None-Match, so that two backups could overwrite each other", l.bucket.host),
		"use a server that does, such as Amazon S3, or back up to a folder and copy it with rclone")
}

// renew proves that the lock is still held, and holds it for another expiry.
func (l *lease) renew(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.advance(ctx, l.number+1, false)
}

// keep renews the lock until release.
func (l *lease) keep(ctx context.Context) {
	ctx, l.stop = context.WithCancel(context.WithoutCancel(ctx))
	l.ended = make(chan struct{})
	renew := problem.Caught("keeping the lock", func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(l.bucket.o.Expiry / 4):
				_ = l.renew(ctx) // before the manifest is put, it must succeed
			}
		}
	})
	go func() {
		defer close(l.ended)
		_ = renew()
	}()
}

// release gives the lock up.
func (l *lease) release() error {
	l.stop()
	<-l.ended
	ctx, cancel := context.WithTimeout(context.Background(), firstAnswer) // also after an interrupt
	defer cancel()
	return l.advance(ctx, l.number+1, true)
}
