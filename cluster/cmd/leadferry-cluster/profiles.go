package main

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/settings"
)

// profiles are the flags that say which profiles a command is about.
type profiles struct {
	config string
	all    bool
}

func (p *profiles) add(f *pflag.FlagSet, what string) {
	config(f, &p.config)
	f.BoolVar(&p.all, "all-profiles", false, what+" all profiles of the config file")
}

func config(f *pflag.FlagSet, to *string) {
	f.StringVar(to, "config", "", "the config file (LEADFERRY_CONFIG; default "+settings.UsualConfig+")")
}

// configPath returns where the config file is.
func configPath(named string) string {
	return settings.ConfigPath(settings.Flags{Config: named}, surroundings())
}

// surroundings are what the config file may be found by.
func surroundings() settings.Surroundings {
	folder, err := os.UserConfigDir()
	if err != nil {
		folder = ""
	}
	return settings.Surroundings{Getenv: os.Getenv, ConfigFolder: folder}
}

// member is a profile and its lane.
type member struct {
	profile, lane string
	settings      *profile.Profile
}

// members returns the profiles of that name, all of them if there is none.
func (p *profiles) members(names []string) (found []member, err error) {
	path, all, err := settings.Profiles(settings.Flags{Config: p.config, Given: func(string) bool { return false }}, surroundings())
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		for i := range all {
			names = append(names, all[i].Name)
		}
	}
	file, err := profile.Load(path)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		one, err := file.Named(name)
		if err != nil {
			return nil, err
		}
		id, err := lane.ID(one)
		if err != nil {
			return nil, err
		}
		found = append(found, member{name, id, one})
	}
	return found, nil
}

// chosen is members for a command that changes something: who means all profiles says so.
func (p *profiles) chosen(names []string) ([]member, error) {
	switch {
	case p.all && len(names) > 0:
		return nil, problem.Usage(fmt.Sprintf("--all-profiles and the profile %s do not go together", names[0]), "leave out one of them")
	case !p.all && len(names) == 0:
		return nil, problem.Usage("no profile is named", "name one or more, or all of them with --all-profiles")
	}
	return p.members(names)
}
