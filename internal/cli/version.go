package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	cmd := command("version", noArgs, func(context.Context) error {
		return a.print(versionLine())
	})
	cmd.Hidden = true // --version is in the list
	return cmd
}

func versionLine() string {
	return fmt.Sprintf("leadferry %s %s %s/%s%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, newBuild().source())
}

// version is the module's version, or the commit where a build knows no other.
func version() string { return newBuild().version() }

// build is what the program knows of how it was built.
type build struct {
	module   string // its version
	commit   string
	time     string // of the commit, as in RFC 3339
	modified bool   // there were changes after the commit
}

func newBuild() (b build) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{module: "unknown"}
	}
	b.module = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.time = s.Value
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

func (b build) version() string {
	switch {
	case b.module != "" && b.module != "(devel)":
		return b.module
	case b.commit != "":
		return "devel-" + b.shortCommit()
	}
	return "devel"
}

func (b build) shortCommit() string { return b.commit[:min(12, len(b.commit))] }

// source says which commit the program was built from, if that is known.
func (b build) source() string {
	if b.commit == "" {
		return ""
	}
	text := fmt.Sprintf(", commit %s of %.10s", b.shortCommit(), b.time)
	if b.modified {
		text += " with changes"
	}
	return text
}
