package cli

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/lead"
)

// chosen are the flags of an earlier run that decide which rows are sent, and what they change.
func chosen(r *check.Rules) (words []string) {
	add := func(flag, value, usual string) {
		if value != usual && value != "" {
			words = append(words, "--"+flag, value)
		}
	}
	for i := range r.Filter {
		add("where", r.Filter[i].String(), "")
	}
	for _, assignment := range r.Assignments {
		add("map", assignment, "")
	}
	for _, pair := range r.StatusMap.All() {
		add("map-status", pair[0]+"="+pair[1], "")
	}
	add("dial-code", r.DialCode, "")
	add("id-from", joined(r.IDFrom), joined([]live.Field{live.Email, live.Phone}))
	if r.Null != nil {
		words = append(words, "--null", lead.FormatTags(r.Null))
	}
	add("blank", string(r.Blank), string(check.KeepBlank))
	add("tags", string(r.Tags), string(check.ReplaceTags))
	add("wire", string(r.Wire), string(convertalk.WireStrings))
	add("on-several", string(r.Several), string(check.RefuseSeveral))
	add("on-bad-contact", string(r.Broken), string(check.RefuseBroken))
	add("on-duplicate", string(r.Duplicates), string(check.ApplyAll))
	return words
}

// chosenToRead are the flags that say where the rows of a file are. Its encoding and delimiter are found
// again: those of a plan are of the text as it was, and the file may have been saved anew.
func chosenToRead(in *source.Input) (words []string) {
	if in.Sheet != "" {
		words = append(words, "--sheet", in.Sheet)
	}
	if in.Head.Row > 0 {
		words = append(words, "--header-row", strconv.Itoa(in.Head.Row))
	}
	if in.Head.Names != nil {
		words = append(words, "--no-header", strings.Join(in.Head.Names, ","))
	}
	if in.RawCells {
		words = append(words, "--raw-cells")
	}
	return words
}

func joined(fields []live.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, ",")
}

// choices are the flags to add to this command for another file of its kind. Those of a plan stand in
// the plan, also if the import that applied it was stopped and is resumed here. What the columns of an
// export are stands beside the export only, so the report's own note takes its place.
func (w *writing) choices() []string {
	folder := w.run.Temps.Folder
	if folder == nil {
		return w.taken
	}
	var of importer.Options
	if h, err := report.PlanHeader(folder.File(importer.PlanFile)); err == nil && h.Carried && of.Restore(&h) == nil {
		return chosen(&of.Rules)
	}
	names, err := flags.NamesBeside(w.o.job.Input.Name)
	if err != nil || names == nil || w.o.rules.HasMapFile() {
		return w.taken
	}
	return append(slices.Clip(w.taken), "--map-file", folder.File(importer.MapFile))
}
