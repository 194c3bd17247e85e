package turns

import (
	"context"
	"errors"
	"io"
	"os"

	"filippo.io/age"

	"github.com/leadferry/leadferry/cluster/lane"
)

// sealedEnding ends the name of a file that is encrypted.
const sealedEnding = ".age"

// sealedName is the name that a file of a job has in the store.
func sealedName(name string, j *lane.Job) string {
	if len(j.Recipients) > 0 {
		name += sealedEnding
	}
	return name
}

// deliver puts a file into the store for the recipients of the job, and returns its name there.
func (w *Worker) deliver(ctx context.Context, j *lane.Job, name, path string) (_ string, err error) {
	name = sealedName(name, j)
	to, err := recipients(j)
	if err != nil {
		return name, err
	}
	file, err := os.Open(path)
	if err != nil {
		return name, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	if len(to) > 0 {
		sealed, err := encrypted(file, to)
		if err != nil {
			return name, err
		}
		defer sealed.Close() //nolint:errcheck // it has no name any more
		file = sealed
	}
	info, err := file.Stat()
	if err != nil {
		return name, err
	}
	return name, w.Work.Put(ctx, name, io.NewSectionReader(file, 0, info.Size()))
}

// encrypted returns a file without a name that holds the text of another one for the recipients.
func encrypted(text *os.File, to []age.Recipient) (*os.File, error) {
	sealed, err := os.CreateTemp("", "leadferry-*")
	if err != nil {
		return nil, err
	}
	out, err := age.Encrypt(sealed, to...)
	if err == nil {
		_, err = io.Copy(out, text)
		err = errors.Join(err, out.Close())
	}
	if err = errors.Join(err, os.Remove(sealed.Name())); err != nil {
		return nil, errors.Join(err, sealed.Close())
	}
	return sealed, nil
}
