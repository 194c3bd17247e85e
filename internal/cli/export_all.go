package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// checkAll refuses what one file of all bots cannot have.
func (o *exportOptions) checkAll() error {
	const fix = "leave it out, or export one bot with --profile NAME"
	switch {
	case !o.bots.Every:
	case o.resume:
		return problem.Usage("--resume continues the export of one bot, and --all-profiles writes one file of all", fix)
	case o.since.last || o.since.snapshot != "":
		return problem.Usage("--since-last and --since-snapshot compare one bot, and --all-profiles writes one file of all", fix)
	case o.Format == sheet.Raw:
		return problem.Usage("raw records do not say whose they are, so --all-profiles cannot write them", "write .xlsx, .csv, .tsv or .jsonl, or make snapshots: leadferry backup create DIR --all-profiles")
	}
	return nil
}

// exported is one bot's part of the file.
type exported struct {
	summary.Export
	temps  report.Temps
	rows   io.ReaderAt // JSONL
	length int64
}

// exportAll exports every profile into one file: a workbook with a sheet each, or one table. Each listing
// is proved on its own. The file holds the bots that could be read.
func (a *app) exportAll(ctx context.Context, o *exportOptions) error {
	o.bots.Flags = o.Flags
	ends := &botEnds{following: &o.Following, file: o.Name}
	err := a.exportBots(ctx, o, ends)
	if err != nil && ends.all == nil {
		a.tellAll(ctx, &o.bots, ends, err)
	}
	return err
}

// exportBots is exportAll, without what follows where no bot began.
func (a *app) exportBots(ctx context.Context, o *exportOptions, ends *botEnds) error {
	held, out, err := a.openTarget(o)
	if err != nil {
		return err
	}
	defer held.Release()
	defer out.Abort()
	bots, wanted, err := everyBot(ctx, a, &o.bots, func(ctx context.Context, bot *app, p *profile.Profile) (*exported, summary.Line, error) {
		one := new(exported)
		line, err := bot.exportOne(ctx, o, p, one, ends.begin(bot, p))
		if one.rows == nil {
			one.temps.Remove()
			one = nil
		}
		return one, line, err
	})
	if err != nil {
		return err
	}
	defer func() {
		for i := range bots.Profiles {
			if one := bots.Profiles[i].Body; one != nil {
				one.temps.Remove()
			}
		}
	}()
	err = problem.Caught("writing the file of all bots", func() error { return a.joinExports(ctx, o, &bots, wanted, held, out) })()
	if err != nil {
		err = target.Unwritten(err, o.Name)
	}
	a.warn(ends.tell(ctx, err, o.bots.Parallel))
	if err != nil {
		return err
	}
	_, err = endBots(a, &bots, wanted, "exported to "+o.Place())
	return err
}

// exportOne exports one of the profiles into a temporary file. There is no file of its own to copy, so
// that then does not follow.
func (a *app) exportOne(ctx context.Context, o *exportOptions, p *profile.Profile, one *exported, end *botEnd) (line summary.Line, err error) {
	end.err = problem.Caught("exporting a bot", func() error {
		found, err := a.ofProfile(o.Flags, p)
		if err == nil {
			line, err = a.exportPart(ctx, o, found, p.Name, one, &end.outcome)
		}
		return cmp.Or(err, said(end.ExitCode))
	})()
	return line, end.err
}

func (a *app) exportPart(
	ctx context.Context, o *exportOptions, found *settings.Connection, name string, one *exported, r *outcome,
) (line summary.Line, err error) {
	server, err := found.Reader(ctx)
	if err != nil {
		return line, err
	}
	own := *o // each bot has its own engine
	e := &own.engine
	e.Format, e.Columns, e.Names = sheet.JSONL, nil, nil
	if o.Format != sheet.XLSX {
		e.Label = lead.Cell{Column: source.ProfileColumn, Value: name}
	}
	e.Host, e.BotID, e.Lag = server.Host(), server.BotID(), server.Lag
	file, err := one.temps.Make()
	if err != nil {
		return line, err
	}
	spool, err := a.openSpool(&own, nil)
	if err != nil {
		return line, err
	}
	defer spool.Close()
	out := io.NewOffsetWriter(file, 0)
	sum, err := a.read(ctx, &own, server, out, spool)
	if err != nil {
		return line, err
	}
	if one.length, err = out.Seek(0, io.SeekCurrent); err != nil {
		return line, err
	}
	one.rows = file
	one.Export, r.ExitCode = summary.Exported(a, o.Name, "the file of all bots", e, &sum, nil, server.Stats())
	r.leads = one.Written
	keep(r, one.Export)
	line = summary.Line{Leads: one.Written, Known: true, State: "verified"}
	if !sum.Verified {
		line.State = "not verified"
	}
	return line, nil
}

// joinExports makes one file of the parts, and puts it in its place.
func (a *app) joinExports(
	ctx context.Context, o *exportOptions, bots *summary.Bots[*exported], wanted int, held *target.Target, out *target.Output,
) error {
	note := target.Note{
		Filter: o.engine.Filter, Type: string(o.chats), BotID: "all profiles", Verified: len(bots.Profiles) == wanted, Profiles: map[string]int{},
	}
	var parts []*summary.Bot[*exported]
	for i := range bots.Profiles {
		b := &bots.Profiles[i]
		if b.Body == nil {
			note.Verified = false
			continue
		}
		parts = append(parts, b)
		note.Leads, note.Read, note.Profiles[b.Profile] = note.Leads+b.Body.Written, note.Read+b.Body.Leads, b.Body.Leads
		note.Verified = note.Verified && b.Body.Verified
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case len(parts) == 0:
		return a.unread(bots, wanted, problem.Problem{Text: "no bot could be read"})
	}
	if !o.shrink {
		err := held.Guard(note)
		if err != nil && len(parts) < wanted { // the guard knows what is missing, and not why
			return a.unread(bots, wanted, problem.Problem{
				Text: fmt.Sprintf("not every bot could be read, and %v", err),
				Fix:  "fix what failed and run it again, or write the other bots alone with --allow-shrink",
			})
		}
		if err != nil {
			return err
		}
	}
	if err := writeParts(ctx, o, parts, out); err != nil {
		return err
	}
	return errors.Join(held.Place(out, note), a.keepNames(o.Name, &o.columns))
}

// unread shows what became of each bot, and makes the error of a file that is left as it is for those that
// failed. Its exit code is the worst of theirs.
func (a *app) unread(bots *summary.Bots[*exported], wanted int, p problem.Problem) error {
	if !a.json {
		a.Say("%s", screen.Block(bots.Table(time.Now())))
	}
	_, code := bots.Done(a, wanted, "read")
	return &problem.Error{Problem: p, Exit: code}
}

// writeParts writes the rows of all parts: a workbook with a sheet each, or one table.
func writeParts(ctx context.Context, o *exportOptions, parts []*summary.Bot[*exported], out io.Writer) error {
	conversion := func(parts ...*summary.Bot[*exported]) sheet.Conversion {
		return sheet.Conversion{
			Open: func() (sheet.Reader, io.Closer, error) {
				var all []io.Reader
				for _, p := range parts {
					all = append(all, io.NewSectionReader(p.Body.rows, 0, p.Body.length))
				}
				rows, err := sheet.NewReader(io.MultiReader(all...), sheet.JSONL, sheet.ReaderOptions{NoRows: true})
				return rows, io.NopCloser(nil), err
			},
			Format: o.Format, Columns: o.columns.Wanted,
			Writer: sheet.WriterOptions{Names: o.columns.Names, Dialect: o.Dialect, RawCells: o.engine.RawCells},
		}
	}
	if o.Format != sheet.XLSX {
		all := conversion(parts...)
		all.First = []string{source.ProfileColumn}
		_, err := sheet.Convert(ctx, all, out)
		return err
	}
	book, about := sheet.NewLeadsBook(out), []sheet.Fact{{Name: "Written by", Value: "leadferry"}, {Name: "When", Value: time.Now().Format("2006-01-02 15:04:05 -07:00")}}
	for _, p := range parts {
		if _, err := book.Add(ctx, p.Profile, conversion(p)); err != nil {
			return fmt.Errorf("profile %s: %w", p.Profile, err)
		}
		about = append(about, sheet.Fact{Name: p.Profile, Value: screen.Count(p.Body.Written, "lead") + ", " + p.Line.State})
	}
	return book.Close(about)
}
