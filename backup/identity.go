package backup

import (
	"errors"
	"fmt"
	"os"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/problem"
)

// LoadIdentities reads the keys of age identity files. The error is a *problem.Error.
func LoadIdentities(files []string) (all []age.Identity, err error) {
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, problem.Usage(fmt.Sprintf("the identity file cannot be read: %v", err), "check the name and its permissions")
		}
		ids, err := age.ParseIdentities(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, problem.Usage(name+" is no age identity file", "make one with: age-keygen -o "+name)
		}
		all = append(all, ids...)
	}
	return all, nil
}
