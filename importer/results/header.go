package results

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/importer/check"
)

// Header is the first line of a journal: what was imported, where to, and how, as far as it changes
// what is sent.
type Header struct {
	Journal string   `json:"journal"` // "leadferry import"
	Version int      `json:"version"`
	SHA256  string   `json:"sha256"` // of the input
	Size    int64    `json:"size"`
	Host    string   `json:"host"`
	BotID   string   `json:"botId"`
	Columns []string `json:"columns"` // "Header=field" for every column that is written
	check.Rules
	Matching  bool   `json:"matching,omitzero"` // an older version looked people up without a plan
	RawCells  bool   `json:"rawCells"`
	Planned   bool   `json:"planned"`            // the plan lies beside the journal
	Announced bool   `json:"announced,omitzero"` // every row is noted before it is sent
	Encoding  string `json:"encoding,omitzero"`  // "" for UTF-8
	Delimiter string `json:"delimiter,omitzero"` // "" for what the format's name says
	Quotes    string `json:"quotes,omitzero"`    // "" for what the file shows

	Sheet     string   `json:"sheet,omitzero"`     // of a workbook, as the person named it
	HeaderRow int      `json:"headerRow,omitzero"` // 0 for the first one
	NoHeader  []string `json:"noHeader,omitzero"`  // the names given to the columns
}

const (
	journalName    = "leadferry import"
	journalVersion = 1
)

func (h *Header) parse(text []byte) error {
	if err := json.Unmarshal(text, h); err != nil || h.Journal != journalName {
		return errors.New("this is not the journal of an import")
	}
	if h.Version != journalVersion {
		return fmt.Errorf("the journal is of version %d, and this program knows version %d", h.Version, journalVersion)
	}
	return nil
}

// Differences names what of two imports is not the same, as far as it changes what is sent.
func (h *Header) Differences(o *Header) (names []string) {
	for _, d := range []struct {
		name string
		same bool
	}{
		{"the input", h.SHA256 == o.SHA256 && h.Size == o.Size},
		{"the server", h.Host == o.Host},
		{"the bot", h.BotID == o.BotID},
		{"the meaning of columns (--map)", slices.Equal(h.Columns, o.Columns)},
		{"--id-from", slices.Equal(h.IDFrom, o.IDFrom)},
		{"--dial-code", h.DialCode == o.DialCode},
		{"--wire", h.Wire == o.Wire},
		{"--on-duplicate", h.Duplicates == o.Duplicates},
		{"--on-several", cmp.Or(h.Several, check.RefuseSeveral) == cmp.Or(o.Several, check.RefuseSeveral)},
		{"--on-bad-contact", cmp.Or(h.Broken, check.RefuseBroken) == cmp.Or(o.Broken, check.RefuseBroken)},
		{"--raw-cells", h.RawCells == o.RawCells},
		{"--encoding", h.Encoding == o.Encoding},
		{"--delimiter", h.Delimiter == o.Delimiter},
		{"--quotes", h.Quotes == o.Quotes},
		{"--sheet", h.Sheet == o.Sheet},
		{"--header-row", h.HeaderRow == o.HeaderRow},
		{"--no-header", slices.Equal(h.NoHeader, o.NoHeader)},
		{"--blank", cmp.Or(h.Blank, check.KeepBlank) == cmp.Or(o.Blank, check.KeepBlank)},
		{"--null", slices.Equal(h.Null, o.Null) && (h.Null == nil) == (o.Null == nil)},
		{"--where", h.Filter.Equal(o.Filter)},
		{"--map-status", maps.Equal(h.StatusMap, o.StatusMap)},
		{"--tags", cmp.Or(h.Tags, check.ReplaceTags) == cmp.Or(o.Tags, check.ReplaceTags)},
	} {
		if !d.same {
			names = append(names, d.name)
		}
	}
	return names
}
