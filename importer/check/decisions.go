package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// Decisions are the flags beside those of Fixes that only a person can choose, each with what it does: they lose or
// guess something.
func (r *Result) Decisions() []string {
	if r.all.flags != nil {
		return r.all.decisions
	}
	all := r.decide(choices(r.Proposals, nil))
	if r.more != "" {
		all = append(all, r.more)
	}
	return all
}

// decide is Decisions with the proposals that are left to a person.
func (r *Result) decide(left []propose.Proposal) (all []string) {
	for _, p := range left {
		if p.Unlikely {
			continue // it is told, with its flag
		}
		flags := []string{p.Fix()}
		for _, text := range p.Statuses {
			flags = append(flags, statusFlag(text))
		}
		one := strings.Join(flags, " ") + ": if " + p.Column() + " is the lead's " + p.Field
		if i := slices.IndexFunc(r.Proposals, func(o propose.Proposal) bool { return o.Field == p.Field && !o.IsChoice() }); i >= 0 && p.Field == lead.Status.String() {
			one = "change in the command: " + columns.Flag("map", r.Proposals[i].Map) + " to " + one
		}
		if p.Beside != nil {
			one = p.Fix() + ": takes the first of these columns that is filled"
		}
		if slices.ContainsFunc(p.Statuses, isUnknown) {
			one += ", with what it means in place of each -, which leaves a status out: " + strings.Join(lead.Statuses(), ", ")
		}
		all = append(all, one)
	}
	all = append(all, meanings(r.Fixes())...)
	_, further := r.Brings()
	found := slices.Concat(r.Rejections.All(), further, r.Harms)
	all = append(all, r.contactWays(found)...)
	if slices.ContainsFunc(found, func(f row.Finding) bool { return f.Code == codeNamesakes }) {
		all = append(all, "--on-duplicate first: if rows with one e-mail or phone are one person, the first of them counts; or last; or all, one after the other")
	}
	if r.hints.Country != "" && r.harmed > 0 && slices.ContainsFunc(append(found, r.Warnings...), r.namesCountry) {
		all = append(all, columns.MapFlag([]string{r.hints.Country}, lead.DialCode.String())+": takes the country of phones from that column; "+r.countryHarm())
	}
	if i := slices.IndexFunc(found, func(f row.Finding) bool { return f.Code == codeAgent }); i >= 0 && r.agents > 0 {
		header := found[i].Column
		all = append(all, fmt.Sprintf("%s: keeps the column as a custom attribute; no lead is then assigned, also not by the IDs of agents that it has (%d)",
			columns.MapFlag([]string{header}, lead.AttributePrefix+header), r.agents))
	}
	if c := &r.Ahead().Countryless; c.Open() > 0 && r.options.DialCode == "" {
		all = append(all, c.decision())
	}
	return all
}

// contactWays are the flags that end what is wrong with e-mails and phones. Where both end the same, they are one line:
// with the first, nothing is left for the other.
func (r *Result) contactWays(found []row.Finding) (all []string) {
	isOpen := func(flag string) bool { return !slices.ContainsFunc(r.Proposals, takes(flag)) }
	ends := func(f *row.Finding, flag string) bool { return strings.Contains(f.Fix, flag) }
	var first, drop, alone bool
	for i := range found {
		f := &found[i]
		if r.Ahead().None != "" && !slices.ContainsFunc(f.Samples, func(cell string) bool { return !columns.MeansNone(cell) }) {
			continue // --null ends it
		}
		first, drop = first || ends(f, propose.SeveralFlag), drop || ends(f, propose.BrokenFlag)
		alone = alone || ends(f, propose.BrokenFlag) && !ends(f, propose.SeveralFlag)
	}
	first, drop = first && isOpen(propose.SeveralFlag), drop && isOpen(propose.BrokenFlag)
	const without = propose.BrokenFlag + ": imports rows without an e-mail or phone that cannot be read, if the other one is good"
	if first {
		one := propose.SeveralFlag + ": takes the first e-mail or phone of a cell that holds several, or an extension or words beside one"
		if drop && !alone {
			one, drop = one+"; or in place of it "+without, false
		}
		all = append(all, one)
	}
	if drop {
		all = append(all, without)
	}
	return all
}

// decision says how phones without a country get theirs.
func (c *Countryless) decision() string {
	if c.Marked {
		return fmt.Sprintf(`--dial-code "+": reads each of %d phone numbers without a country by the code that it begins with`, c.Open())
	}
	return fmt.Sprintf("--dial-code CC: the country of phone numbers that name none (%d), two letters such as %s; import asks for it on a terminal", c.Open(), c.Example)
}

func isUnknown(status string) bool { return columns.NearestStatus(status) == "" }

// meanings says of which statuses nothing is known, so that flags leave them out.
func meanings(flags []string) []string {
	var unknown []string
	for i := 0; i+1 < len(flags); i += 2 {
		if flags[i] == "--map-status" && strings.HasSuffix(flags[i+1], "=-") {
			unknown = append(unknown, columns.Flag("map-status", flags[i+1]))
		}
	}
	if unknown == nil {
		return nil
	}
	return []string{"change in the command: " + strings.Join(unknown, " ") + ": nothing is known of such a status, and - leaves it out (a new lead becomes OPEN); " +
		"say what it means in place of the -: " + strings.Join(lead.Statuses(), ", ")}
}
