package check_test

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
)

// TestRowsOfOtherBots: a table of several bots, or of another one, is no input, unless the user says so.
func TestRowsOfOtherBots(t *testing.T) {
	t.Parallel()
	const a, b, none = "a,Ann,ann@example.com\n", "b,Bob,bob@example.com\n", ",Cid,cid@example.com\n"
	for name, tt := range map[string]struct {
		rows, profile, want, fix string
		assign                   []string
	}{
		"several":            {a + b, "b", "names 2 bots (a, b)", `leadferry convert leads.csv ONE.csv --where "_profile = b"`, nil},
		"without a profile":  {b + a, "", "names 2 bots (a, b)", `--where "_profile = a"`, nil},
		"another":            {a + none, "b", "leads of a, but the profile is b", "--profile a", nil},
		"the same":           {b + none + b, "b", "", "", nil},
		"one and no profile": {a, "", "", "", nil},
		"nobody's":           {none, "b", "", "", nil},
		"left out":           {a + b, "b", "", "", []string{"_profile=-"}},
		"kept":               {a + b, "b", "", "", []string{"_profile=attributes.bot"}},
	} {
		s, err := source.Examine(t.Context(), input("_profile,name,email\n"+tt.rows))
		if err != nil {
			t.Fatal(err)
		}
		o := options(t)
		o.Profile, o.Assignments = tt.profile, tt.assign
		_, err = check.Run(t.Context(), s, o)
		switch {
		case tt.want == "" && err != nil, tt.want != "" && err == nil:
			t.Errorf("%s: %v", name, err)
		case err != nil && (problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.want) || !strings.Contains(problem.Remedy(err), tt.fix)):
			t.Errorf("%s: %v; %s", name, err, problem.Remedy(err))
		}
	}
}
