package cli

import (
	"bytes"
	"fmt"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/screen"
)

// saveMap writes the file of --save-map.
func (w *writing) saveMap() error {
	name := w.o.rules.SaveMap
	if name == "" || w.rows == nil {
		return nil
	}
	var text bytes.Buffer
	kept := check.MapFile{Columns: w.rows.Mapping.Pairs(), Status: w.rows.StatusMap()}
	err := kept.Write(&text)
	if err == nil {
		err = atomicfile.Write(name, text.Bytes(), true)
	}
	if err != nil {
		return fmt.Errorf("--save-map: %w", err)
	}
	w.Say("The column mapping was saved in %s; use it again with --map-file %s", name, screen.Quote(name))
	return nil
}
