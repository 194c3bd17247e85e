package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/schedule"
	"github.com/leadferry/leadferry/internal/settings"
)

func (a *app) scheduleCommand() *cobra.Command {
	var at string
	cmd := group("schedule")
	cmd.Args = cobra.ArbitraryArgs
	cmd.ValidArgs = []string{"cron", "systemd"}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) < 2 || args[0] != "cron" && args[0] != "systemd" {
			return problem.Usage("schedule needs cron or systemd, and the backup folder",
				"for example: leadferry schedule cron backups -- --token-file token.txt")
		}
		job, err := a.nightly(args[1], args[2:], at)
		switch {
		case err != nil:
			return err
		case args[0] == "cron":
			return a.print(job.Cron())
		}
		return a.print(job.Systemd())
	}
	cmd.Flags().StringVar(&at, "at", "", "time of day, such as 03:17; default: a minute after 3 that differs from folder to folder")
	return cmd
}

// nightly makes the job. It checks the flags now: at night no person reads what is wrong with them.
func (a *app) nightly(folder string, flags []string, at string) (job schedule.Job, err error) {
	program, err := os.Executable()
	if err != nil {
		return job, fmt.Errorf("cannot tell where leadferry itself is installed: %w", err)
	}
	folder = string(fromRoot(folder))
	if flags, err = schedule.Absolute(flags, "--token-file", "--config"); err != nil {
		return job, err
	}
	o, err := a.parseCreate(flags)
	if err != nil {
		return job, err
	}
	if store.IsBucket(folder) {
		a.warnOfKeys()
	}
	settings, err := a.nightlySettings(o)
	if err != nil {
		return job, err
	}
	words := append([]string{program, "backup", "create", folder}, append(flags, settings...)...)
	if !o.Given("quiet") {
		words = append(words, "--quiet")
	}
	return schedule.New(words, at, folder)
}

// parseCreate reads flags of backup create.
func (a *app) parseCreate(flags []string) (*createOptions, error) {
	o := new(createOptions)
	create := a.backupCreateCommand(o)
	above, backups := &cobra.Command{Use: "leadferry"}, &cobra.Command{Use: "backup"} // for what is said about its flags
	above.AddCommand(backups)
	backups.AddCommand(create)
	switch err := create.ParseFlags(flags); {
	case err != nil:
		return nil, flagError(create, err)
	case create.Flags().NArg() > 0:
		return nil, problem.Usage(fmt.Sprintf("%q is not a flag of backup create", create.Flags().Arg(0)),
			"only flags come after --")
	case o.TokenFile == "-":
		return nil, problem.Usage("--token-file - reads standard input, which is empty under cron",
			"write the token into a file that only you can read (chmod 600), and name that")
	}
	return o, o.check()
}

// nightlySettings returns the flags that stand for what the surroundings say now, and warns of what
// no flag can say.
func (a *app) nightlySettings(o *createOptions) (flags []string, err error) {
	if os.Getenv(pingVariable) != "" && !o.Given("ping-url") {
		a.Warn("warning: " + pingVariable + " is not set under cron: keep it as ping_url in the profile")
	}
	if o.allProfiles {
		config, all, err := settings.Profiles(o.Flags, a.surroundings())
		for i := range all {
			if all[i].TokenFile != "" {
				a.warnOfToken(all[i].TokenPath())
			}
		}
		if err == nil && o.Config == "" {
			flags = append(flags, "--config="+config)
		}
		return flags, err
	}
	found, err := settings.Resolve(o.Flags, a.surroundings())
	if err != nil || o.Sandbox {
		return nil, err
	}
	switch {
	case found.TokenFile != "":
		a.warnOfToken(found.TokenFile)
	case found.Chosen != nil && found.Chosen.TokenFile != "":
		a.warnOfToken(found.Chosen.TokenPath())
	case found.From.Token == "" || found.From.Token == "CONVERTALK_TOKEN":
		a.Warn("warning: cron will not find a token: write it into a file and add -- --token-file FILE, or make a profile with leadferry init")
	}
	return found.Explicit(), nil
}

// warnOfKeys says now which settings of a bucket are only in the environment.
func (a *app) warnOfKeys() {
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION"} {
		if os.Getenv(name) != "" {
			a.Warn("warning: %s is not set under cron: keep it in the default profile of ~/.aws/credentials and ~/.aws/config", name)
		}
	}
}

// warnOfToken says now what would keep cron from reading a token file.
func (a *app) warnOfToken(path string) {
	if _, err := profile.ReadToken(path); err != nil {
		a.Warn("warning: cron will not find a token: %s", err)
		a.Warn("  fix: %s", problem.Remedy(err))
	}
}
