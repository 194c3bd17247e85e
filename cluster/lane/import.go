package lane

import (
	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/sheet"
)

// Imports is what the names of the reports of imports in the store begin with. No profile has such a name.
const Imports = "_imports/"

// Import says which file an import reads, and how: what the flags of leadferry import say. The file
// stands in the store, in parts below a folder of its own.
type Import struct {
	Name   string `json:"name"` // of the file, without its folder
	Folder string `json:"folder"`
	Parts  []Part `json:"parts"`

	Format   string        `json:"format,omitzero"`
	Dialect  sheet.Dialect `json:"dialect,omitzero"`
	Head     sheet.Head    `json:"head,omitzero"`
	Sheet    string        `json:"sheet,omitzero"`
	RawCells bool          `json:"rawCells,omitzero"`

	Rules            check.Rules    `json:"rules"`
	Assignments      []string       `json:"assignments,omitempty"`
	Kept             []columns.Pair `json:"kept,omitempty"`
	DuplicatesChosen bool           `json:"duplicatesChosen,omitzero"`

	AllowUnverified bool       `json:"allowUnverified,omitzero"`
	MaxErrors       send.Limit `json:"maxErrors,omitzero"`
	Canary          int        `json:"canary,omitzero"`
	Verify          bool       `json:"verify,omitzero"`
}

// Sign is what an import tells the engine with each sign of life: the parts of its report that count if
// another worker has to go on with it, and how far it is.
type Sign struct {
	Files []File `json:"files,omitempty"`
	Done  int    `json:"done,omitzero"` // rows
	Rows  int    `json:"rows,omitzero"` // of the file; 0 before the first is sent
}

// Rows counts what became of the rows of an import. Its JSON is a part of that in summary.json.
type Rows struct {
	All          int `json:"rows"`
	Created      int `json:"created"`
	Updated      int `json:"updated"`
	Unchanged    int `json:"unchanged"`
	Skipped      int `json:"skipped"`
	Rejected     int `json:"rejected"`
	Failed       int `json:"failed"`
	NotAttempted int `json:"notAttempted"`
}
