package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// provedListing is the bot's live leads of both types, read with the proof that they are all.
type provedListing struct {
	*listing.Reader
	proof *listing.Result // of the last walk
}

func (l provedListing) Walk(ctx context.Context, each func([]lead.Row) error) (err error) {
	*l.proof, err = l.Prove(ctx, each)
	return err
}

func (r *importRun) proved() provedListing {
	r.proof = new(listing.Result)
	return provedListing{r.listing(), r.proof}
}

// plans tells whether this run makes a plan or follows one: asked to, or since there is somebody to show it to.
func (r *importRun) plans() bool {
	if r.log != nil {
		return r.began.Planned
	}
	o := r.o
	return o.mustPlan || o.plan || o.planFile != "" || !o.yes && !o.dryRun && !o.noMatch
}

// plan finds out what every row would change, writes it down and shows it.
func (r *importRun) plan(ctx context.Context) error {
	temp, err := r.temp()
	if err != nil {
		return err
	}
	if err := r.batch.Plan(ctx, temp, importer.PlanOptions{Unverified: !r.proof.Verified && !r.o.allowUnverified}); err != nil {
		return &unsentError{err}
	}
	r.planned = true
	return r.keepPlan()
}

// keepPlan writes the plan into the report folder.
func (r *importRun) keepPlan() error {
	h := importer.PlanHeader{
		Made: time.Now().UTC().Format(time.RFC3339), Input: r.o.input, Format: r.o.format, Header: r.header(), Assignments: r.o.maps, Undo: r.undoes,
		Carried: r.o.planFile != "", Restore: r.o.engine.Trusted,
		Live: r.batch.Survey().Live, Verified: r.proof.Verified,
	}
	if r.undoes == "" && r.o.input != "-" {
		h.Path, _ = filepath.Abs(r.o.input) // without it the plan works from this folder only
	}
	err := r.folder.Write(report.Plan, func(f *atomicfile.File) error { return r.batch.WritePlan(h, f) })
	if err != nil {
		return &unsentError{fmt.Errorf("the plan could not be written: %w", err)}
	}
	return nil
}

// takePlan sets the options to those the plan was made with.
func (o *importOptions) takePlan() error {
	h, err := readPlanHeader(o.planFile)
	if err != nil {
		return problem.Usage(fmt.Sprintf("--plan-file %s: %v", o.planFile, err), "name the "+report.Plan+" of a report folder")
	}
	if h.Undo != "" {
		return problem.Usage(fmt.Sprintf("--plan-file %s is the plan of an undo", o.planFile), "use: leadferry undo "+screen.Quote(h.Undo))
	}
	if h.Restore {
		return problem.Usage(fmt.Sprintf("--plan-file %s is the plan of a restore", o.planFile), "use: leadferry backup restore "+screen.Quote(h.Input))
	}
	if h.Input == "-" {
		return problem.Usage("this plan was made of standard input, which is gone", "plan and send in one go: --plan --yes")
	}
	o.input = h.Input
	if here, err := filepath.Abs(h.Input); h.Path != "" && (err != nil || here != h.Path) {
		o.input = h.Path
	}
	o.takeSettings(&h)
	o.planOf = h
	return nil
}

// takeSettings sets the options that decide what is sent to those that a plan was made with.
func (o *importOptions) takeSettings(h *importer.PlanHeader) {
	of := &h.Header
	o.format, o.maps, o.rawCells = h.Format, h.Assignments, of.RawCells
	o.idFrom, o.dialCode, o.wire, o.onDuplicate, o.blank = of.IDFrom, of.DialCode, of.Wire, of.OnDuplicate, of.Blank
	o.encoding, o.delimiter = of.Encoding, of.Delimiter
	o.tags = cmp.Or(of.Tags, "replace")
	o.duplicatesChosen = true
	o.engine.Sources = nil
}

func readPlanHeader(path string) (h importer.PlanHeader, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, errors.New("there is no such file")
	}
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return importer.ReadPlanHeader(file)
}

// checkPlan refuses to carry a plan out for another bot, or after its input has changed.
func (r *importRun) checkPlan(ctx context.Context) error {
	of := &r.o.planOf.Header
	fix := "plan anew with: " + r.connected("import", r.o.input, "--plan")
	if of.Host != r.client.Host() || of.BotID != r.client.BotID() {
		return problem.Guard(fmt.Sprintf("the plan is for bot %s at %s, not for bot %s at %s; nothing was sent", of.BotID, of.Host, r.client.BotID(), r.client.Host()),
			"use the settings that it was made with, or "+fix)
	}
	now, err := screen.Interruptible(ctx, func() (importer.Fingerprint, error) { return importer.FingerprintOf(&r.o.engine.Input) })
	if err != nil {
		return &unsentError{err}
	}
	if now.SHA256 != of.SHA256 {
		return problem.Guard(fmt.Sprintf("%s is no longer the file that the plan was made of; nothing was sent", r.o.input), fix)
	}
	return nil
}

// loadPlan makes the batch of a plan: of --plan-file, or of the run that is gone on with.
func (r *importRun) loadPlan(ctx context.Context, path string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return &unsentError{err}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	temp, err := r.temp()
	if err != nil {
		return err
	}
	r.watch()
	if r.batch, r.o.planOf, err = importer.LoadPlan(file, r.o.engine, temp); err != nil {
		return problem.Guard(fmt.Sprintf("%s: %v; nothing was sent", path, err), "plan anew with: "+r.connected("import", r.o.input, "--plan"))
	}
	r.planned = true
	if r.undoes != "" {
		return nil
	}
	return inputError(r.batch.ReadHeader(ctx), r.o.input)
}

// confirm looks at the bot again, and which rows of the plan can still be sent.
func (r *importRun) confirm(ctx context.Context) error {
	live, err := r.temp()
	if err != nil {
		return err
	}
	temp, err := r.temp()
	if err != nil {
		return err
	}
	r.open()
	err = r.batch.Confirm(ctx, r.proved(), live, temp, r.log)
	r.screen.Stop()
	if err != nil {
		return &unsentError{err}
	}
	if r.log != nil {
		return nil
	}
	return r.keepPlan()
}
