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

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
)

// document is the file's shape.
type document struct {
	Default string            `toml:"default"`
	Profile map[string]*entry `toml:"profile"`
}

type entry struct {
	BaseURL      string   `toml:"base_url"`
	BotID        string   `toml:"bot_id"`
	CustomerID   string   `toml:"customer_id"`
	TokenFile    string   `toml:"token_file"`
	TokenCommand words    `toml:"token_command"`
	Rate         *float64 `toml:"rate"`
	PingURL      string   `toml:"ping_url"`
}

var keys = []string{"base_url", "bot_id", "customer_id", "token_file", "token_command", "rate", "ping_url"}

// words is a list of words: a text would have to be taken apart as a shell does it.
type words []string

func (w *words) UnmarshalTOML(value any) error {
	list, ok := value.([]any)
	for _, v := range list {
		word, isText := v.(string)
		ok = ok && isText
		*w = append(*w, word)
	}
	if !ok || len(list) == 0 || (*w)[0] == "" {
		return errors.New(`token_command must be a list of words, such as ["pass", "show", "convertalk/acme"]`)
	}
	return nil
}

// Load reads a file of profiles. One that others may write to is refused, since it names programs to run and where the token goes. The
// error is a *problem.Error; it wraps fs.ErrNotExist when there is no such file.
func Load(path string) (*File, error) {
	text, mode, err := read(path)
	if err != nil {
		return nil, err
	}
	f, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	secret := slices.ContainsFunc(f.Profiles, func(p Profile) bool { return p.PingURL != "" })
	if secret && runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&0o077 != 0 {
		return nil, problem.Usage(
			fmt.Sprintf("the config file %s can be read by others (mode %04o), and its ping_url is a secret", path, mode.Perm()),
			"run: chmod 600 "+path,
		)
	}
	return f, nil
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
		if len(key) >= 2 && key[0] == "profile" && !slices.ContainsFunc(f.Profiles, func(p Profile) bool { return p.Name == key[1] }) {
			f.Profiles = append(f.Profiles, doc.Profile[key[1]].named(key[1], filepath.Dir(path)))
		}
	}
	return f, f.check()
}

func (e *entry) named(name, folder string) Profile {
	return Profile{name, e.BaseURL, e.BotID, e.CustomerID, e.TokenFile, e.TokenCommand, e.Rate, e.PingURL, folder}
}

func read(path string) (string, fs.FileMode, error) {
	const most = 1 << 20
	f, err := os.Open(path)
	if err != nil {
		return "", 0, openError("config file", path, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode.IsRegular() && mode.Perm()&0o022 != 0 {
		return "", 0, problem.Usage(fmt.Sprintf("the config file %s can be changed by others (mode %04o)", path, mode.Perm()), "run: chmod 600 "+path)
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return "", 0, problem.Usage(fmt.Sprintf("the config file cannot be read: %v", err), "check the name and its permissions")
	case len(b) > most:
		return "", 0, problem.Usage(fmt.Sprintf("%s is too long for a config file", path), "check the name")
	}
	return string(b), info.Mode(), nil
}

func openError(what, path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		missing := problem.Usage(fmt.Sprintf("the %s %s does not exist", what, path), "check the name")
		missing.Cause = err
		return missing
	}
	unreadable := problem.Usage(fmt.Sprintf("the %s cannot be read: %v", what, err), "check the name and its permissions")
	unreadable.Cause = err
	return unreadable
}

// syntaxError says where the file cannot be understood, without what stands there.
func syntaxError(path string, err error) error {
	bad, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return problem.Usage(fmt.Sprintf("the config file %s cannot be understood: %v", path, err), "mend it in a text editor")
	}
	at := fmt.Sprintf("line %d", bad.Position.Line)
	if bad.LastKey != "" {
		at += ", " + bad.LastKey
	}
	return problem.Usage(fmt.Sprintf("the config file %s cannot be understood (%s): %s", path, at, bad.Message), `mend that line; texts stand in quotes, as in bot_id = "63d9ffa7"`)
}

func unknownKey(path string, key toml.Key) error {
	name := key[len(key)-1]
	e := problem.Usage(fmt.Sprintf("the config file %s has a setting that is not known: %s", path, key), "known are, under [profile.NAME]: "+strings.Join(keys, ", "))
	if strings.Contains(strings.ToLower(name), "token") {
		e.Fix = "a token stands in a file of its own, of mode 0600, that token_file names; or token_command prints it"
		return e
	}
	for _, known := range keys {
		if spelling.Distance(strings.ToLower(name), known) < 3 {
			e.Fix = "did you mean " + known
		}
	}
	return e
}
