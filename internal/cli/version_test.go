package cli

import "testing"

func TestVersionOfBuilds(t *testing.T) {
	t.Parallel()
	const commit, day = "04cac131a2b3c4d5e6f708192a3b4c5d6e7f8091", "2026-11-29T16:47:00Z"
	for _, tt := range []struct {
		build           build
		version, source string
	}{
		{build{}, "devel", ""},
		{build{module: "v1.2.3"}, "v1.2.3", ""},
		{build{module: "v1.2.3", commit: commit, time: day}, "v1.2.3", ", commit 04cac131a2b3 of 2026-11-29"},
		{build{module: "(devel)", commit: commit, time: day, modified: true}, "devel-04cac131a2b3", ", commit 04cac131a2b3 of 2026-11-29 with changes"},
	} {
		if v, s := tt.build.version(), tt.build.source(); v != tt.version || s != tt.source {
			t.Errorf("%+v: %q, %q", tt.build, v, s)
		}
	}
}
