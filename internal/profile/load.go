package profile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/internal/duration"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/spelling"
)

// document is the file's shape.
type document struct {
	Default string              `toml:"default"`
	Profile map[string]*Profile `toml:"profile"`
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

// Load reads a config file. It refuses one that others may write to: it names programs to run and
// the host that gets the token. The error is a *problem.Error, for a missing file also
// fs.ErrNotExist.
func Load(path string) (*File, error) {
	f, _, err := load(path)
	return f, err
}

// load returns the text of the file, too.
func load(path string) (f *File, text string, err error) {
	text, mode, err := read("config file", path, 0o022, "changed")
	if err != nil {
		return nil, "", err
	}
	if f, err = parse(path, text); err != nil {
		return nil, "", err
	}
	secret := slices.ContainsFunc(f.Profiles, func(p Profile) bool { return p.PingURL != "" })
	if secret && openTo(mode, 0o077) {
		text := fmt.Sprintf("the config file %s can be read by others (mode %04o), "+
			"and its ping_url is a secret", path, mode.Perm())
		return nil, "", problem.Usage(text, "run: chmod 600 "+shell.Quote(path))
	}
	return f, text, nil
}

// openTo reports whether a file grants any of those permissions. Windows has none that tell.
func openTo(mode, perm fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&perm != 0
}

func parse(path, text string) (*File, error) {
	var doc document
	meta, err := toml.Decode(text, &doc)
	if err != nil {
		return nil, syntaxError(path, err)
	}
	if odd := meta.Undecoded(); len(odd) > 0 {
		return nil, unknownKey(path, odd[0])
	}
	f := &File{Path: path, first: doc.Default}
	for _, key := range meta.Keys() {
		if len(key) < 2 || key[0] != "profile" {
			continue
		}
		if name := key[1]; f.index(name) < 0 {
			p := doc.Profile[name]
			p.Name, p.folder = name, filepath.Dir(path)
			f.Profiles = append(f.Profiles, *p)
		}
	}
	return f, f.check()
}

// read reads a small file that grants others none of those permissions, which let it be used so.
func read(what, path string, perm fs.FileMode, use string) (string, fs.FileMode, error) {
	const most = 1 << 20
	info, err := os.Stat(path) // a pipe that others planted would make opening it wait
	if err != nil {
		return "", 0, openError(what, path, err)
	}
	if err := owned.Owner(path, info); err != nil {
		return "", 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", 0, openError(what, path, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if info, err = f.Stat(); err == nil {
		err = owned.Owner(path, info)
	}
	if err != nil {
		return "", 0, err
	}
	if mode := info.Mode(); openTo(mode, perm) {
		return "", 0, problem.Usage(fmt.Sprintf("the %s %s can be %s by others (mode %04o)",
			what, path, use, mode.Perm()), "run: chmod 600 "+shell.Quote(path))
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return "", 0, openError(what, path, err)
	case len(b) > most:
		return "", 0, problem.Usage(path+" is too long for a "+what, "check the name")
	}
	return string(b), info.Mode(), nil
}

func openError(what, path string, err error) error {
	e := problem.Usage(fmt.Sprintf("the %s cannot be read: %v", what, err),
		"check the name and its permissions")
	if errors.Is(err, fs.ErrNotExist) {
		e = problem.Usage(fmt.Sprintf("the %s %s does not exist", what, path), "check the name")
	}
	e.Cause = err
	return e
}

// syntaxError says which line is wrong, without quoting it.
func syntaxError(path string, err error) error {
	bad, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return problem.Usage(fmt.Sprintf("the config file %s cannot be understood: %v", path, err),
			"fix it in a text editor")
	}
	at := fmt.Sprintf("line %d", bad.Position.Line)
	if bad.LastKey != "" {
		at += ", " + bad.LastKey
	}
	return problem.Usage(
		fmt.Sprintf("the config file %s cannot be understood (%s): %s", path, at, bad.Message),
		`fix that line; texts need quotes, as in bot_id = "63d9ffa7"`)
}

func unknownKey(path string, key toml.Key) error {
	name := key[len(key)-1]
	e := problem.Usage(
		fmt.Sprintf("the config file %s has an unknown setting: %s", path, key),
		"known are, under [profile.NAME]: "+strings.Join(keys, ", "))
	if strings.Contains(strings.ToLower(name), "token") {
		e.Fix = "put the token into a file of its own (mode 0600) and name it with token_file, " +
			"or let token_command print it"
		return e
	}
	if len(key) == 1 && slices.Contains(keys, name) {
		e.Fix = "put it under [profile.NAME], below that line"
		return e
	}
	e.Fix = spelling.Ask(name, keys, e.Fix)
	return e
}
