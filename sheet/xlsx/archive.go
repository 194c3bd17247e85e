package xlsx

import (
	"archive/zip"
	"errors"
	"io"
)

// openZip reads the table of contents of an archive, which is kept in memory.
func openZip(file io.ReaderAt, size int64) (*zip.Reader, error) {
	r := &contentsReader{file, maxContents}
	z, err := zip.NewReader(r, size)
	r.left = -1
	return z, err
}

// contentsReader reads a file, at first no more than what is left.
type contentsReader struct {
	io.ReaderAt
	left int64 // bytes; below 0 there is no limit
}

func (r *contentsReader) ReadAt(p []byte, at int64) (int, error) {
	if r.left < 0 {
		return r.ReaderAt.ReadAt(p, at)
	}
	if r.left -= int64(len(p)); r.left < 0 {
		r.left = 0
		return 0, errors.New("it is too long")
	}
	return r.ReaderAt.ReadAt(p, at)
}
