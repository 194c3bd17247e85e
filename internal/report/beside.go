package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/internal/atomicfile"
)

const rejected = ".rejected"

// formerStem finds the stem in the name of an input, which may be a mended file.
var formerStem = regexp.MustCompile(`(?is)^(.+?)(\.rejected(-\d+)?)?(\.(csv|tsv|xlsx|jsonl?|txt))?(\.(gz|zst))?$`)

// NameAfter names the files for people after an input. They lie beside it, or in the report if the
// folder does not matter: then the name has none.
func (f *Folder) NameAfter(input string, inside bool) {
	name := formerStem.FindStringSubmatch(filepath.Base(input))[1]
	if f.stem = filepath.Join(filepath.Dir(input), name); inside {
		f.stem = f.File(name)
	}
}

// Beside makes a file for people whose name ends so: NAME.rejected.xlsx, then NAME.rejected-2.xlsx. If
// the folder of the input cannot be written to, it is made in the report.
func (f *Folder) Beside(ending string, fill func(io.Writer) error) (path string, err error) {
	out, path, err := createFree(f.stem, ending)
	if err != nil {
		out, path, err = createFree(f.File(filepath.Base(f.stem)), ending)
	}
	if err != nil {
		return "", err
	}
	if err := out.Fill(fill); err != nil {
		return "", err
	}
	return path, f.keepNames(path)
}

// Rejects says of which sheet the files for people have rows: what its columns are goes with them.
func (f *Folder) Rejects(sheet string) { f.sheet = sheet }

// keepNames leaves beside a file of rejected rows what lies beside their sheet about its columns.
func (f *Folder) keepNames(rejects string) error {
	text, err := os.ReadFile(f.sheet + mapfile.NamesEnding)
	if f.sheet == "" || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return atomicfile.Write(rejects+mapfile.NamesEnding, text, true)
}

// createFree begins the first file of a series that does not exist.
func createFree(stem, ending string) (out *atomicfile.File, path string, err error) {
	for n := 1; ; n++ {
		path = numbered(stem+rejected, n) + ending
		if exists(path) {
			continue
		}
		if out, err = atomicfile.Create(path, false); !errors.Is(err, fs.ErrExist) {
			return out, path, err
		}
	}
}
