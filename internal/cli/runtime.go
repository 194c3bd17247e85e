package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// tuneRuntime turns the knobs of the Go runtime that hold for the whole process.
func (a *app) tuneRuntime() {
	a.cores = runtime.GOMAXPROCS(0)
	if os.Getenv("LF_PROCS") != "" {
		runtime.GOMAXPROCS(a.cores + 2)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
