package backup

import (
	"errors"
	"fmt"
	"os"

	"github.com/leadferry/leadferry/exporter"
)

// spool is the exporter's temporary file.
type spool struct {
	exporter.File
	file *os.File
}

func openSpool(path string, secret bool) (*spool, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the spool: %w", err)
	}
	if !secret {
		return &spool{file, file}, nil
	}
	s, err := newSealed(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &spool{s, file}, nil
}

// remove closes and removes the spool.
func (s *spool) remove() error {
	if err := errors.Join(s.file.Close(), os.Remove(s.file.Name())); err != nil {
		return fmt.Errorf("remove the spool: %w", err)
	}
	return nil
}
