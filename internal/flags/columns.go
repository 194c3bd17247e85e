package flags

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/sheet"
)

// basicColumns are what people work with: who it is, what to do, since when, and all custom attributes.
func basicColumns() []string {
	return []string{"uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "createdAt", "lastSeenAt", sheet.AllAttributes}
}

// Columns are the columns of a file that is written.
type Columns struct {
	Wanted []string          // in this order; nil = all
	Names  map[string]string // what they are called in the file, if not by their own name
}

const columnsExample = `for example: --columns uuid,name,"E-Mail=email"`

// Add adds --columns.
func (c *Columns) Add(f *pflag.FlagSet) {
	Repeated(f, c, "columns", `only these columns, in this order, separated by commas; "Name=column" gives one another name in the file; basic = the ones people work with; attributes.* = all custom attributes`,
		func(text string) (Columns, error) {
			all, err := c.with(text)
			if err != nil {
				err = problem.Usage(fmt.Sprintf("--columns %q %v", text, err), columnsExample)
			}
			return all, err
		})
}

// with returns the columns and those of a text. The error says what is wrong, but not of what.
func (c *Columns) with(text string) (all Columns, err error) {
	items, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return all, fmt.Errorf("cannot be read: %w", err)
	}
	all = Columns{append([]string{}, c.Wanted...), maps.Clone(c.Names)}
	for _, item := range items {
		name, column := cutName(item)
		switch {
		case item == "basic":
			all.Wanted = append(all.Wanted, basicColumns()...)
			continue
		case strings.HasPrefix(item, "="):
			return all, errors.New("gives a column no name")
		case column == "basic" || column == sheet.AllAttributes && name != "":
			return all, fmt.Errorf("gives one name to the many columns of %s", column)
		case name != "" && all.Names == nil:
			all.Names = map[string]string{}
		}
		if name != "" {
			all.Names[column] = name
		}
		all.Wanted = append(all.Wanted, column)
	}
	return all, nil
}

// cutName cuts "Name=column" before a column, if there is one; name is "" without a name.
func cutName(item string) (name, column string) {
	if filter.CheckColumn(item, nil) == nil {
		return "", item
	}
	for i, c := range item {
		if c == '=' && filter.CheckColumn(item[i+1:], nil) == nil {
			return item[:i], item[i+1:]
		}
	}
	if name, column, ok := strings.Cut(item, "="); ok {
		return name, column
	}
	return "", item
}

// Prefer takes the columns of a profile, where no flag names any.
func (c *Columns) Prefer(p *profile.Profile) (err error) {
	if p == nil || p.Columns == "" || c.Wanted != nil {
		return nil
	}
	if *c, err = c.with(p.Columns); err != nil {
		err = problem.Usage(fmt.Sprintf("columns of profile %s: %q %v", p.Name, p.Columns, err), columnsExample)
	}
	return err
}

// Check refuses columns that can never hold anything, and names that cannot be in a header.
func (c *Columns) Check(format sheet.Format) error {
	if err := CheckColumns(c.Wanted, format); err != nil || c.Names == nil {
		return err
	}
	var header []string
	for _, column := range c.Wanted {
		header = append(header, cmp.Or(c.Names[column], column))
	}
	if err := sheet.CheckHeader(format, header); err != nil {
		return problem.Usage("--columns: "+err.Error(), columnsExample)
	}
	return nil
}

// Pairs returns what an import takes the columns for: nothing, if none has another name.
func (c *Columns) Pairs() []columns.Pair {
	if c.Names == nil {
		return nil
	}
	return columns.Exported(slices.DeleteFunc(slices.Clone(c.Wanted), func(column string) bool { return column == sheet.AllAttributes }), c.Names)
}

// CheckColumns refuses columns that can never hold anything.
func CheckColumns(wanted []string, format sheet.Format) error {
	switch {
	case wanted == nil:
		return nil
	case len(wanted) == 0:
		return problem.Usage("--columns names no column", "for example: --columns uuid,name,email")
	case format == sheet.Raw:
		return problem.Usage("raw records have no columns to choose from",
			"leave out --columns, or choose another --format")
	}
	for i, c := range wanted {
		if err := filter.CheckColumn(c, nil); err != nil {
			return err
		}
		if slices.Index(wanted, c) < i {
			return problem.Usage(fmt.Sprintf("the column %q is named twice", c), "name it once")
		}
	}
	return nil
}
