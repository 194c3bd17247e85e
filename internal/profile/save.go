package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

// Save adds a profile, without a TokenCommand or PingURL, to the end of a config file; the rest of
// the file stays, comments too. With replace it replaces the profile of that name; without, such a
// profile is a *problem.Error. A missing file is created. The first profile becomes the default one, and
// stays it: no other profile changes what a command without a name does.
//
// A token that is not "" goes into a new file beside the config file, readable only by its owner:
// the TokenFile of the profile that Save returns. Whenever Save fails or is killed, the config file
// names either the old profile with the old token, or the new one with the new token.
func Save(path string, p Profile, token string, replace bool) (Profile, error) {
	return save(disk{}, path, p, token, replace)
}

// files is what Save does to the disk. Each call is atomic.
type files interface {
	write(path, text string, replace bool) error // an fs.ErrExist without replace
	remove(path string) error
}

// save writes the new token under a fresh name, then the config file that names it, and then
// removes the old token.
func save(to files, path string, p Profile, token string, replace bool) (Profile, error) {
	if err := CheckName(p.Name); err != nil {
		return p, err
	}
	text, old, err := prepare(path, p.Name, replace)
	if err != nil {
		return p, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return p, problem.Usage(fmt.Sprintf("cannot make the folder of the config file: %v", err),
			"choose another place with --config FILE")
	}
	p.folder = filepath.Dir(path)
	if err := owned.Folder(p.folder); err != nil { // others could put another file in the place of ours
		return p, err
	}
	if token == "" {
		return p, writeConfig(to, path, text, old, p)
	}
	if p.TokenFile, err = writeToken(to, p, token); err != nil {
		return p, err
	}
	if err := writeConfig(to, path, text, old, p); err != nil {
		return p, errors.Join(err, removeUnused(to, path, p.TokenPath()))
	}
	if i := old.index(p.Name); i >= 0 && writtenBySave(&old.Profiles[i]) {
		if err := removeUnused(to, path, old.Profiles[i].TokenPath()); err != nil {
			return p, fmt.Errorf("the profile is saved, but its old token is still there: %w", err)
		}
	}
	return p, nil
}

// prepare returns the text to append a profile to, and the file as it was.
func prepare(path, name string, replace bool) (text string, old *File, err error) {
	old, text, err = load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &File{}, nil
	}
	if err != nil {
		return "", nil, err
	}
	for i := range old.Profiles {
		if p := &old.Profiles[i]; p.problem != nil && p.Name != name {
			return "", nil, p.problem
		}
	}
	if old.Has(name) {
		if !replace {
			return "", nil, problem.Usage(fmt.Sprintf("%s has a profile %s already", path, name),
				"choose another name with --profile, or replace it with --force")
		}
		text = without(text, name)
	}
	if text = strings.TrimRight(text, "\n"); text != "" {
		text += "\n\n"
	}
	return text, old, nil
}

// writeToken writes a token to a new file and returns its name, relative to the config file.
func writeToken(to files, p Profile, token string) (name string, err error) {
	for n := 1; ; n++ {
		if name = p.Name + ".token"; n > 1 {
			name = fmt.Sprintf("%s-%d.token", p.Name, n)
		}
		err = to.write(filepath.Join(p.folder, name), token+"\n", false)
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

// removeUnused removes a token file, unless the config file as it is on the disk names it.
func removeUnused(to files, path, token string) error {
	f, err := Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = &File{}, nil
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(token)
	if err != nil {
		return nil //nolint:nilerr // it is gone
	}
	for i := range f.Profiles {
		used, err := os.Stat(f.Profiles[i].TokenPath())
		if err == nil && os.SameFile(info, used) {
			return nil
		}
	}
	return to.remove(token)
}

// writtenBySave reports whether the token file of a profile has a name that writeToken makes.
func writtenBySave(p *Profile) bool {
	ours := regexp.MustCompile("^" + regexp.QuoteMeta(p.Name) + `(-([2-9]|[1-9]\d+))?\.token$`)
	return ours.MatchString(p.TokenFile)
}

// writeConfig writes the config file, if the new profile is all that changes in it.
func writeConfig(to files, path, text string, old *File, p Profile) error {
	first := old.first
	if only, _ := old.Default(); first == "" && len(old.Profiles) < 2 {
		if first = p.Name; only != nil {
			first = only.Name
		}
		text = fmt.Sprintf("default = %q\n\n", first) + text
	}
	text += p.section()
	now, err := parse(path, text)
	if err != nil || now.first != first || !onlyChanges(old, now, p) {
		return problem.Usage(path+" is written in a way that leadferry cannot add a profile to",
			"add it in a text editor:\n"+p.section())
	}
	return to.write(path, text, true)
}

// onlyChanges reports whether p is the only profile that differs between two states of the file.
func onlyChanges(old, now *File, p Profile) bool {
	is := func(q Profile) bool { return q.Name == p.Name }
	want := append(slices.DeleteFunc(slices.Clone(old.Profiles), is), p)
	return reflect.DeepEqual(now.Profiles, want)
}

// disk is the real disk.
type disk struct{}

func (disk) write(path, text string, replace bool) error {
	if !replace {
		return atomicfile.WriteOwn(path, []byte(text), false)
	}
	return atomicfile.Write(path, []byte(text), true)
}

func (disk) remove(path string) error { return os.Remove(path) }

// section is the profile as it is written in the file.
func (p *Profile) section() string {
	name := p.Name
	if strings.Contains(name, ".") { // it would be two names
		name = strconv.Quote(name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[profile.%s]\n", name)
	_ = toml.NewEncoder(&b).Encode(p) // writeConfig parses the result
	return b.String()
}

// without returns a text without the lines from a profile's heading to the next heading.
func without(text, name string) string {
	var kept strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		if heading, ok := headingOf(line); ok {
			inside = heading == name
		}
		if !inside {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// headingOf returns the profile of a line [profile.NAME]; ok is true for the heading of any table.
func headingOf(line string) (name string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(line), "[")
	if !ok {
		return "", false
	}
	inner, _, _ = strings.Cut(inner, "]")
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
