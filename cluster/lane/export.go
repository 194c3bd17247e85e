package lane

import (
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Exports is what the names of exported files in the store begin with. No profile has such a name.
const Exports = "_exports/"

// Export says which file an export makes: what the flags of leadferry export say. How it is packed, and
// its format unless Format names one, is told by the name.
type Export struct {
	File     string            `json:"file"`
	Replace  bool              `json:"replace,omitzero"` // a file of that name in the store
	Types    []lead.Type       `json:"types"`
	Format   string            `json:"format"`
	Columns  []string          `json:"columns,omitempty"`
	Names    map[string]string `json:"names,omitempty"`
	Filter   filter.Filter     `json:"filter,omitempty"`
	Dialect  sheet.Dialect     `json:"dialect,omitzero"`
	RawCells bool              `json:"rawCells,omitzero"`
}
