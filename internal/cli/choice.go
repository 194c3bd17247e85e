package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// value is a flag whose text is parsed when it is typed.
type value[T any] struct {
	to    *T
	text  string // as typed, or the default
	parse func(string) (T, error)
}

func (v *value[T]) String() string { return v.text }

// Type is a string's for the help.
func (v *value[T]) Type() string { return "string" }

func (v *value[T]) Set(text string) (err error) {
	v.text = text
	*v.to, err = v.parse(text)
	return err
}

// parsed adds a flag that parse reads. The error of parse should be a *problem.Error, and is shown as
// it is.
func parsed[T any](f *pflag.FlagSet, to *T, name, usage string, parse func(string) (T, error)) {
	f.Var(&value[T]{to: to, parse: parse}, name, usage)
}

// choice adds a flag that takes one of a few words, by default the first.
func choice[T ~string](f *pflag.FlagSet, to *T, name, usage string, all ...T) {
	*to = all[0]
	words := make([]string, len(all))
	for i, word := range all {
		words[i] = string(word)
	}
	f.Var(&value[T]{to, words[0], func(text string) (T, error) {
		if !slices.Contains(words, text) {
			last := len(words) - 1
			return "", problem.Usage(fmt.Sprintf("--%s %q is not known", name, text),
				"choose "+strings.Join(words[:last], ", ")+" or "+words[last])
		}
		return T(text), nil
	}}, name, usage)
}

// checkProgress refuses an unknown --progress.
func checkProgress(mode string) error {
	if slices.Contains(screen.Modes(), screen.Mode(mode)) {
		return nil
	}
	return problem.Usage(fmt.Sprintf("--progress %q is not known", mode), "choose auto, bar, lines or none")
}
