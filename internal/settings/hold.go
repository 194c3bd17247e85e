package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
)

// Hold claims the bot for one run that writes to it, among all runs of this user: two that look for
// the same people at once would both make them. The lock stands in the folder, which is made; the
// caller releases it. The error is filelock.ErrLocked if another run has it; any other one says why
// the folder cannot be used.
func (c *Connection) Hold(folder string) (*filelock.Lock, error) {
	if folder == "" {
		return nil, errors.New("there is no home folder")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := owned.Folder(folder); err != nil {
		return nil, err
	}
	hash := sha256.Sum256([]byte(convertalk.PlainBaseURL(c.BaseURL) + "\n" + c.BotID))
	return filelock.Acquire(filepath.Join(folder, hex.EncodeToString(hash[:16])+".lock"))
}
