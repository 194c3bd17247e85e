package flags

import (
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
)

// Following are the flags about what follows a run.
type Following struct {
	Metrics string // the file that is told how the run ended, "" for none
	NoHooks bool   // run none of the profile's programs
}

// Add adds the flags.
func (o *Following) Add(f *pflag.FlagSet) {
	Parsed(f, &o.Metrics, "metrics", "keep when the last run ended and how, and what the last good one found, in this file for Prometheus", parseMetrics)
	f.BoolVar(&o.NoHooks, "no-hooks", false, "do not run the profile's then, on_success and on_failure programs")
}

// parseMetrics refuses a name that node_exporter does not look for.
func parseMetrics(name string) (string, error) {
	if filepath.Ext(name) != ".prom" {
		return "", problem.Usage("--metrics "+name+": node_exporter reads only files whose names end in .prom", "for example: --metrics leadferry.prom")
	}
	return name, nil
}
