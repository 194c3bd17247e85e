package turns

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
)

// parts carries the files of a draft to the store and back, piece by piece: each as an object of its own
// under a name that nobody has used before. What a worker puts that has lost its turn, no history names.
type parts struct {
	store    store.Store
	prefix   string              // of the run, with "/" at the end
	identity *age.X25519Identity // nil: the objects are not encrypted
}

// piece is the most bytes of a file in one object.
const piece = 64 << 20

// workPrefix is what the names of runs in the store begin with. No profile has such a name.
const workPrefix = "_work/"

func prefix(id, run string) string { return workPrefix + id + "/" + run + "/" }

// bring makes the files of a folder those of the history. What stands there already is not fetched.
func (p *parts) bring(ctx context.Context, folder string, files []lane.File) error {
	if err := only(folder, files); err != nil {
		return err
	}
	for i := range files {
		if err := p.bringFile(ctx, filepath.Join(folder, files[i].Name), &files[i]); err != nil {
			return fmt.Errorf("bring %s of the draft: %w", files[i].Name, err)
		}
	}
	return nil
}

// only removes what the history does not know.
func only(folder string, files []lane.File) error {
	known := map[string]bool{}
	for i := range files {
		if name := files[i].Name; name != filepath.Base(name) {
			return fmt.Errorf("a draft has no file %q", name)
		}
		known[files[i].Name] = true
	}
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if !known[e.Name()] {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, e.Name())))
		}
	}
	return err
}

func (p *parts) bringFile(ctx context.Context, path string, f *lane.File) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	there, at, err := standing(file, f.Parts)
	if err != nil {
		return err
	}
	if err := file.Truncate(at); err != nil {
		return err
	}
	for _, part := range f.Parts[there:] {
		content, err := p.get(ctx, part)
		if err != nil {
			return err
		}
		if _, err := file.WriteAt(content, at); err != nil {
			return err
		}
		at += part.Size
	}
	return nil
}

// standing returns how many of the parts a file begins with, and where the last of them ends.
func standing(file io.ReaderAt, all []lane.Part) (n int, at int64, err error) {
	for _, part := range all {
		hash := sha256.New()
		size, err := io.Copy(hash, io.NewSectionReader(file, at, part.Size))
		if err != nil {
			return 0, 0, err
		}
		if size != part.Size || hex.EncodeToString(hash.Sum(nil)) != part.SHA256 {
			break
		}
		n, at = n+1, at+part.Size
	}
	return n, at, nil
}

// ship puts what the store has not yet of a folder, and returns the files as they are now. old is what
// they were.
func (p *parts) ship(ctx context.Context, folder string, old []lane.File) (files []lane.File, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") { // locks, and what is half done
			continue
		}
		f := lane.File{Name: e.Name()}
		for i := range old {
			if old[i].Name == f.Name {
				f.Parts = old[i].Parts
			}
		}
		if f.Parts, err = p.shipFile(ctx, filepath.Join(folder, f.Name), f.Parts); err != nil {
			return nil, fmt.Errorf("put %s of the draft into the store: %w", f.Name, err)
		}
		files = append(files, f)
	}
	return files, nil
}

func (p *parts) shipFile(ctx context.Context, path string, old []lane.Part) ([]lane.Part, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	there, at, err := standing(file, old)
	if err != nil {
		return nil, err
	}
	all := old[:there:there]
	for {
		content, err := io.ReadAll(io.NewSectionReader(file, at, piece))
		if err != nil || len(content) == 0 {
			return all, err
		}
		part, err := p.put(ctx, content)
		if err != nil {
			return nil, err
		}
		all, at = append(all, part), at+part.Size
	}
}

// append puts what a file that only grows has more than its parts. A part that is not longer than what comes
// after it is put again with that, so that many small ones become few large ones.
func (p *parts) append(ctx context.Context, path string, old []lane.Part) ([]lane.Part, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	at := int64(0)
	for _, part := range old {
		at += part.Size
	}
	if at == end {
		return old, nil
	}
	n := len(old)
	for n > 0 && old[n-1].Size <= end-at && old[n-1].Size+end-at <= piece {
		n--
		at -= old[n].Size
	}
	content := make([]byte, end-at)
	if _, err := file.ReadAt(content, at); err != nil {
		return nil, err
	}
	part, err := p.put(ctx, content)
	return append(old[:n:n], part), err
}

// discard removes all that stands under the prefix.
func (p *parts) discard(ctx context.Context) error {
	all, err := p.store.List(ctx, p.prefix)
	if err != nil {
		return err
	}
	removing, ctx := errgroup.WithContext(ctx)
	removing.SetLimit(8)
	for i := range all {
		removing.Go(problem.Caught("removing parts", func() error { return p.store.Delete(ctx, all[i].Name) }))
	}
	return removing.Wait()
}
