package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
)

// Add writes a profile, without a TokenCommand or PingURL, to the end of a file, which is made if it is not there; comments and all else that stands in it stay. With replace
// it takes the place of the one of that name; without, that is an *problem.Error.
func Add(path string, p Profile, replace bool) error {
	if err := CheckName(p.Name); err != nil {
		return err
	}
	old, err := Load(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var text string
	if err == nil {
		if text, _, err = read(path); err != nil {
			return err
		}
		if _, err := old.Named(p.Name); err == nil {
			if !replace {
				return problem.Usage(fmt.Sprintf("%s has a profile %s already", path, p.Name), "choose another name with --profile, or replace it with --force")
			}
			text = without(text, p.Name)
		}
	}
	if text = strings.TrimRight(text, "\n"); text != "" {
		text += "\n\n"
	}
	return write(path, text+p.section(), old, p)
}

// section is the profile as it stands in the file.
func (p *Profile) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[profile.%s]\n", quoteKey(p.Name))
	for _, line := range [][2]string{{"base_url", p.BaseURL}, {"bot_id", p.BotID}, {"customer_id", p.CustomerID}, {"token_file", p.TokenFile}} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s = %s\n", line[0], quote(line[1]))
		}
	}
	if p.Rate != nil {
		fmt.Fprintf(&b, "rate = %s\n", strconv.FormatFloat(*p.Rate, 'f', -1, 64))
	}
	return b.String()
}

// quoteKey quotes a name with a dot, which would else be two.
func quoteKey(name string) string {
	if strings.Contains(name, ".") {
		return quote(name)
	}
	return name
}

// quote writes a text as TOML does.
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// without leaves out the lines from a profile's heading to the next one.
func without(text, name string) string {
	var kept []string
	inside := false
	for line := range strings.Lines(text) {
		heading, ok := headingOf(line)
		if ok {
			inside = heading == name
		}
		if !inside {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// headingOf returns the profile that a line [profile.NAME] begins; ok tells whether it begins any table.
func headingOf(line string) (name string, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "[") {
		return "", false
	}
	inner, _, _ := strings.Cut(strings.TrimPrefix(line, "["), "]")
	first, name, _ := strings.Cut(inner, ".")
	name = strings.TrimSpace(name)
	if unquoted, err := strconv.Unquote(name); err == nil {
		name = unquoted
	}
	if strings.TrimSpace(first) != "profile" {
		return "", true
	}
	return strings.Trim(name, "'"), true
}

// write puts the file in its place when it says what it should: the new profile, and of the others what it said before.
func write(path, text string, old *File, p Profile) error {
	now, err := parse(path, text)
	if err != nil || !same(old, now, p) {
		return problem.Usage(path+" is written in a way that no profile can be added to", "add it in a text editor:\n"+p.section())
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return problem.Usage(fmt.Sprintf("cannot make the folder of the config file: %v", err), "choose another place with --config FILE")
	}
	return save(path, text)
}

// same tells whether only that profile has changed.
func same(old, now *File, p Profile) bool {
	p.folder = filepath.Dir(now.Path)
	added, err := now.Named(p.Name)
	if err != nil || !reflect.DeepEqual(*added, p) {
		return false
	}
	if old == nil {
		return len(now.Profiles) == 1
	}
	others := func(f *File) []Profile {
		return slices.DeleteFunc(slices.Clone(f.Profiles), func(q Profile) bool { return q.Name == p.Name })
	}
	return old.first == now.first && reflect.DeepEqual(others(old), others(now))
}

func save(path, text string) error {
	f, err := atomicfile.Create(path, true)
	if err != nil {
		return err
	}
	defer f.Abort() //nolint:errcheck // it matters only where something has failed before
	if _, err := f.Write([]byte(text)); err != nil {
		return err
	}
	return f.Commit()
}

// SaveToken writes a token to a file of mode 0600, which Add's profile then names.
func SaveToken(path, token string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return problem.Usage(fmt.Sprintf("cannot make the folder of the token file: %v", err), "choose another place with --config FILE")
	}
	return save(path, token+"\n")
}
