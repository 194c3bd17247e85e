package target

import (
	"iter"

	"github.com/leadferry/leadferry/sheet"
)

// WriteTable writes a table into a file, whole or not at all. The format follows from the name.
func WriteTable[T any](name string, force bool, rows iter.Seq2[T, error]) error {
	format, compression, err := sheet.FormatOf(name)
	if err != nil {
		return err
	}
	out, err := Create(name, force, compression, nil)
	if err != nil {
		return err
	}
	defer out.Abort()
	if err := sheet.WriteTableAs(out, format, rows); err != nil {
		return Unwritten(err, name)
	}
	return out.Commit()
}
