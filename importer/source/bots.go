package source

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/sheet"
)

// ProfileColumn names the profile of each row, in a table of all bots. The rows of a file go to one bot,
// where those of another would make its people a second time.
const ProfileColumn = "_profile"

// RefuseBots refuses a table whose rows are of several bots, or of another one than the profile's, unless the
// user said what the column is. Without a profile only several are told from one.
func (s *Source) RefuseBots(ctx context.Context, m *columns.Mapping, profile string) error {
	i := slices.IndexFunc(m.Columns(), func(c columns.Column) bool { return c.Header == ProfileColumn })
	if i < 0 || m.Columns()[i].How == columns.Assigned {
		return nil
	}
	bots, err := s.bots(ctx)
	if err != nil || len(bots) == 0 {
		return err
	}
	const keep = "\n  or, if all of them belong in this bot, add --map " + ProfileColumn + "=-"
	if len(bots) > 1 {
		return problem.Usage(fmt.Sprintf("the column %s names %d bots (%s), and an import goes to one", ProfileColumn, len(bots), list(bots)), s.takeOne(bots, profile)+keep)
	}
	if profile != "" && bots[0] != profile {
		return problem.Usage(fmt.Sprintf("the column %s says that these are leads of %s, but the profile is %s", ProfileColumn, problem.Name(bots[0]), profile),
			"if they belong there, choose it with: --profile "+shell.Quote(bots[0])+keep)
	}
	return nil
}

// bots returns the names in the column of profiles, in order.
func (s *Source) bots(ctx context.Context) (names []string, err error) {
	scan, err := s.ScanRows(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	found := map[string]bool{}
	for r, err := range scan.Filled() {
		if err != nil {
			return nil, err
		}
		for _, c := range r.Dynamic {
			if c.Column == ProfileColumn && c.Value != "" {
				found[strings.Clone(c.Value)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// takeOne says how to get a file of one bot.
func (s *Source) takeOne(bots []string, profile string) string {
	one := bots[0]
	if slices.Contains(bots, profile) {
		one = profile
	}
	if !s.HasHeader() || s.Name == "-" {
		return "export each bot into a file of its own, with: --profile NAME"
	}
	return fmt.Sprintf("write those of one into a file of its own: leadferry convert %s ONE.csv %s", shell.Quote(s.Name), columns.Flag("where", ProfileColumn+" = "+one))
}

// RefuseSheets refuses a workbook with a sheet for each bot, of which others are read than the profile's.
func RefuseSheets(all sheet.Sheets, profile string) error {
	is := func(name string) bool { return strings.EqualFold(name, profile) }
	own := slices.ContainsFunc(all.Read, is)
	if profile == "" || own && len(all.Read) == 1 || !own && !slices.ContainsFunc(all.Other, is) {
		return nil
	}
	return problem.Usage(fmt.Sprintf("a sheet of this workbook has the name of the profile %s, but %s would be imported", profile, list(all.Read)),
		"take the sheet of that bot alone: --sheet "+shell.Quote(profile))
}

// list returns the first names of several.
func list(names []string) string {
	const most = 5
	var shown []string
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, problem.Name(name))
	}
	if len(names) > most {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
}
