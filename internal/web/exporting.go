package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// exportForm is what the page of exports offers.
type exportForm struct {
	Bots     []bot
	Why      *failure
	Statuses []string
	Controls []control
	Columns  []string
	Formats  []choice
}

// exportPage shows the form of an export.
func (s *Site) exportPage(rw http.ResponseWriter, r *http.Request) {
	form := exportForm{
		Statuses: lead.Statuses(), Controls: exportControls(), Columns: append(lead.BaseColumns(), sheet.AllAttributes),
		Formats: []choice{{"xlsx", "Excel workbook (.xlsx)", true}, {"csv", "CSV (.csv)", false}, {"jsonl", "JSON, a lead a line (.jsonl)", false}},
	}
	var err error
	if form.Bots, err = s.bots.all(); err != nil {
		form.Why = failed(err)
	}
	s.show(rw, r, "export.html", "Export leads to a file", "leadferry export FILE", form)
}

// beginExport takes the form, and begins the export.
func (s *Site) beginExport(rw http.ResponseWriter, r *http.Request) {
	w, err := s.newExport(r.PostForm)
	s.beginAndShow(rw, r, w, false, err)
}

func (s *Site) newExport(form url.Values) (*work, error) {
	b, err := s.bots.named(form.Get("bot"))
	if err != nil {
		return nil, err
	}
	name := plainName("leads-" + b.Name + time.Now().Format("-2006-01-02") + "." + form.Get("format"))
	w := &work{Kind: "export", Bot: b, File: strings.Replace(name, "--", "-", 1), phase: ready, words: exportWords(form)}
	if _, err := exportOptions(w.words, w.File, nil); err != nil {
		return nil, err
	}
	if err := s.works.add(w, s.folder); err != nil {
		return nil, err
	}
	w.input = filepath.Join(w.folder, w.File)
	return w, nil
}

// exportWords makes the flags of a form.
func exportWords(form url.Values) []string {
	return wordsOf(form, "status", "tag", "created-since", "where", "columns")
}

// wordsOf makes the flags of a form that it has a value for.
func wordsOf(form url.Values, flags ...string) (words []string) {
	for _, flag := range flags {
		if value := strings.TrimSpace(strings.Join(form[flag], ",")); value != "" {
			words = append(words, "--"+flag, value)
		}
	}
	return words
}

// exportOptions are what the flags say of an export into a file. What they leave open, the profile says.
func exportOptions(words []string, file string, p *profile.Profile) (*exporter.Options, error) {
	e := &exporter.Options{Types: []lead.Type{lead.TypeLead}}
	out := flags.Output{Name: file}
	var columns flags.Columns
	f := pflag.NewFlagSet("export", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	flags.Filter(f, &e.Filter)
	columns.Add(f)
	out.AddProgram(f)
	if err := f.Parse(words); err != nil {
		return nil, err
	}
	for _, check := range []func() error{
		func() error { return out.Check(false) },
		func() error { return out.Prefer(p) },
		func() error { return e.Filter.CheckColumns(nil) },
		func() error { return columns.Prefer(p) },
		func() error { return columns.Check(out.Format) },
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	e.Format, e.Dialect, e.Columns, e.Names = out.Format, out.Dialect, columns.Wanted, columns.Names
	return e, nil
}

// exports reads the leads of a bot into the file of a work, and goes on where an earlier try was stopped.
func (s *Site) exports(w *work) {
	s.launch(w, reading, func(ctx context.Context, c *settings.Connection) error {
		e, err := exportOptions(w.words, w.input, c.Chosen)
		if err != nil {
			return err
		}
		server, err := c.Reader(ctx)
		if err != nil {
			return err
		}
		e.Workers, e.Host, e.BotID, e.Lag = c.Workers, server.Host(), server.BotID(), server.Lag
		e.About = func(sum exporter.Summary) []sheet.Fact { return summary.About(string(lead.TypeLead), e, &sum) }
		w.update(func() { w.pace = job.PaceOf(server) })
		e.Progress = func(p exporter.Progress) {
			gauge := job.ExportGauge(p)
			w.update(func() { w.progress = gauge })
		}
		sum, err := w.fill(ctx, server, e)
		if err != nil {
			return err
		}
		_, code := summary.Exported(&watcher{w: w}, w.File, w.File, e, sum, nil, server.Stats())
		result := &result{Title: "The file is ready", Finished: true}
		if code != problem.ExitDone {
			result.Title = "The file is ready, but not verified"
		}
		result.add("leads", "good", sum.Written)
		w.update(func() { w.result, w.phase = result, ended })
		return nil
	})
}

// fill writes the file of an export, for this user alone. What was read is kept for another try if it
// comes to no end.
func (w *work) fill(ctx context.Context, l listing.Lister, e *exporter.Options) (sum *exporter.Summary, err error) {
	held, err := target.Hold(w.input)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	spool, err := held.OpenSpool(e, target.Resume{Wanted: true})
	if err != nil {
		return nil, err
	}
	defer spool.Close()
	var file exporter.File // stays nil without a spool
	if spool.File != nil {
		file = spool.File
	}
	out, err := atomicfile.CreateOwn(w.input, true)
	if err != nil {
		return nil, err
	}
	return sum, out.Fill(func(to io.Writer) error {
		done, next, err := exporter.Turn(ctx, l, to, file, *e, spool.From, listing.Budget{})
		if sum = &done; next != 0 {
			_ = spool.Keep(err) // its words name a command; the page has a button
		}
		return err
	})
}
