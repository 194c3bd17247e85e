package filter

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// Condition is one comparison of a column with values.
type Condition struct {
	column   string
	base     lead.Column // -1 of any other column
	operator string
	value    string // as it was typed
	not      bool   // it holds if no test does
	moves    bool   // a value counts from the present
	tests    []test // one for each value
}

// test is a value that a cell is compared with.
type test func(cell string) bool

// operators are all of them. One that begins like another comes before it.
func operators() []string { return []string{"!=", "<=", ">=", "=", "~", "<", ">"} }

const example = `write it as in "status = OPEN", "tags != vip" or "createdAt >= 7d"`

// Parse reads a condition: COLUMN OPERATOR VALUE. A column whose name has an operator in it stands in
// double quotes. now is what a value such as 7d counts from. The error says what to write instead.
func Parse(text string, now time.Time) (Condition, error) {
	column, rest := "", text
	if quoted := strings.TrimSpace(text); strings.HasPrefix(quoted, `"`) {
		if end := strings.Index(quoted[1:], `"`); end >= 0 {
			column, rest = quoted[1:1+end], quoted[end+2:]
		}
	}
	at := strings.IndexAny(rest, "=!~<>")
	if at < 0 {
		return Condition{}, problem.Usage("there is no operator", example)
	}
	if name := strings.TrimSpace(rest[:at]); column == "" {
		column = name
	} else if name != "" {
		return Condition{}, problem.Usage(fmt.Sprintf("%q stands between the column and the operator", name), example)
	}
	for _, operator := range operators() {
		if value, ok := strings.CutPrefix(rest[at:], operator); ok {
			if next := strings.TrimLeft(value, "=!~<>"); next != value {
				return Condition{}, problem.Usage(fmt.Sprintf("there is no operator %s", operator+value[:len(value)-len(next)]),
					"operators are = != ~ < <= > >=; put a value that begins with one of these signs in double quotes")
			}
			return New(column, operator, value, now)
		}
	}
	return Condition{}, problem.Usage("there is no operator !", "write != for all but these values")
}

// New returns the condition that Parse reads in its three parts. The column may be any: see CheckColumn.
func New(column, operator, value string, now time.Time) (Condition, error) {
	c := Condition{column: column, base: -1, operator: operator, value: strings.TrimSpace(value), not: operator == "!="}
	if base, ok := lead.ColumnOf(column); ok {
		c.base = base
	}
	values, err := split(c.value)
	if errors.Is(err, errNothing) {
		return c, problem.Usage(fmt.Sprintf("the value %s: %v", c.value, err), `leave that comma out, or write "" there for empty cells`)
	}
	if err != nil {
		return c, problem.Usage(fmt.Sprintf("the value %s cannot be read: %v", c.value, err), `put a value with a comma in double quotes, and double the quotes in it`)
	}
	if operator != "=" && operator != "!=" && slices.Contains(values, "") {
		return c, problem.Usage(operator+" needs a value", "for empty cells write: "+column+" =")
	}
	if number := ungrouped(c.value); ordered(operator) && number != c.value {
		return c, problem.Usage(operator+" takes one value, but a comma separates several", "if it is one number, write it without the comma: "+column+" "+operator+" "+number)
	}
	if ordered(operator) && len(values) > 1 {
		return c, problem.Usage(operator+" takes one value", "give one, or repeat the flag: all conditions must hold")
	}
	for _, v := range values {
		test, err := c.test(v, now)
		if err != nil {
			return c, err
		}
		c.tests = append(c.tests, test)
	}
	return c, nil
}

var errNothing = errors.New("there is nothing before or after a comma")

// split returns the values between the commas. An empty one among others stands in quotes: a comma too
// many is a slip that would choose all empty cells, too.
func split(text string) ([]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	values, err := r.Read()
	if errors.Is(err, io.EOF) {
		return []string{""}, nil
	}
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		err = wrong.Err
	}
	if err == nil && int(r.InputOffset()) < len(text) {
		err = errors.New("it has more than one line")
	}
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
		if _, column := r.FieldPos(i); err == nil && values[i] == "" && !strings.HasPrefix(text[column-1:], `"`) {
			err = errNothing
		}
	}
	return values, err
}

// ordered reports whether an operator asks which is less.
func ordered(operator string) bool { return operator[0] == '<' || operator[0] == '>' }

// String returns the condition as Parse reads it.
func (c *Condition) String() string {
	column := c.column
	if strings.ContainsAny(column, `=!~<>`) {
		column = `"` + column + `"`
	}
	return strings.TrimSpace(column + " " + c.operator + " " + c.value)
}

// MarshalText is String.
func (c Condition) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText is Parse, with values that count from the present.
func (c *Condition) UnmarshalText(text []byte) (err error) {
	*c, err = Parse(string(text), time.Now())
	return err
}

// CheckColumns refuses columns that no lead can have; with a header, columns that are not in it.
func (f Filter) CheckColumns(header []string) error {
	for i := range f {
		if err := CheckColumn(f[i].column, header); err != nil {
			return err
		}
	}
	return nil
}

// CheckColumn refuses a column that no lead can have; with a header, one that is not in it.
func CheckColumn(name string, header []string) error {
	fix := ""
	switch known := lead.BaseColumns(); {
	case header != nil && slices.Contains(header, name):
		return nil
	case header != nil:
		names := make([]string, len(header))
		for i, column := range header {
			names[i] = problem.Name(column)
		}
		fix = "the columns are " + strings.Join(names, ", ")
	case slices.Contains(known, name), name == lead.ExtraColumn:
		return nil
	case strings.HasPrefix(name, lead.AttributePrefix), strings.HasPrefix(name, lead.ExtraPrefix):
		return nil
	default:
		header = known
		fix = "columns are " + strings.Join(known, ", ") + ", attributes.<key> and extra.<path>"
	}
	return problem.Usage(fmt.Sprintf("there is no column %q", name), spelling.Ask(name, header, fix))
}
