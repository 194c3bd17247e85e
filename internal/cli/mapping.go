package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/screen"
)

// suggest asks whether to take a column as what it seems to be.
func (w *writing) suggest(ctx context.Context, p *check.Proposal) (bool, error) {
	yes, err := w.Suggest(ctx, fmt.Sprintf("%s %s. Import it as %s?", p.Column(), p.Why(), p.Field))
	if yes {
		w.taken = append(w.taken, "--map", p.Map)
	}
	return yes, err
}

// saveMap writes the file of --save-map.
func (w *writing) saveMap() error {
	name := w.o.rules.SaveMap
	if name == "" || w.rows == nil {
		return nil
	}
	var text bytes.Buffer
	kept := check.MapFile{Columns: w.rows.Mapping.Pairs(), Status: w.o.job.Rules.StatusMap}
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
