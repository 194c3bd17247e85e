package profile

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/internal/duration"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
)

// document is the file's shape.
type document struct {
	Default string                    `toml:"default"`
	Profile map[string]toml.Primitive `toml:"profile"`
}

var keys = []string{
	"base_url", "bot_id", "customer_id", "token_file", "token_command", "map_file", "for", "delimiter", "columns", "rate", "ping_url",
	"then", "on_success", "on_failure", "hook_timeout",
}

// words is a command: a single text would have to be split as a shell does it.
type words []string

func (w *words) UnmarshalTOML(value any) error {
	list, ok := value.([]any)
	for _, v := range list {
		word, isText := v.(string)
		ok = ok && isText
		*w = append(*w, word)
	}
	if !ok || len(list) == 0 || (*w)[0] == "" {
		return errors.New(`a command must be a list of words, such as ["pass", "show", "convertalk/acme"]`)
	}
	return nil
}

// limit is a duration in text, as flags take it.
type limit time.Duration

func (l *limit) UnmarshalText(text []byte) error {
	d, err := duration.Parse(string(text))
	*l = limit(d)
	if err != nil {
		return fmt.Errorf("%q %w", text, err)
	}
	return nil
}

// reading is a config file while it is read.
type reading struct {
	path, text string
	meta       toml.MetaData
}

func parse(path, text string) (*File, error) {
	var doc document
	meta, err := toml.Decode(text, &doc)
	s := reading{path, text, meta}
	if err != nil {
		return nil, s.syntaxError(err)
	}
	f := &File{Path: path, first: doc.Default}
	for _, key := range meta.Keys() {
		switch {
		case len(key) == 1 && key[0] == "profile" && meta.Type("profile") != "Hash":
			return nil, s.wrong(key, noGroup, groupFix)
		case key[0] == "profile" && len(key) > 1 && f.index(key[1]) < 0:
			f.Profiles = append(f.Profiles, s.profile(key[1], doc.Profile[key[1]]))
		case key[0] != "profile" && key[0] != "default":
			return nil, s.unknownKey(key)
		}
	}
	return f, f.check()
}

const (
	noGroup  = "this is not a group of settings"
	groupFix = "put the settings of each bot under a line such as [profile.acme]"
)

// profile reads one profile, and notes what is wrong with it.
func (s *reading) profile(name string, written toml.Primitive) Profile {
	p := Profile{Name: name, folder: filepath.Dir(s.path)}
	if key := (toml.Key{"profile", name}); s.meta.Type(key...) != "Hash" {
		p.problem = s.wrong(key, noGroup, groupFix)
		return p
	}
	p.problem = s.wrongKind(name)
	if err := s.meta.PrimitiveDecode(written, &p); err != nil && p.problem == nil {
		p.problem = s.syntaxError(err)
	}
	ours := func(key toml.Key) bool { return len(key) > 2 && key[0] == "profile" && key[1] == name }
	if odd := slices.IndexFunc(s.meta.Undecoded(), ours); odd >= 0 && p.problem == nil {
		p.problem = s.unknownKey(s.meta.Undecoded()[odd])
	}
	if p.problem == nil {
		p.problem = p.check(s)
	}
	return p
}

// wrongKind finds a number that is written as a text, or a text without its quotes.
func (s *reading) wrongKind(name string) error {
	for _, key := range s.meta.Keys() {
		if len(key) != 3 || key[0] != "profile" || key[1] != name {
			continue
		}
		setting, kind := key[2], s.meta.Type(key...)
		switch setting {
		case "token_command", "then", "on_success", "on_failure", "hook_timeout": // they say it themselves
		case "rate":
			if kind != "Integer" && kind != "Float" {
				return s.wrong(key, "rate is not a number", "write it without quotes, as in rate = 5")
			}
		default:
			if kind != "String" && slices.Contains(keys, setting) {
				return s.wrong(key, setting+" is not a text", "put its value in quotes, as in "+setting+` = "..."`)
			}
		}
	}
	return nil
}

// wrong is what is wrong with a setting or a group of them, and where that is.
func (s *reading) wrong(key toml.Key, text, fix string) error {
	return problem.Usage(s.at(s.line(key), key.String())+": "+text, fix)
}

// at is a place in the file, as far as it is known.
func (s *reading) at(line int, key string) string {
	where := "the config file " + s.path
	if line > 0 {
		where += fmt.Sprintf(", line %d", line)
	}
	if key != "" {
		where += " (" + key + ")"
	}
	return where
}

// nowhere can be read from no value: toml says in which line it tried.
type nowhere struct{}

func (nowhere) UnmarshalTOML(any) error { return errors.New("it cannot be read") }

// line is the line of a setting, 0 if toml does not know it.
func (s *reading) line(key toml.Key) int {
	var here map[string]toml.Primitive
	meta, err := toml.Decode(s.text, &here)
	for _, group := range key[:len(key)-1] {
		inner := map[string]toml.Primitive{}
		err = cmp.Or(err, meta.PrimitiveDecode(here[group], &inner))
		here = inner
	}
	err = cmp.Or(err, meta.PrimitiveDecode(here[key[len(key)-1]], &nowhere{}))
	bad, _ := errors.AsType[toml.ParseError](err)
	return bad.Position.Line
}

// syntaxError says which line is wrong, without quoting it.
func (s *reading) syntaxError(err error) error {
	bad, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return problem.Usage(fmt.Sprintf("the config file %s cannot be understood: %v", s.path, err), "fix it in a text editor")
	}
	fix := `fix that line in a text editor; texts need quotes, as in bot_id = "63d9ffa7"`
	text := strings.TrimSuffix(bad.Message, ".")
	switch {
	case strings.HasSuffix(text, "already been defined"):
		text, fix = "it stands there a second time", "delete one of the two in a text editor"
	case strings.HasPrefix(text, "a command must be"), strings.HasSuffix(bad.LastKey, "hook_timeout"):
		fix = "fix that line in a text editor"
	}
	return problem.Usage(s.at(bad.Position.Line, bad.LastKey)+": "+text, fix)
}

func (s *reading) unknownKey(key toml.Key) error {
	name := key[len(key)-1]
	text, fix := "there is no such setting", "known are, under [profile.NAME]: "+strings.Join(keys, ", ")
	group := key[0] != "profile" && (len(key) > 1 || s.meta.Type(key...) == "Hash")
	switch {
	case strings.Contains(strings.ToLower(name), "token"):
		fix = "put the token into a file of its own (mode 0600) and name it with token_file, or let token_command print it"
	case len(key) == 1 && slices.Contains(keys, name):
		text, fix = "this setting belongs to a profile", "put it under [profile.NAME], below that line"
	case group && spelling.Nearest(key[0], []string{"profile"}) != "":
		fix = "did you mean [profile.NAME]?"
	case group && CheckName(key[0]) == nil:
		fix = "for a profile of that name write [profile." + key[0] + "]"
	default:
		fix = spelling.Ask(name, keys, fix)
	}
	return s.wrong(key, text, fix)
}
