package flags

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// basicColumns are what people work with: who it is, what to do, since when, and all custom attributes.
func basicColumns() []string {
	return []string{"uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "createdAt", "lastSeenAt", sheet.AllAttributes}
}

// Columns adds --columns.
func Columns(f *pflag.FlagSet, to *[]string) {
	Parsed(f, to, "columns", "only these columns, in this order, separated by commas; basic = the ones people work with; attributes.* = all custom attributes",
		func(text string) ([]string, error) {
			names, err := csv.NewReader(strings.NewReader(text)).Read()
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, problem.Usage(fmt.Sprintf("--columns %q cannot be read: %v", text, err), "for example: --columns uuid,name,email")
			}
			all := append([]string{}, *to...)
			for _, name := range names {
				if name == "basic" {
					all = append(all, basicColumns()...)
				} else {
					all = append(all, name)
				}
			}
			return all, nil
		})
}

// CheckColumns refuses columns that can never hold anything.
func CheckColumns(columns []string, format sheet.Format) error {
	switch {
	case columns == nil:
		return nil
	case len(columns) == 0:
		return problem.Usage("--columns names no column", "for example: --columns uuid,name,email")
	case format == sheet.Raw:
		return problem.Usage("raw records have no columns to choose from",
			"leave out --columns, or choose another --format")
	}
	for i, c := range columns {
		if err := filter.CheckColumn(c, nil); err != nil {
			return err
		}
		if slices.Index(columns, c) < i {
			return problem.Usage(fmt.Sprintf("the column %q is named twice", c), "name it once")
		}
	}
	return nil
}
