// Package profile keeps the settings of each bot under a name, in one file that people edit:
//
//	default = "acme"
//
//	[profile.acme]
//	base_url = "https://api.v7.convertalk.com"
//	bot_id = "63d9ffa7"
//	customer_id = "631aa793"
//	token_file = "acme.token"
//
// The package neither knows where that file lies nor what wins over what it says.
package profile

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// File is a file of profiles as it was read.
type File struct {
	Path     string
	Profiles []Profile // in the file's order
	first    string    // the one to take when none is named
}

// Profile holds the settings of one bot. What is empty is not set.
type Profile struct {
	Name                       string
	BaseURL, BotID, CustomerID string
	TokenFile                  string   // as the file says it; a relative one is meant from the file's folder
	TokenCommand               []string // a program and its arguments, which prints the token; never given to a shell
	Rate                       *float64 // requests per second at most
	PingURL                    string   // the monitoring service to tell about backups; a secret
	folder                     string   // of the file
}

var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// check finds what no single setting shows.
func (f *File) check() error {
	seen := map[string]string{}
	for _, p := range f.Profiles {
		if err := CheckName(p.Name); err != nil {
			return err
		}
		folded := strings.ToLower(p.Name)
		if other, twice := seen[folded]; twice {
			return problem.Usage(fmt.Sprintf("the profiles %s and %s of %s differ in capital letters only", other, p.Name, f.Path), "rename one: their backups would share a folder on many systems")
		}
		seen[folded] = p.Name
		if p.TokenFile != "" && p.TokenCommand != nil {
			return problem.Usage(fmt.Sprintf("profile %s of %s has both a token_file and a token_command", p.Name, f.Path), "leave one of them")
		}
		if p.Rate != nil && !(*p.Rate >= 0 && *p.Rate <= 1e6) {
			return problem.Usage(fmt.Sprintf("profile %s of %s: a rate of %v is not possible", p.Name, f.Path, *p.Rate), "give requests per second, such as 5, or 0 for no ceiling")
		}
	}
	if f.first != "" {
		if _, err := f.Named(f.first); err != nil {
			return problem.Usage(fmt.Sprintf("%s names the profile %s as default, and has none of that name", f.Path, f.first), "it has: "+f.list())
		}
	}
	return nil
}

// CheckName tells whether a profile can be called so: its name becomes that of a folder.
func CheckName(name string) error {
	if !names.MatchString(name) {
		return problem.Usage(fmt.Sprintf("%q cannot be the name of a profile", name), "use letters, digits, and after the first of them also . - _")
	}
	return nil
}

// Named returns a profile. The error names those that there are.
func (f *File) Named(name string) (*Profile, error) {
	for i := range f.Profiles {
		if f.Profiles[i].Name == name {
			return &f.Profiles[i], nil
		}
	}
	return nil, problem.Usage(fmt.Sprintf("%s has no profile %q", f.Path, name), "it has: "+f.list())
}

// Default returns the profile to take when none is named, and why that: the one that the file says, or the only one. It is nil when the
// file leaves a choice.
func (f *File) Default() (p *Profile, why string) {
	if f.first != "" {
		p, _ := f.Named(f.first) // Load has found it
		return p, "the default in the config file"
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
