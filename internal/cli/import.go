package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
)

// importOptions are the flags of import.
type importOptions struct {
	flags.Connection
	input, format, report                  string
	progress                               screen.Mode
	maps                                   []string
	idFrom                                 []string
	dialCode, wire, onDuplicate, maxErrors string
	dryRun, yes, noMatch, resume, restart  bool
	rawCells                               bool
	plan, allowUnverified, verify          bool
	mustPlan                               bool // whatever the flags say
	planFile, blank, tags                  string
	canary                                 int
	planOf                                 importer.PlanHeader // of planFile
	encoding, delimiter                    string
	duplicatesChosen                       bool
	engine                                 importer.Options
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Write the leads of a spreadsheet to the bot",
		Long: `Reads a spreadsheet of leads and upserts every good row, several at once. Blank cells change nothing.

The whole file is checked before anything is sent. What became of each row stands in a report folder beside the file:
results.csv has a line for every row; rejects.csv has the rows that need mending, with what is wrong and how to mend
it, and is the next file to import once that is done.

A row without a uuid is looked up among the bot's leads by e-mail, then phone; only a person whom the bot does not know
becomes a new lead. The same file twice makes no lead twice.

The format follows from the name: .xlsx .csv .tsv .jsonl, and .gz or .zst after the last three. "-" is standard input. Encoding and delimiter are
found out and shown; a file that can be read in two ways is refused until --encoding or --delimiter says which.` + "\n" + importExitHelp,
		Example: `  leadferry import leads.csv --sandbox --yes     try it, no account needed
  leadferry import leads.csv --dry-run           check the file, no request at all
  leadferry import leads.csv                     show what would be sent, ask, send
  leadferry import leads.csv --map "Company=attributes.company" --map "City=attributes.City"`,
		Args: func(_ *cobra.Command, args []string) error {
			if o.planFile != "" {
				return o.takeNoFile(args)
			}
			return o.takeFile("import", args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.duplicatesChosen = cmd.Flags().Changed("on-duplicate")
			return a.importFile(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.dryRun, "dry-run", "n", false, "check the file and show what would be sent; no request is made")
	f.BoolVarP(&o.yes, "yes", "y", false, "send without asking; needed where there is no terminal")
	o.readingFlags(f)
	f.BoolVar(&o.noMatch, "no-match", false, "do not look rows without a uuid up among the bot's leads; they may double a lead")
	f.StringVar(&o.maxErrors, "max-errors", "100", "stop when more rows than this are rejected or failed: a number, or a percentage such as 5% (after 100 rows)")
	f.BoolVar(&o.plan, "plan", false, "show what would change in the bot, lead by lead, and send nothing; with --yes, send it then")
	f.StringVar(&o.planFile, "plan-file", "", "carry out this plan, made by --plan; no FILE is named")
	f.BoolVar(&o.allowUnverified, "allow-unverified", false, "make new leads even if the bot's leads could not be proved to be all")
	f.StringVar(&o.blank, "blank", "keep", "what a blank cell does: keep the field, or clear it; clear needs a plan")
	f.StringVar(&o.tags, "tags", "replace", "what the tags of a row do to the lead's: replace them, add to them, or remove from them")
	f.IntVar(&o.canary, "canary", 0, "send so many rows first, read them back, and ask; with --yes, stop if they differ")
	f.BoolVar(&o.verify, "verify", false, "read everything back at the end and compare it with what was sent")
	f.StringVar(&o.report, "report", "", "folder for the report; default: FILE.report, then FILE.report-2, ...")
	f.BoolVar(&o.resume, "resume", false, "go on with an import that was stopped: only rows that are not known to be done are sent")
	f.BoolVar(&o.restart, "restart", false, "put the report of an import that was stopped aside and start over")
	o.Connection.Add(f)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

const importExitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 3 finished, some rows were rejected or failed; 4 token missing or
refused; 5 stopped by a guard (--max-errors, an unfinished report); 11 another import of this file is running; 130 or 143
interrupted. Any other code is a failure too.`

// importRun is an import under way.
type importRun struct {
	*app
	o         *importOptions
	start     time.Time
	asked     time.Duration      // that an answer took
	client    *convertalk.Client // nil in a dry run
	pacer     *ratelimit.Pacer
	folder    *report.Folder // nil in a dry run without --report
	journal   *os.File       // in it
	temps     []*report.Temp
	batch     *importer.Batch
	log       *importer.Log // of the import that this run goes on with; nil if it begins anew
	began     importer.Header
	planned   bool            // what is sent is what a plan says
	proof     *listing.Result // of the live leads it was made of
	undoes    string          // the report of the run that is undone
	undone    *importer.Log   // its journal
	readBack  *importer.Verification
	screen    *screen.Display
	stopped   bool // before its end
	noRejects bool // rejects.csv could not be written
}

// importFile runs the command: check everything that costs nothing, read the file, look at the bot, ask, send, report.
func (a *app) importFile(ctx context.Context, o *importOptions) (err error) {
	if o.planFile != "" {
		if err := o.takePlan(); err != nil {
			return err
		}
	}
	if err := o.check(); err != nil {
		return err
	}
	r := &importRun{app: a, o: o, start: time.Now()}
	if !o.dryRun && !o.plan && !o.yes && (o.input == "-" || !a.CanAsk) {
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --dry-run to check only")
	}
	if err := r.connect(ctx); err != nil {
		return err
	}
	defer r.cleanUp()
	if err := r.openInput(); err != nil {
		return err
	}
	if o.planFile != "" {
		if err := errors.Join(r.source(ctx), r.checkPlan(ctx)); err != nil {
			return err
		}
	}
	if err := r.openFolder(); err != nil {
		return err
	}
	if o.resume {
		if err := r.loadLog(); err != nil {
			return err
		}
	}
	if r.log != nil && r.began.Planned {
		return r.goOnWithPlan(ctx)
	}
	if o.planFile != "" {
		return r.carryOut(ctx)
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	return r.decide(ctx)
}
