package flags

import (
	"filippo.io/age"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
)

// Identities are the keys that encrypted snapshots are read with.
type Identities struct{ files []string }

// Add adds the flag.
func (i *Identities) Add(f *pflag.FlagSet) {
	f.StringArrayVar(&i.files, "age-identity", nil, "file with the key to read encrypted snapshots, as age-keygen writes it; may be repeated")
}

// Load reads the keys.
func (i *Identities) Load() ([]age.Identity, error) { return backup.LoadIdentities(i.files) }
