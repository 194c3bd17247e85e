// Package flags holds the flags that several commands share, and flags whose values are typed: they
// are parsed, and refused, when they are read.
package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// value is a flag whose text is parsed when it is typed.
type value[T any] struct {
	to    *T
	text  string // as typed, or the default
	kind  string // string, or list
	parse func(string) (T, error)
}

func (v *value[T]) String() string { return v.text }

// list is the kind of a flag whose values add up.
const list = "list"

// Type is for the parser's own use: only that of a yes or no counts.
func (v *value[T]) Type() string { return v.kind }

func (v *value[T]) Set(text string) (err error) {
	v.text = text
	*v.to, err = v.parse(text)
	return err
}

// Parsed adds a flag that parse reads. The error of parse should be a *problem.Error, and is shown
// as it is.
func Parsed[T any](f *pflag.FlagSet, to *T, name, usage string, parse func(string) (T, error)) {
	f.Var(&value[T]{to: to, kind: "string", parse: parse}, name, usage)
}

// Repeated is Parsed for a flag that may be given several times: parse adds up.
func Repeated[T any](f *pflag.FlagSet, to *T, name, usage string, parse func(string) (T, error)) {
	f.Var(&value[T]{to: to, kind: list, parse: parse}, name, usage)
}

// choice is a flag that takes one of a few words.
type choice[T any] struct {
	value[T]
	words []string
}

// Words are those that the flag takes.
func (c *choice[T]) Words() []string { return c.words }

// Choice adds a flag that takes one of a few words, by default the first.
func Choice[T ~string](f *pflag.FlagSet, to *T, name, usage string, all ...T) {
	*to = all[0]
	words := make([]string, len(all))
	for i, word := range all {
		words[i] = string(word)
	}
	f.Var(&choice[T]{value[T]{to, words[0], "string", func(text string) (T, error) {
		if !slices.Contains(words, text) {
			last := len(words) - 1
			choose := "choose " + strings.Join(words[:last], ", ") + " or " + words[last]
			return "", problem.Usage(fmt.Sprintf("--%s cannot be %q", name, text), spelling.Ask(text, words, choose))
		}
		return T(text), nil
	}}, words}, name, usage)
}

// parseOutDelimiter reads the delimiter of a file that is written.
func parseOutDelimiter(text string) (byte, error) {
	d, err := dialect.ParseDelimiter(text)
	if err == nil && !dialect.IsWritten(d) {
		err = fmt.Errorf("%s are read, and never written", dialect.DelimiterName(d))
	}
	if err != nil {
		return 0, problem.Usage(fmt.Sprintf("--delimiter: %v", err), "for example: --delimiter semicolon")
	}
	return d, nil
}
