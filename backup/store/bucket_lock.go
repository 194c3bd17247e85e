package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"time"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

// Lock locks the bucket's prefix against other machines, and against other processes of this one. It
// removes what killed runs left there. The lock is renewed until unlock, and ends by itself some minutes
// after a process that is killed, or at once for the next run on the same machine.
func (b *Bucket) Lock(ctx context.Context) (unlock func() error, err error) {
	folder, err := b.local()
	if err != nil {
		p := problem.Usage(fmt.Sprintf("there is no folder for what a backup to %s reads: %v", b, err), "set XDG_STATE_HOME to a folder of your own")
		p.Cause = err
		return nil, p
	}
	here, err := filelock.Acquire(filepath.Join(folder, "lock"))
	if errors.Is(err, filelock.ErrLocked) {
		p := problem.Locked(fmt.Sprintf("another backup on this computer is already using %s", b), "wait until it ends, or add --lock-wait 30m")
		p.Cause = err
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	l := &lease{bucket: b}
	if l.owner, err = owner(filepath.Join(folder, "owner")); err == nil {
		err = l.take(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, here.Release())
	}
	l.keep(ctx)
	b.lease.Store(l)
	unlock = func() error {
		b.lease.Store(nil)
		return errors.Join(l.release(), here.Release())
	}
	if err := b.sweep(ctx); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// owner returns a name that only this machine and this user has.
func owner(path string) (string, error) {
	f, err := owned.Open(path, os.O_RDONLY)
	if err == nil {
		defer f.Close() //nolint:errcheck // it was only read
		name := make([]byte, 26)
		if n, _ := f.Read(name); n == len(name) {
			return string(name), nil
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	name := rand.Text()
	return name, atomicfile.WriteOwn(path, []byte(name), true)
}

// local makes the folder of this bucket and prefix on this machine.
func (b *Bucket) local() (string, error) {
	if b.o.Local == "" {
		return "", errors.New("this user has no folder for it")
	}
	folder := filepath.Join(b.o.Local, fmt.Sprintf("%x", sha256.Sum256([]byte(b.host+"/"+b.String())))[:16])
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return folder, owned.Folder(folder)
}

// DraftFolder returns the folder of the draft. It lasts, so that a run goes on with what a killed one
// has read.
func (b *Bucket) DraftFolder() (path string, lasting bool, err error) {
	folder, err := b.local()
	if err != nil {
		return "", true, err
	}
	path = filepath.Join(folder, "draft")
	if err := mkdir(path); err != nil {
		return "", true, err
	}
	return path, true, owned.Folder(path)
}

// leftover is the age at which the files of a snapshot without a manifest are those of a run that never
// ends: who put them has lost the lock, and can put no manifest any more, since a server refuses a
// request that was signed more than 15 minutes ago.
const leftover = time.Hour

var partShape = regexp.MustCompile(`^(leads|chats)\.jsonl\.zst(\.age)?$`)

// sweep removes such files.
func (b *Bucket) sweep(ctx context.Context) error {
	all, err := b.List(ctx, "")
	if err != nil {
		return err
	}
	whole := map[string]bool{}
	for _, o := range all {
		if snapshot, file := path.Split(o.Name); file == Manifest {
			whole[snapshot] = true
		}
	}
	for _, o := range all {
		snapshot, file := path.Split(o.Name)
		_, ok := ParseName(path.Clean(snapshot))
		if !ok || whole[snapshot] || o.Age < leftover || !partShape.MatchString(file) {
			continue
		}
		if err := b.Delete(ctx, o.Name); err != nil {
			return err
		}
	}
	return nil
}
