package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
)

// Manifest describes the contents of a snapshot.
type Manifest struct {
	Schema    int       `json:"schema"` // 1
	Snapshot  string    `json:"snapshot"`
	Tool      string    `json:"tool"` // the program that created it, with its version
	BotID     string    `json:"botId"`
	Host      string    `json:"host"`
	Started   time.Time `json:"started"`
	Finished  time.Time `json:"finished"`
	Leads     int       `json:"leads"`
	Chats     int       `json:"chats"` // other than leads
	Marks     []Mark    `json:"marks"` // none = good
	Encrypted bool      `json:"encrypted"`
	Files     []File    `json:"files"`
}

// Mark says why a snapshot is not good.
type Mark string

// The marks.
const (
	Unverified Mark = "unverified" // it could not be proved complete
	Shrunken   Mark = "shrunken"   // it has less than LeastShare of the newest good one's leads
)

// File is one file of a snapshot.
type File struct {
	Name        string      `json:"name"`
	Type        lead.Type   `json:"type"`
	Records     int         `json:"records"`
	Bytes       int64       `json:"bytes"`    // of the stored file
	SHA256      string      `json:"sha256"`   // of the stored file
	Unpacked    int64       `json:"unpacked"` // bytes of the records and their line ends
	Certificate Certificate `json:"certificate"`
}

// Certificate is the proof that the listings were read completely, see package listing. It is one for
// all files of a snapshot.
type Certificate struct {
	Verified   bool    `json:"verified"`
	Reason     string  `json:"reason"` // why not
	Passes     int     `json:"passes"`
	Pages      int     `json:"pages"`
	Order      string  `json:"order"`
	EndRule    string  `json:"endRule"`
	Duplicates int     `json:"duplicates"`
	Moved      int     `json:"moved"`
	Vanished   int     `json:"vanished"`
	Capped     int     `json:"capped,omitempty"` // see listing.Result
	Seconds    float64 `json:"seconds"`
}

func certify(s *exporter.Summary) Certificate {
	return Certificate{
		Verified: s.Verified, Reason: s.Reason, Passes: s.Passes, Pages: s.Pages,
		Order: s.Order, EndRule: s.EndRule, Duplicates: s.Duplicates, Moved: s.Moved,
		Vanished: s.Vanished, Capped: s.Capped, Seconds: s.Elapsed.Seconds(),
	}
}

// Bytes returns the size of the snapshot's files, without the manifest.
func (m *Manifest) Bytes() (n int64) {
	for _, f := range m.Files {
		n += f.Bytes
	}
	return n
}

// encode returns the manifest's text. Its last member is the hash of everything before that line.
func (m *Manifest) encode() ([]byte, error) {
	text, err := json.Marshal(m, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("while writing the manifest: %w", err)
	}
	body := append(bytes.TrimSuffix(text, []byte("\n}")), ",\n"...)
	return append(body, seal(body)...), nil
}

// seal returns the end of the manifest: the hash of its body.
func seal(body []byte) []byte {
	sum := sha256.Sum256(body)
	return fmt.Appendf(nil, "  \"sha256\": \"%x\"\n}\n", sum)
}

var errNoManifest = errors.New("there is no manifest.json")

func readManifest(ctx context.Context, st store.Store, name string) (Manifest, error) {
	file, err := st.Get(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, errNoManifest
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("the manifest cannot be read: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(file)
	if err != nil {
		return Manifest{}, fmt.Errorf("the manifest cannot be read: %w", err)
	}
	body := text[:max(0, len(text)-len(seal(nil)))]
	if !bytes.Equal(text[len(body):], seal(body)) {
		return Manifest{}, errors.New("the manifest was changed: its hash differs")
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("the manifest cannot be read: %w", err)
	}
	if m.Schema != 1 {
		return Manifest{}, fmt.Errorf("the manifest has schema %d: "+
			"a newer leadferry wrote it, use that one", m.Schema)
	}
	return m, nil
}

// present checks that a file of a snapshot was listed and has its size.
func (f *File) present(snapshot string, listed []store.Object) error {
	if f.Name != path.Base(f.Name) || f.Name != filepath.Base(f.Name) {
		return fmt.Errorf("the manifest names a file outside of the snapshot: %q", f.Name)
	}
	i := slices.IndexFunc(listed, func(o store.Object) bool { return o.Name == snapshot+"/"+f.Name })
	switch {
	case i < 0:
		return fmt.Errorf("%s is missing", f.Name)
	case listed[i].Size < 0:
		return fmt.Errorf("%s is not an ordinary file", f.Name)
	case listed[i].Size != f.Bytes:
		return fmt.Errorf("%s has %d bytes instead of %d", f.Name, listed[i].Size, f.Bytes)
	}
	return nil
}

// digest formats a hash for the manifest.
func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
