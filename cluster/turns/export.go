package turns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// The files of an export under way: what was read, and then the whole file and what is known of it.
const (
	spoolName  = "spool"
	wholeName  = "whole"
	exportNote = "export.json"
)

// export is an export in a folder. It is a draft.
type export struct {
	folder      string
	lister      listing.Lister
	opts        exporter.Options
	compression sheet.Compression
	spool       *os.File
	from        exporter.Cursor
}

// exported is what is known of a whole file.
type exported struct {
	Leads    int    `json:"leads"` // in the file
	Verified bool   `json:"verified"`
	Reason   string `json:"reason,omitempty"` // why not, and what to do about it
}

// openExport goes on with the export in a folder, or begins one.
func (w *Worker) openExport(b *bot, j *lane.Job, folder string, progress func(exporter.Progress)) (*export, error) {
	x := j.Export
	_, compression, err := sheet.FormatOf(x.File)
	if err != nil {
		compression = sheet.None
	}
	format, err := sheet.ParseFormat(x.Format)
	if err != nil {
		return nil, failed(err)
	}
	e := &export{folder: folder, lister: b.client, compression: compression, opts: exporter.Options{
		Types: x.Types, Workers: w.Bots.Workers, Format: format, Columns: x.Columns, Names: x.Names, Filter: x.Filter,
		Dialect: x.Dialect, RawCells: x.RawCells, Host: b.client.Host(), BotID: b.client.BotID(), Lag: w.Bots.Lag,
		AcceptEnd: j.AcceptEnd, Progress: progress,
	}}
	if e.spool, err = os.OpenFile(e.path(spoolName), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	header, err := exporter.ReadHeader(e.spool)
	if err == nil && header != nil && len(header.Differences(&e.opts)) == 0 {
		e.from = exporter.Rest
	}
	return e, nil
}

func (e *export) path(name string) string { return filepath.Join(e.folder, name) }

// Turn reads until the budget is spent, or the file is whole.
func (e *export) Turn(ctx context.Context, b listing.Budget) (done bool, err error) {
	if _, err := os.Stat(e.path(exportNote)); err == nil {
		return true, nil
	}
	out, err := atomicfile.CreateOwn(e.path(wholeName), true)
	if err != nil {
		return false, err
	}
	defer out.Abort() //nolint:errcheck // after Commit it does nothing
	packed, err := sheet.NewCompressor(out, e.compression)
	if err != nil {
		return false, err
	}
	sum, next, err := exporter.Turn(ctx, e.lister, packed, e.spool, e.opts, e.from, b)
	if e.from = next; err != nil || next != 0 {
		if next == 0 { // nothing that was read counts
			err = errors.Join(err, e.spool.Truncate(0))
		}
		return false, err
	}
	if err := errors.Join(packed.Close(), e.spool.Truncate(0)); err != nil {
		return false, err
	}
	if err := out.Commit(); err != nil {
		return false, err
	}
	text, err := json.Marshal(exported{sum.Written, sum.Verified, sum.Reason + "; " + sum.Fix})
	if err != nil {
		return false, err
	}
	return true, atomicfile.WriteOwn(e.path(exportNote), text, true)
}

// Close leaves the export for another process.
func (e *export) Close() error { return e.spool.Close() }

// storedExport is the name of the file in the store.
func storedExport(j *lane.Job) string { return lane.Exports + j.Profile + "/" + j.Export.File }

// refuseTaken refuses an export whose name in the store is taken, unless it may replace that file.
func (w *Worker) refuseTaken(ctx context.Context, j *lane.Job) error {
	if j.Export.Replace {
		return nil
	}
	all, err := w.Work.List(ctx, lane.Exports+j.Profile+"/")
	if err != nil {
		return err
	}
	name := sealedName(storedExport(j), j)
	if slices.ContainsFunc(all, func(o store.Object) bool { return o.Name == name }) {
		return failed(problem.Usage(fmt.Sprintf("%s is in the store already, and was not changed", name), "choose another name, or replace it with --force"))
	}
	return nil
}

// sealExport puts the whole file into the store.
func (w *Worker) sealExport(ctx context.Context, j *lane.Job, folder string) (r lane.SealResult, err error) {
	text, err := os.ReadFile(filepath.Join(folder, exportNote))
	if err != nil {
		return r, err
	}
	var made exported
	if err := json.Unmarshal(text, &made); err != nil {
		return r, fmt.Errorf("%w: %w", errDraft, err)
	}
	r.Leads = made.Leads
	if !made.Verified {
		r.Marks = []string{"unverified: " + made.Reason}
	}
	r.File, err = w.deliver(ctx, j, storedExport(j), filepath.Join(folder, wholeName))
	return r, err
}
