package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/internal/problem"
)

// Undone opens the report of an import that is to be undone. If the run only looks, the folder is not
// locked. The caller drops the folder.
func Undone(path string, look bool) (f *Folder, of importer.Undone, err error) {
	if !MaySent(path) {
		return nil, of, nothingSent(path)
	}
	open := Claim
	if look {
		open = View
	}
	f, state, err := open(path)
	if err != nil {
		return nil, of, err
	}
	of = importer.Undone{Folder: f, Unfinished: state == Unfinished}
	if of.Header, err = PlanHeader(f.File(importer.PlanFile)); err != nil {
		f.Close()
		err = problem.Usage(fmt.Sprintf("%s: this import kept no earlier values, so it cannot be undone (%s: %v)", path, importer.PlanFile, err),
			"bring the earlier values back from a backup, if there is one: leadferry backup restore SNAPSHOT --dry-run")
	}
	return f, of, err
}

// PlanHeader reads the first line of a plan.
func PlanHeader(path string) (h plan.Header, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, errors.New("there is no such file")
	}
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return plan.ReadHeader(file)
}

// MaySent reports whether the run of a report came so far that it may have sent something: its journal
// begins before that.
func MaySent(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, importer.JournalFile))
	return err == nil && info.Size() > 0
}

// nothingSent says of a folder without a journal that there is nothing to undo, and what it is.
func nothingSent(path string) error {
	const fix = "name the folder of the run that sent; leadferry history lists them"
	for _, name := range []string{importer.JournalFile, importer.PlanFile, importer.SummaryFile, importer.MapFile} {
		if exists(filepath.Join(path, name)) {
			return problem.Usage(path+": this run sent nothing, so there is nothing to undo", fix)
		}
	}
	return problem.Usage(path+" is not the report of an import", fix)
}

// Find returns where the report with the plan that was made then lies now: Restart may have moved it. ok is
// false if it is gone.
func Find(path, made string) (place string, ok bool) {
	old := path + oldEnding
	for n, place := 1, path; n == 1 || exists(place); n++ {
		if h, err := PlanHeader(filepath.Join(place, importer.PlanFile)); err == nil && h.Made == made {
			return place, true
		}
		place = numbered(old, n)
	}
	return path, false
}
