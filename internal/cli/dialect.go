package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// audience are the flags that say which program a file is written for.
type audience struct{ program, delimiter string }

func (a *audience) flags(f *pflag.FlagSet) {
	f.StringVar(&a.program, "for", "plain", "who opens the file: plain (programs), excel (a mark and line ends that it knows), sheets or libreoffice")
	f.StringVar(&a.delimiter, "delimiter", "", "what stands between the cells of a .csv: comma (the default), semicolon (what Excel in much of Europe splits at), tab or pipe")
}

// dialect reads the flags' values for a file of the format.
func (a *audience) dialect(f sheet.Format) (d sheet.Dialect, err error) {
	switch a.program {
	case "excel":
		d.BOM, d.CRLF = true, true
	case "plain", "sheets", "libreoffice": // all three read UTF-8 without a mark
	default:
		return d, problem.Usage(fmt.Sprintf("--for %q is not known", a.program), "choose plain, excel, sheets or libreoffice")
	}
	if f != sheet.CSV && f != sheet.TSV && (a.program != "plain" || a.delimiter != "") {
		return d, problem.Usage(fmt.Sprintf("--for and --delimiter mean nothing in %v", f), "leave them out, or write .csv")
	}
	if a.delimiter == "" {
		return d, nil
	}
	if d.Delimiter, err = dialect.ParseDelimiter(a.delimiter); err != nil {
		return d, problem.Usage(fmt.Sprintf("--delimiter: %v", err), "for example: --delimiter semicolon")
	}
	if f == sheet.TSV && d.Delimiter != '\t' {
		return d, problem.Usage(fmt.Sprintf("a .tsv has tabs between its cells, but --delimiter says %s", dialect.DelimiterName(d.Delimiter)), "write .csv, or leave --delimiter out")
	}
	return d, nil
}
