// Package mapfile keeps what the columns and statuses of a file mean for the next file of its kind, as text that people
// can read and change.
package mapfile

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// File is a mapping that is kept for the next file of its kind.
type File struct {
	Columns []columns.Pair
	Status  columns.StatusMap
}

// NamesEnding is of the File beside a sheet whose columns have names of their own: FILE.columns.toml is
// what those of FILE are.
const NamesEnding = ".columns.toml"

const note = `# What the columns of a file mean: "header" = "field". Use it again with --map-file.
# Several headers in one text, with commas between them, share a field: of a name they are joined, of any
# other field the first one that is filled counts. A bar stands between alternatives, of which the first that
# is filled counts. "attributes.NAME" keeps a column as a custom attribute, "-" leaves it out. A column that is
# not here means what its header says.
`

const statuses = `
# What the statuses of the file mean: "status" = "OPEN", or "-" to leave it out.
[status]
`

// Write writes the file.
func (m *File) Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString(note + "\n[columns]\n")
	for _, p := range m.Columns {
		writePair(&b, p.Headers, p.Field)
	}
	if len(m.Status) > 0 {
		b.WriteString(statuses)
	}
	for _, p := range m.Status.All() {
		writePair(&b, p[0], p[1])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writePair writes a line. The encoder sorts a map, so that each pair is one of its own.
func writePair(b *strings.Builder, key, value string) {
	_ = toml.NewEncoder(b).Encode(map[string]string{key: value}) // a Builder takes all
}

// Parse reads the file. The error is a *problem.Error.
func Parse(text string) (*File, error) {
	var doc struct {
		Columns map[string]string `toml:"columns"`
		Status  map[string]string `toml:"status"`
	}
	meta, err := toml.Decode(text, &doc)
	if bad, ok := errors.AsType[toml.ParseError](err); ok {
		return nil, problem.Usage(fmt.Sprintf("line %d: %s", bad.Position.Line, bad.Message), `write each line as "header" = "field"`)
	}
	if err != nil {
		return nil, problem.Usage(err.Error(), `write each line as "header" = "field"`)
	}
	if odd := meta.Undecoded(); len(odd) > 0 {
		return nil, problem.Usage(fmt.Sprintf("there is no setting %s", odd[0]), "the file has two parts, [columns] and [status]")
	}
	m := &File{Status: columns.StatusMap{}}
	for _, key := range meta.Keys() {
		if len(key) != 2 {
			continue
		}
		switch key[0] {
		case "columns":
			m.Columns = append(m.Columns, columns.Pair{Headers: key[1], Field: doc.Columns[key[1]]})
		case "status":
			if err := m.Status.Add(key[1], doc.Status[key[1]]); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}
