package settings

import (
	"cmp"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7/pkg/credentials"
	"gopkg.in/ini.v1"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/backup/store"
)

// Place returns where snapshots are kept: a folder, or s3://BUCKET/PREFIX with the settings and keys that
// Amazon's tools use. local is this machine's folder for buckets, see store.BucketOptions. It asks for
// nothing yet. The error is a *problem.Error.
func Place(address, local string, getenv func(name string) string) (backup.Place, error) {
	if !store.IsBucket(address) {
		return store.NewFolder(address), nil
	}
	file := awsProfile(getenv)
	chain := []credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}}
	if getenv("AWS_EC2_METADATA_DISABLED") != "true" {
		chain = append(chain, &credentials.IAM{Client: http.DefaultClient})
	}
	return store.NewBucket(store.BucketOptions{
		Address:     address,
		Endpoint:    cmp.Or(getenv("AWS_ENDPOINT_URL_S3"), getenv("AWS_ENDPOINT_URL"), file["endpoint_url"]),
		Region:      cmp.Or(getenv("AWS_REGION"), getenv("AWS_DEFAULT_REGION"), file["region"]),
		Credentials: credentials.NewChainCredentials(chain),
		Local:       local,
	})
}

// awsProfile returns the settings of the chosen profile in the files that Amazon's tools share, none if
// there are no such files.
func awsProfile(getenv func(name string) string) map[string]string {
	home, _ := os.UserHomeDir() // without one there are no such files
	all, err := ini.LooseLoad(
		cmp.Or(getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config")),
		cmp.Or(getenv("AWS_SHARED_CREDENTIALS_FILE"), filepath.Join(home, ".aws", "credentials")),
	)
	if err != nil {
		return nil
	}
	settings, name := map[string]string{}, cmp.Or(getenv("AWS_PROFILE"), "default")
	for _, section := range []string{name, "profile " + name} {
		if s, err := all.GetSection(section); err == nil {
			maps.Copy(settings, s.KeysHash())
		}
	}
	return settings
}

// Within returns the address of what lies in a folder or in a bucket.
func Within(address, name string) string {
	if store.IsBucket(address) {
		return strings.TrimRight(address, "/") + "/" + name
	}
	return filepath.Join(address, name)
}
