// Package source reads the file that an import is given: how it is written, its rows, whether it is still the same
// file, and whether it is meant for this bot.
package source

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Input is a file to read. Open must be safe to call while an earlier reader of it is open.
type Input struct {
	Name        string                        // as the user wrote it
	Open        func() (io.ReadCloser, error) // from the beginning, as often as it is called
	Format      sheet.Format
	Compression sheet.Compression
	RawCells    bool          // cells have no formula guard
	Dialect     sheet.Dialect // as far as the user has chosen it
	Head        sheet.Head    // the same
	Sheet       string        // of a workbook, whose Open returns an io.ReaderAt and io.Seeker; "" = the first one with something in it
}

// By returns the input as a way reads it, with the user's choices about the rest.
func (in Input) By(w *dialect.Way) Input {
	if w.Format == sheet.JSONL.String() {
		in.Format = sheet.JSONL
	}
	in.Dialect.Encoding = cmp.Or(w.Dialect.Encoding, in.Dialect.Encoding)
	in.Dialect.Delimiter = cmp.Or(w.Dialect.Delimiter, in.Dialect.Delimiter)
	in.Dialect.Quotes = cmp.Or(w.Dialect.Quotes, in.Dialect.Quotes)
	in.Sheet = cmp.Or(w.Sheet, in.Sheet)
	if w.Head.Row > 0 || w.Head.Names != nil {
		in.Head = w.Head
	}
	return in
}

// HasHeader reports whether the names of the columns stand in a row of their own.
func (in *Input) HasHeader() bool {
	return in.Format == sheet.CSV || in.Format == sheet.TSV || in.Format == sheet.XLSX
}

// Title is what people call an input of that name.
func Title(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// HasLetters reports whether columns have letters in a spreadsheet, the same ones on all sheets.
func (in *Input) HasLetters() bool {
	return in.HasHeader() && !strings.EqualFold(in.Sheet, sheet.AllSheets)
}

// Copy keeps a copy of what can be read only once, and returns how to open it.
func Copy(ctx context.Context, from io.Reader, to row.TempFile) (func() (io.ReadCloser, error), error) {
	size, err := io.Copy(io.NewOffsetWriter(to, 0), &stream{ReadCloser: io.NopCloser(from), ctx: ctx})
	if err != nil {
		return nil, fmt.Errorf("keep the input: %w", err)
	}
	return func() (io.ReadCloser, error) { return section{io.NewSectionReader(to, 0, size)}, nil }, nil
}

// section is a part of a file that stays open. It can be read anywhere, as workbooks are.
type section struct{ *io.SectionReader }

func (section) Close() error { return nil }

// Source is an input of which it is known how it is written.
type Source struct {
	Input
	Reading sheet.Reading
}

// Examine finds out how the input is written.
func Examine(ctx context.Context, in Input) (*Source, error) {
	found, err := sheet.Examine(in.Format, in.Dialect, in.Head, func() (io.ReadCloser, error) {
		file, err := in.open(ctx)
		if err != nil {
			return nil, err
		}
		file.hash = nil
		return in.unpack(file)
	})
	in.Dialect = found.Dialect
	if found.Head.Names != nil {
		in.Head = found.Head
	}
	return &Source{in, found}, err
}
