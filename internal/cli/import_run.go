package cli

import (
	"context"
	"errors"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// writing is what a command that writes leads works with.
type writing struct {
	*app
	o     *importFlags
	conn  importer.Connection
	temps temps
	talk  *importTalk
}

// connectWrite makes the client; a dry run needs none.
func (a *app) connectWrite(ctx context.Context, o *importFlags) (*writing, error) {
	w := &writing{app: a, o: o, talk: &importTalk{app: a, o: o}}
	o.job.Temp = w.temps.make
	if o.job.DryRun {
		c, err := settings.Resolve(o.Connection.Flags, a.surroundings())
		if err != nil {
			return nil, err
		}
		if w.conn.BotID = c.BotID; w.conn.BotID == "" {
			w.conn.BotID = "dry-run" // which decides uuids that are not used
		}
		return w, nil
	}
	s, err := a.dial(ctx, o.Connection.Flags, o.job.Rules.Wire)
	if err != nil {
		return nil, err
	}
	w.talk.server = s
	w.conn = importer.Connection{
		Host: s.Host(), BotID: s.BotID(), Upserter: s, Listing: &listing.Reader{Lister: s.Client, Types: bothTypes(), Workers: o.Workers}, Stats: s.Stats,
	}
	w.talk.bot = w.conn
	return w, nil
}

// openReport claims the report folder.
func (w *writing) openReport(base string) (err error) {
	w.temps.folder, err = report.Open(report.Options{
		Named: w.o.report, Base: base, Resume: w.o.job.Resume, Restart: w.o.restart,
		Fix: "go on with it: " + w.o.job.Next(importer.ToResume) + "\n  or put it aside and start over: " + w.o.job.Next(importer.ToStartOver),
	})
	return err
}

// reportFolder returns the report folder, a nil interface if there is none.
func (w *writing) reportFolder() importer.Folder {
	if w.temps.folder == nil {
		return nil
	}
	return w.temps.folder
}

func (w *writing) close() {
	w.talk.stop()
	w.temps.remove()
	if w.temps.folder != nil {
		w.temps.folder.Drop()
	}
}

// run does the job.
func (w *writing) run(ctx context.Context) error {
	s, err := importer.Import(ctx, w.o.job, w.conn, w.reportFolder(), w.talk)
	return w.end(s, err)
}

// end says how the job ended. The summary is nil if there is no report.
func (w *writing) end(s *importer.Summary, err error) error {
	w.talk.stop()
	if s == nil {
		return err
	}
	w.talk.words().End(s, err)
	return w.summed(s, s.ExitCode, err)
}

// summed prints the summary as JSON, and turns it into the run's exit code.
func (w *writing) summed(summary any, code int, err error) error {
	if w.json {
		err = errors.Join(err, w.printJSON(summary))
	}
	if err == nil {
		err = said(code)
	}
	return err
}

// bothTypes are the types of an import's live leads.
func bothTypes() []lead.Type { return []lead.Type{lead.TypeLead, lead.TypeNonLead} }

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
