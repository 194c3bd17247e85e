package settings

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/sandbox"
)

// Rehearsal is the simulated platform of --sandbox. It knows what earlier commands wrote to it, which a file
// keeps; with a path of "" it is as new, and forgets all.
func Rehearsal(path string) (*sandbox.Server, error) {
	platform := sandbox.Believable()
	if path != "" {
		var err error
		if platform.Kept, err = keptIn(path); err != nil {
			return nil, err
		}
		platform.Keep = func(line []byte) error { return keepIn(path, line) }
	}
	return sandbox.New(platform)
}

// rehearse connects to the simulated platform inside the process.
func rehearse(o *convertalk.Options, path string) error {
	server, err := Rehearsal(path)
	if err != nil {
		return err
	}
	o.Transport, o.BaseURL, o.ReadHeader, o.WriteHeader = server.Transport(), "http://127.0.0.1", "", ""
	o.BotID, o.CustomerID, o.Token = sandbox.DefaultBotID, sandbox.DefaultCustomerID, sandbox.DefaultToken
	return nil
}

// keptIn returns what the file keeps, nothing if there is none.
func keptIn(path string) ([]byte, error) {
	file, err := owned.Open(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return io.ReadAll(file)
}

// keepIn adds a line to the file.
func keepIn(path string, line []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|owned.NoFollow, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = file.Write(line)
	return err
}
