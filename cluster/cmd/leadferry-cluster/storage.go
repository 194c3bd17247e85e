package main

import (
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
)

// storage are the flags that say where the store is, and how what is under way stands in it.
type storage struct {
	address, identity string
	plain             bool
}

func (s *storage) add(f *pflag.FlagSet) {
	s.addAddress(f)
	f.StringVar(&s.identity, "age-identity", "", "file with the key of the cluster, as age-keygen writes it")
	f.BoolVar(&s.plain, "plain", false, "do not encrypt what is under way: who reads the store can read the leads")
}

func (s *storage) addAddress(f *pflag.FlagSet) {
	f.StringVar(&s.address, "store", "", "where snapshots are kept, a folder for each profile: s3://BUCKET or s3://BUCKET/PREFIX")
}

// place opens the store, or the folder of a profile in it. local is a folder of this machine.
func (s *storage) place(profile, local string) (backup.Place, error) {
	if !store.IsBucket(s.address) {
		return nil, problem.Usage(fmt.Sprintf("--store %q is no bucket, which all workers could reach", s.address), "give one, such as --store s3://backups/bots")
	}
	address := s.address
	if profile != "" {
		address = settings.Within(address, profile)
	}
	return settings.Place(address, local, os.Getenv)
}

// key returns the identity of the cluster; nil with --plain.
func (s *storage) key() (*age.X25519Identity, error) {
	if s.plain != (s.identity == "") {
		return nil, problem.Usage("what is under way must be either encrypted or not",
			"make a key for the cluster with age-keygen -o cluster.key and give --age-identity cluster.key to all workers, or give --plain")
	}
	if s.plain {
		return nil, nil
	}
	ids, err := backup.LoadIdentities([]string{s.identity})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if x, ok := id.(*age.X25519Identity); ok {
			return x, nil
		}
	}
	return nil, problem.Usage(s.identity+" holds no key of the kind AGE-SECRET-KEY-1", "make one with age-keygen")
}

// usualCache is the folder of this machine for what is under way.
func usualCache() string {
	folder, err := os.UserCacheDir()
	if err != nil {
		folder = os.TempDir()
	}
	return filepath.Join(folder, "leadferry", "lanes")
}
