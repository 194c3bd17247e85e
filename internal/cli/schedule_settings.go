package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
)

// settle returns whose settings hold at night, and the flags that stand for what the surroundings say
// now. It is an error if even with them nothing would work.
func (n night) settle(args []string) (whose string, explicit []string, err error) {
	f := n.cmd.Flags()
	if f.Lookup("ping-url") != nil && os.Getenv(pingVariable) != "" && !f.Changed("ping-url") {
		n.Warn("warning: " + pingVariable + " will not be set at night: keep it as ping_url in the profile")
	}
	if slices.ContainsFunc(args, store.IsBucket) {
		if err := n.bucketAtNight(); err != nil {
			return "", nil, err
		}
	}
	switch {
	case typedText(f, "all-profiles") == "true":
		explicit, err = n.settleAll()
		return "all", explicit, err
	case f.Lookup("bot-id") == nil || typedText(f, "sandbox") == "true": // it asks no server
		return typedText(f, "profile"), nil, nil
	}
	found, err := settings.Resolve(typedSettings(f), n.surroundings())
	if err != nil {
		return "", nil, err
	}
	if found.Chosen != nil {
		whose = found.Chosen.Name
	}
	explicit = found.Explicit()
	if err := n.cmd.ParseFlags(explicit); err != nil {
		return "", nil, err
	}
	err = n.usable(typedSettings(f))
	if problem.ExitCode(err) == problem.ExitAuth && (found.From.Token == "" || found.From.Token == tokenVariable) {
		err = settings.MissingToken(tokenVariable + " will not be set at night: write the token into a file that only you can read (chmod 600) and add --token-file FILE, " +
			"or make a profile with leadferry init")
	}
	return whose, explicit, err
}

// settleAll looks at every profile.
func (n night) settleAll() (explicit []string, err error) {
	typed := typedSettings(n.cmd.Flags())
	config, all, err := settings.Profiles(typed, n.surroundings())
	if err != nil {
		return nil, err
	}
	if typed.Config == "" {
		typed.Config, explicit = config, []string{"--config=" + config}
	}
	for i := range all {
		typed.Profile = all[i].Name
		if err := n.usable(typed); err != nil {
			return nil, fmt.Errorf("profile %s: %w", typed.Profile, err)
		}
	}
	return explicit, nil
}

// usable reports what would keep a connection from working in an empty environment.
func (n night) usable(typed settings.Flags) error {
	empty := n.surroundings()
	empty.Getenv = func(string) string { return "" }
	found, err := settings.Resolve(typed, empty)
	if err != nil {
		return err
	}
	return found.Usable()
}

const tokenVariable = "CONVERTALK_TOKEN"

// bucketAtNight refuses settings of a bucket that stand in the environment only.
func (n night) bucketAtNight() error {
	var set []string
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION"} {
		if os.Getenv(name) != "" {
			set = append(set, name)
		}
	}
	if len(set) == 0 {
		return nil
	}
	return problem.Usage("the settings of the bucket will not be set at night: "+strings.Join(set, ", "),
		"keep them in the default profile of ~/.aws/credentials and ~/.aws/config, and run this without them: env -u "+strings.Join(set, " -u ")+" "+n.rerun(""))
}

// typedSettings are the flags of a connection as they were typed.
func typedSettings(f *pflag.FlagSet) settings.Flags {
	return settings.Flags{
		BaseURL: typedText(f, "base-url"), BotID: typedText(f, "bot-id"), CustomerID: typedText(f, "customer-id"),
		TokenFile: typedText(f, "token-file"), Profile: typedText(f, "profile"), Config: typedText(f, "config"), Given: f.Changed,
	}
}

// typedText is the value of a flag, "" if the command has no such flag.
func typedText(f *pflag.FlagSet, name string) string {
	if found := f.Lookup(name); found != nil {
		return found.Value.String()
	}
	return ""
}
