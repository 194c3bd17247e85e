// Package profile keeps the settings of each bot under a name, in one config file that people edit:
//
//	default = "acme"
//
//	[profile.acme]
//	base_url = "https://api.v7.convertalk.com"
//	bot_id = "63d9ffa7"
//	customer_id = "631aa793"
//	token_file = "acme.token"
//
// The caller decides where that file is, and which other settings win over it.
package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
)

// File is a config file as it was read.
type File struct {
	Path     string
	Profiles []Profile // in the file's order
	first    string    // the name of the default one, "" if the file sets none
}

// Profile holds the settings of one bot. Empty ones are not set.
type Profile struct {
	Name         string   `toml:"-"`
	BaseURL      string   `toml:"base_url,omitempty"`
	BotID        string   `toml:"bot_id,omitempty"`
	CustomerID   string   `toml:"customer_id,omitempty"`
	TokenFile    string   `toml:"token_file,omitempty"`    // relative to the config file's folder
	TokenCommand words    `toml:"token_command,omitempty"` // prints the token
	MapFile      string   `toml:"map_file,omitempty"`      // what columns mean; relative to that folder, too
	For          string   `toml:"for,omitempty"`           // the program that opens the files: see Programs
	Delimiter    string   `toml:"delimiter,omitempty"`     // what it wants between the cells of a .csv: see Delimiters
	Columns      string   `toml:"columns,omitempty"`       // of the exports, as --columns takes them
	Rate         *float64 `toml:"rate,omitempty"`          // requests per second at most
	PingURL      string   `toml:"ping_url,omitempty"`      // the service to notify of backups; a secret

	// The programs that follow a run: see the package hook.
	Then        words `toml:"then,omitempty"`
	OnSuccess   words `toml:"on_success,omitempty"`
	OnFailure   words `toml:"on_failure,omitempty"`
	HookTimeout limit `toml:"hook_timeout,omitzero"`

	folder  string // of the config file
	problem error  // why the profile cannot be used; nil for none
}

// Programs are who may open the files of a profile.
func Programs() []string { return []string{"plain", "excel", "sheets", "libreoffice"} }

// Placeholders are what the words of a hook may name, in braces: {file}. The package hook fills them in.
func Placeholders() []string {
	return []string{"hook", "command", "profile", "exit_code", "file", "snapshot", "backup_folder", "report"}
}

var braced = regexp.MustCompile(`(?:^|[^$])\{([a-z_]+)\}`)

// checkHooks finds a placeholder that is misspelt. Other words in braces are those of a shell, perhaps.
func (p *Profile) checkHooks(wrong func(key, text, fix string) error) error {
	for _, hook := range []struct {
		key string
		words
	}{{"then", p.Then}, {"on_success", p.OnSuccess}, {"on_failure", p.OnFailure}} {
		for _, found := range braced.FindAllStringSubmatch(strings.Join(hook.words, "\n"), -1) {
			typed, known := found[1], Placeholders()
			if near := spelling.Nearest(typed, known); !slices.Contains(known, typed) && near != "" {
				return wrong(hook.key, "it names {"+typed+"}, which is not known", "did you mean {"+near+"}?")
			}
		}
	}
	return nil
}

// Delimiters are what may stand between the cells of a .csv, by name.
func Delimiters() []string { return []string{"comma", "semicolon", "tab", "pipe"} }

var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// check finds problems of the file as a whole.
func (f *File) check() error {
	seen := map[string]string{}
	for i := range f.Profiles {
		p := &f.Profiles[i]
		folded := strings.ToLower(p.Name)
		if other, twice := seen[folded]; twice {
			text := "the profiles %s and %s of %s differ in capital letters only"
			return problem.Usage(fmt.Sprintf(text, other, p.Name, f.Path),
				"rename one: their backups would share a folder on many systems")
		}
		seen[folded] = p.Name
	}
	if f.first != "" && f.index(f.first) < 0 {
		text := "%s names the profile %s as default, but has none of that name"
		return problem.Usage(fmt.Sprintf(text, f.Path, f.first), "write the name of one that it has, or delete the line default = ...; it has: "+f.list())
	}
	return nil
}

// check finds problems beyond the form of a setting.
func (p *Profile) check(s *reading) error {
	wrong := func(key, text, fix string) error {
		return s.wrong(toml.Key{"profile", p.Name, key}, text, fix)
	}
	if err := CheckName(p.Name); err != nil {
		return err
	}
	if p.TokenFile != "" && p.TokenCommand != nil {
		return wrong("token_command", "there is a token_file, too", "delete one of the two lines")
	}
	for _, w := range []struct {
		key, word string
		known     []string
	}{{"for", p.For, Programs()}, {"delimiter", p.Delimiter, Delimiters()}} {
		if w.word != "" && !slices.Contains(w.known, w.word) {
			return wrong(w.key, fmt.Sprintf("%s cannot be %q", w.key, w.word), spelling.Ask(w.word, w.known, "choose "+strings.Join(w.known, ", ")))
		}
	}
	if p.Rate != nil && !(*p.Rate >= 0 && *p.Rate <= 1e6) {
		return wrong("rate", fmt.Sprintf("rate cannot be %v", *p.Rate), "give requests per second, such as 5, or 0 for no ceiling")
	}
	return p.checkHooks(wrong)
}

// Problem is what is wrong with the profile, nil if it can be used: a *problem.Error.
func (p *Profile) Problem() error { return p.problem }

// CheckName returns an error if a profile cannot have the name, which is also the name of a folder.
func CheckName(name string) error {
	if !names.MatchString(name) {
		return problem.Usage(fmt.Sprintf("%q cannot be the name of a profile", name),
			"use letters, digits, and after the first of them also . - _")
	}
	return nil
}

// Has reports whether there is a profile of that name, be it good or not.
func (f *File) Has(name string) bool { return f.index(name) >= 0 }

// Named returns the profile of that name, if it can be used: the error is its Problem, or lists the names
// in the file.
func (f *File) Named(name string) (*Profile, error) {
	if i := f.index(name); i >= 0 {
		return &f.Profiles[i], f.Profiles[i].problem
	}
	text := fmt.Sprintf("%s has no profile %q", f.Path, name)
	return nil, problem.Usage(text, "it has: "+f.list())
}

func (f *File) index(name string) int {
	return slices.IndexFunc(f.Profiles, func(p Profile) bool { return p.Name == name })
}

// Default returns the default profile, which the file sets or which is the only one, and says which of
// the two. It may have a Problem. It is nil if the file leaves a choice.
func (f *File) Default() (p *Profile, why string) {
	if f.first != "" {
		return &f.Profiles[f.index(f.first)], "the default in the config file"
	}
	if len(f.Profiles) == 1 {
		return &f.Profiles[0], "the only one in the config file"
	}
	return nil, ""
}

func (f *File) list() string {
	if len(f.Profiles) == 0 {
		return "none; make one with: leadferry init"
	}
	var all []string
	for _, p := range f.Profiles {
		all = append(all, p.Name)
	}
	return strings.Join(all, ", ")
}
