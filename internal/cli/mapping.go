package cli

import (
	"bytes"
	"fmt"

	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
)

// saveMap writes the file of --save-map.
func (w *writing) saveMap() error {
	name := w.o.rules.SaveMap
	if name == "" || w.run.Rows == nil {
		return nil
	}
	var text bytes.Buffer
	kept := mapfile.File{Columns: w.run.Rows.Mapping.Pairs(), Status: w.run.Rows.StatusMap()}
	err := kept.Write(&text)
	if err == nil {
		err = atomicfile.Write(name, text.Bytes(), w.o.rules.Force)
	}
	if err != nil { // not of its kind: whatever it says of itself, the job is done
		return &problem.Error{
			Problem: problem.Problem{
				Text: fmt.Sprintf("the rest is done, but the column mapping could not be saved (--save-map): %v", err),
				Fix:  "send nothing again; save it in another place, without sending: leadferry check FILE --save-map MAP.toml, with the same --map and --map-status",
			},
			Exit: problem.ExitFailed,
		}
	}
	w.Say("The column mapping was saved in %[1]s; use it again with --map-file %[1]s", shell.Quote(name))
	return nil
}
