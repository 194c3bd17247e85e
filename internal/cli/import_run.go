package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// openFolder claims the report folder; a dry run has one only if it was named.
func (r *importRun) openFolder() (err error) {
	if r.o.dryRun && r.o.report == "" {
		return nil
	}
	base := r.o.input + ".report"
	if r.o.input == "-" {
		base = "stdin.report"
	}
	return r.openReport(base, r.again)
}

// openReport claims the report folder; again is this command with one more flag.
func (r *importRun) openReport(base string, again func(flag string) string) (err error) {
	r.folder, err = report.Open(report.Options{
		Named: r.o.report, Base: base, Resume: r.o.resume, Restart: r.o.restart,
		Fix: fmt.Sprintf("go on with it: %s\n  or put it aside and start over: %s", again("--resume"), again("--restart")),
	})
	return err
}

func (r *importRun) cleanUp() {
	r.closeJournal()
	for _, t := range r.temps {
		t.Close() //nolint:errcheck // nothing in it is needed any more
	}
	if r.folder != nil {
		r.folder.Drop()
	}
}

// check reads the input and checks every row.
func (r *importRun) check(ctx context.Context) error {
	if err := r.source(ctx); err != nil {
		return err
	}
	stage, err := r.temp()
	if err != nil {
		return err
	}
	r.open()
	r.watch()
	r.batch, err = importer.Check(ctx, r.o.engine, stage)
	r.screen.Stop()
	return inputError(err, r.o.input)
}

// watch lets the engine tell how far it is.
func (r *importRun) watch() {
	r.o.engine.Progress = func(p importer.Progress) { r.screen.Update(importGauge(p)) }
}

// open begins a display.
func (r *importRun) open() { r.screen = r.Display(r.o.progress, server{r.client, r.pacer}.pace) }

// listing returns what reads the bot's live leads of both types.
func (r *importRun) listing() *listing.Reader {
	return &listing.Reader{Lister: r.client, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: r.o.Workers}
}

// match looks the rows up among the bot's leads.
func (r *importRun) match(ctx context.Context) error {
	temp, err := r.temp()
	if err != nil {
		return err
	}
	r.open()
	if r.plans() {
		err = r.batch.Match(ctx, r.proved(), temp)
	} else {
		err = r.batch.Match(ctx, r.listing(), temp)
	}
	r.screen.Stop()
	if convertalk.IsKind(err, convertalk.Refused) {
		return &stoppedError{&unsentError{err}, "check the bot ID and the customer ID; if the listing may not be read, --no-match sends without looking"}
	}
	if err != nil {
		return &unsentError{err}
	}
	return nil
}

// unsentError is a run that failed before anything was sent.
type unsentError struct{ err error }

func (u *unsentError) Error() string { return u.err.Error() + "; nothing was sent" }
func (u *unsentError) Unwrap() error { return u.err }

// send sends the batch and writes the report, however the sending ends.
func (r *importRun) send(ctx context.Context) error {
	log, err := r.openLog()
	if err != nil {
		return &unsentError{err}
	}
	r.open()
	if err = r.batch.Open(ctx, log); err == nil {
		err = r.sendAll(ctx, log)
	}
	r.screen.Stop()
	err = errors.Join(err, log.Close())
	return r.finish(log, err)
}

// header says in the journal what this run sends where.
func (r *importRun) header() importer.Header {
	e, s := &r.o.engine, r.batch.Survey()
	h := importer.Header{
		SHA256: s.Fingerprint.SHA256, Size: s.Fingerprint.Size, Host: r.client.Host(), BotID: e.BotID, DialCode: e.DialCode,
		Wire: r.o.wire, OnDuplicate: r.o.onDuplicate, Matching: s.Matching, RawCells: r.o.rawCells, Blank: r.o.blank, Tags: r.o.engine.TagMode.String(), Planned: r.planned,
	}
	if found := s.Reading.Dialect; found.Encoding != dialect.UTF8 {
		h.Encoding = string(found.Encoding)
	}
	if d := s.Reading.Delimiter; d != 0 && (d != ',' || e.Input.Format != sheet.CSV) && (d != '\t' || e.Input.Format != sheet.TSV) {
		h.Delimiter = dialect.DelimiterName(d)
	}
	for _, c := range s.Columns {
		if c.Use == columns.Written || c.Use == columns.Attribute {
			h.Columns = append(h.Columns, c.Header+"="+c.Field)
		}
	}
	for _, source := range e.Sources {
		h.IDFrom = append(h.IDFrom, source.String())
	}
	return h
}
