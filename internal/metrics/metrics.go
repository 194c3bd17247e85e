// Package metrics keeps what the last runs did in a file of metrics, which node_exporter hands to
// Prometheus.
package metrics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// Job is what runs again and again. A file holds the last run of each.
type Job struct{ Profile, Command string }

// Run is how a run ended.
type Run struct {
	Job
	End      time.Time
	Seconds  float64
	ExitCode int
	Leads    int   // of a run with the exit code 0
	Bytes    int64 // that it wrote; 0 for none
}

// series are the names of the metrics, and what they mean.
var series = []struct{ name, help string }{
	{"last_run_timestamp_seconds", "When the last run ended."},
	{"last_run_duration_seconds", "How long the last run took."},
	{"last_run_exit_code", "Exit code of the last run, 0 if all is well."},
	{"last_success_timestamp_seconds", "When the last run with the exit code 0 ended."},
	{"last_success_leads", "Leads that this run exported, backed up, imported or undid."},
	{"last_success_bytes", "Size of the file or snapshot that this run wrote."},
}

// values are those of one job, by the name of the metric.
type values map[string]float64

// Record puts a run into a file, whole or not at all. The other jobs in it stay, and so does the last
// good run of this job if this one failed. Several processes may record at once. The file can be read by
// every user, since node_exporter is another one; there is nothing secret in it.
func Record(ctx context.Context, path string, r *Run) (err error) {
	target, err := atomicfile.Target(path)
	if err != nil {
		return err
	}
	beside := filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".lock")
	lock, err := filelock.Await(ctx.Done(), beside, 10*time.Second, 10*time.Millisecond) // a holder needs milliseconds
	if err != nil {
		return fmt.Errorf("%s is not written: %w", path, err)
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	all, err := read(path)
	if err != nil {
		return err
	}
	all[r.Job] = r.values(all[r.Job])
	return atomicfile.WriteReadable(path, []byte(text(all)))
}

// values returns those of the run. What earlier were the values keeps the last good run.
func (r *Run) values(earlier values) values {
	end := float64(r.End.UnixMilli()) / 1000
	v := values{"last_run_timestamp_seconds": end, "last_run_duration_seconds": r.Seconds, "last_run_exit_code": float64(r.ExitCode)}
	if r.ExitCode != problem.ExitDone {
		for name, value := range earlier {
			if strings.HasPrefix(name, "last_success_") {
				v[name] = value
			}
		}
		return v
	}
	v["last_success_timestamp_seconds"], v["last_success_leads"] = end, float64(r.Leads)
	if r.Bytes > 0 {
		v["last_success_bytes"] = float64(r.Bytes)
	}
	return v
}

const prefix = "leadferry_"

var (
	sample  = regexp.MustCompile(`^` + prefix + `([a-z_]+)\{profile="([^"\\]*)",command="([^"\\]*)"\} ([0-9.e+]+)$`)
	comment = regexp.MustCompile(`^(|# (HELP|TYPE) ` + prefix + `.*)$`)
)

// read reads a file that text made. A missing one is empty; any other is refused, not replaced.
func read(path string) (map[Job]values, error) {
	all := map[Job]values{}
	file, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not written: %w", path, err)
	}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimRight(line, "\r\n")
		if comment.MatchString(line) {
			continue
		}
		parts := sample.FindStringSubmatch(line)
		value := 0.0
		if parts != nil {
			value, err = strconv.ParseFloat(parts[4], 64)
		}
		if parts == nil || err != nil {
			return nil, &problem.Problem{
				Text: fmt.Sprintf("%s is not written: it holds something that leadferry did not write: %.60q", path, line),
				Fix:  "name a file of its own with --metrics",
			}
		}
		job := Job{Profile: parts[2], Command: parts[3]}
		if all[job] == nil {
			all[job] = values{}
		}
		all[job][parts[1]] = value
	}
	return all, nil
}

// text is the file, in Prometheus' text format.
func text(all map[Job]values) string {
	var b strings.Builder
	jobs := slices.SortedFunc(maps.Keys(all), func(x, y Job) int {
		return cmp.Or(strings.Compare(x.Profile, y.Profile), strings.Compare(x.Command, y.Command))
	})
	for _, s := range series {
		fmt.Fprintf(&b, "# HELP %s%s %s\n# TYPE %[1]s%[2]s gauge\n", prefix, s.name, s.help)
		for _, job := range jobs {
			if value, ok := all[job][s.name]; ok {
				fmt.Fprintf(&b, "%s%s{profile=%q,command=%q} %s\n", prefix, s.name, job.Profile, job.Command, strconv.FormatFloat(value, 'f', -1, 64))
			}
		}
	}
	return b.String()
}
