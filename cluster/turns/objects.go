package turns

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/leadferry/leadferry/cluster/lane"
)

// put puts a piece under a name of its own.
func (p *parts) put(ctx context.Context, content []byte) (lane.Part, error) {
	sum := sha256.Sum256(content)
	part := lane.Part{Object: p.prefix + strings.ToLower(rand.Text()), Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
	packed, err := p.pack(content)
	if err != nil {
		return part, err
	}
	return part, p.store.Put(ctx, part.Object, io.NewSectionReader(bytes.NewReader(packed), 0, int64(len(packed))))
}

func (p *parts) pack(content []byte) ([]byte, error) {
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	packed := zip.EncodeAll(content, nil)
	if p.identity == nil {
		return packed, nil
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, p.identity.Recipient())
	if err != nil {
		return nil, err
	}
	_, err = w.Write(packed)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// get returns a piece, which is what was put.
func (p *parts) get(ctx context.Context, part lane.Part) ([]byte, error) {
	r, err := p.store.Get(ctx, part.Object)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not in the store any more: %w", part.Object, err)
	}
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	var packed io.Reader = r
	if p.identity != nil {
		if packed, err = age.Decrypt(r, p.identity); err != nil {
			return nil, fmt.Errorf("%s cannot be decrypted: do all workers have the same --identity? %w", part.Object, err)
		}
	}
	zip, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer zip.Close()
	content, err := io.ReadAll(io.LimitReader(zip, part.Size+1))
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", part.Object, err)
	}
	if sum := sha256.Sum256(content); int64(len(content)) != part.Size || hex.EncodeToString(sum[:]) != part.SHA256 {
		return nil, fmt.Errorf("%s is damaged: it is not what was put there", part.Object)
	}
	return content, nil
}
