package hook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Run is what hooks are told of a run. What is empty, they are not told.
type Run struct {
	Command  string // such as export
	Profile  string
	File     string // that was read or written
	Snapshot string
	Folder   string // that the snapshot stands in
	Report   string
	Made     bool // a good file or snapshot is there, and can be copied
	ExitCode int
	Summary  []byte // the run's JSON object, for their standard input
}

// made is what there is to copy, "" for nothing.
func (r *Run) made() string {
	if !r.Made {
		return ""
	}
	return cmp.Or(r.Snapshot, r.File)
}

// value is something that a hook is told: {name} in its words, LEADFERRY_NAME in its environment.
type value struct{ name, text string }

func (v value) word() string     { return "{" + v.name + "}" }
func (v value) variable() string { return "LEADFERRY_" + strings.ToUpper(v.name) }

// values are those of a run, for the hook of that name.
func (r *Run) values(hook string) []value {
	return []value{
		{"hook", hook}, {"command", r.Command}, {"profile", r.Profile}, {"exit_code", strconv.Itoa(r.ExitCode)},
		{"file", r.File}, {"snapshot", r.Snapshot}, {"backup_folder", r.Folder}, {"report", r.Report},
	}
}

// lacks reports whether words name a value that is empty.
func lacks(words []string, values []value) bool {
	for _, v := range values {
		if v.text == "" && strings.Contains(strings.Join(words, "\n"), v.word()) {
			return true
		}
	}
	return false
}

// filled returns words with the values for their names.
func filled(words []string, values []value) []string {
	var pairs []string
	for _, v := range values {
		pairs = append(pairs, v.word(), v.text)
	}
	all, fill := make([]string, len(words)), strings.NewReplacer(pairs...)
	for i, word := range words {
		all[i] = fill.Replace(word)
	}
	return all
}

// environ returns an environment with the values, and without the token. What an outer run said of
// itself stays out, too.
func environ(inherited []string, values []value) []string {
	drop, add := []string{"CONVERTALK_TOKEN"}, []string(nil)
	for _, v := range values {
		drop = append(drop, v.variable())
		if v.text != "" {
			add = append(add, v.variable()+"="+v.text)
		}
	}
	var all []string
	for _, variable := range inherited {
		name, _, _ := strings.Cut(variable, "=")
		dropped := func(other string) bool { return strings.EqualFold(other, name) } // Windows ignores case, too
		if !slices.ContainsFunc(drop, dropped) {
			all = append(all, variable)
		}
	}
	return append(all, add...)
}

const longestLine = 4 << 10

// lines shows what is written to it, line by line. A longer line is shown in parts.
type lines struct {
	show func(line string)
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	for _, b := range p {
		if b == '\n' || len(l.rest) >= longestLine {
			l.end()
		}
		if b != '\n' {
			l.rest = append(l.rest, b)
		}
	}
	return len(p), nil
}

// end shows what is left of a line. Blank lines are left out.
func (l *lines) end() {
	if text := strings.TrimSpace(string(l.rest)); text != "" {
		l.show(text)
	}
	l.rest = l.rest[:0]
}
