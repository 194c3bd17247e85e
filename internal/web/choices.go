package web

import (
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/lead"
)

// The choices of a person are kept as the flags of the command line, in its own words: so they mean the
// same, are refused the same, and can be shown as the command that does the same.

// apply sets what the words say.
func apply(words []string, o *importer.Options, p *profile.Profile) error {
	var rules flags.Rules
	f := pflag.NewFlagSet("import", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	flags.Input(f, o)
	flags.MaxErrors(f, &o.MaxErrors)
	rules.Add(f, &o.Rules)
	if err := f.Parse(words); err != nil {
		return err
	}
	if err := rules.Check(); err != nil {
		return err
	}
	if err := rules.LoadNames(o.Input.Name, p); err != nil || p == nil {
		return err
	}
	return rules.LoadMap(p.Name, p.MapPath())
}

// applyToRestore sets what the words say of a restore.
func applyToRestore(words []string, o *importer.Options) error {
	f := pflag.NewFlagSet("restore", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	flags.Filter(f, &o.Rules.Filter)
	flags.Blank(f, &o.Rules.Blank)
	return f.Parse(words)
}

// valueOf returns the value of a flag in the words, "" if it is not there.
func valueOf(words []string, flag string) string {
	if i := slices.Index(words, "--"+flag); i >= 0 && i+1 < len(words) {
		return words[i+1]
	}
	return ""
}

// without returns the words without those flags.
func without(words []string, flags ...string) (kept []string) {
	for i := 0; i+1 < len(words); i += 2 { // each has a value
		if !slices.Contains(flags, strings.TrimPrefix(words[i], "--")) {
			kept = append(kept, words[i], words[i+1])
		}
	}
	return kept
}

// with returns the words with others, which win: only columns and statuses are given several times.
func with(words, others []string) []string {
	for i := 0; i+1 < len(others); i += 2 {
		if flag := strings.TrimPrefix(others[i], "--"); flag != "map" && flag != "map-status" {
			words = without(words, flag)
		}
		words = append(slices.Clip(words), others[i], others[i+1])
	}
	return words
}

// chosen makes the words of a form. Before it the file was read as found says, by the words before.
func chosen(form url.Values, before []string, found *found) []string {
	words := before
	if found != nil && found.Columns != nil {
		words = without(words, "map")
	}
	if found != nil && found.Statuses != nil {
		words = without(words, "map-status")
	}
	for _, c := range readControls() {
		words = without(words, c.Flag)
		if value := strings.TrimSpace(form.Get(c.Flag)); value != "" {
			words = append(words, "--"+c.Flag, value)
		}
	}
	if found == nil {
		return words
	}
	for _, pair := range pairs(form, found) {
		words = append(words, "--map", pair.String())
	}
	for i, status := range found.Statuses {
		if value := form.Get("status" + strconv.Itoa(i)); value != "" {
			words = append(words, "--map-status", status.Foreign+"="+value)
		}
	}
	return words
}

// pairs are the meanings of columns that differ from what they mean by themselves, and those that were
// chosen before. Columns for one field stand in one pair: they are joined, or the first that is filled
// counts.
func pairs(form url.Values, found *found) (all []columns.Pair) {
	type use struct {
		ranks map[int][]string // headers
		given bool
	}
	uses := map[string]*use{}
	var order []string
	for i, c := range found.Columns {
		if c.Fixed {
			continue
		}
		field := form.Get("column" + strconv.Itoa(i))
		if field == "" {
			continue
		}
		given := field != c.Field || c.Given
		key, after, _ := strings.Cut(field, ranked)
		rank, _ := strconv.Atoi(after) // none is the first
		if field == leftOut || field == attribute {
			key += c.Header // each for itself
		}
		u := uses[key]
		if u == nil {
			u = &use{ranks: map[int][]string{}}
			uses[key] = u
			order = append(order, key)
		}
		u.ranks[rank], u.given = append(u.ranks[rank], c.Header), u.given || given
	}
	for _, key := range order {
		u := uses[key]
		var headers [][]string
		for _, rank := range slices.Sorted(maps.Keys(u.ranks)) {
			headers = append(headers, u.ranks[rank])
		}
		switch {
		case !u.given:
		case strings.HasPrefix(key, leftOut):
			all = append(all, columns.NewPair(headers[0], ""))
		case strings.HasPrefix(key, attribute):
			all = append(all, columns.NewPair(headers[0], lead.AttributePrefix+headers[0][0]))
		case key == lead.Name.String():
			all = append(all, columns.NewChoice(headers, key))
		default:
			all = append(all, columns.NewPair(slices.Concat(headers...), key))
		}
	}
	return all
}

// The choices for a column beside the fields.
const (
	leftOut   = "-"
	attribute = "attribute:"
	ranked    = "|" // behind a field, before the rank of a column that comes after others
)
