package cli

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/internal/problem"
)

// scheduleOptions are the flags of schedule.
type scheduleOptions struct {
	at     string
	hour   int
	minute int
	words  []string // the command, with absolute paths
}

func (a *app) scheduleCommand() *cobra.Command {
	var o scheduleOptions
	cmd := &cobra.Command{
		Use:   "schedule cron|systemd DIR [-- FLAGS]",
		Short: "Print the lines that make cron or systemd back up every night",
		Long: `Prints the lines that make cron or systemd run "leadferry backup create DIR" every night, for you to paste. Flags of backup create
come after "--". The bot's settings are those that leadferry status shows here: a profile, or what the environment says now, since there is
none at night. Without a profile the token is best kept in a file that only you can read (chmod 600), named with --token-file.`,
		Example: `  leadferry schedule cron backups -- --all-profiles --keep-daily 14
  leadferry schedule cron backups -- --token-file token.txt --keep-daily 14 --keep-weekly 8
  leadferry schedule systemd backups --at 02:30 -- --token-file token.txt`,
		Args:      cobra.ArbitraryArgs,
		ValidArgs: []string{"cron", "systemd"},
		RunE: func(_ *cobra.Command, args []string) error {
			a.command = "schedule"
			if len(args) < 2 || args[0] != "cron" && args[0] != "systemd" {
				return problem.Usage("schedule needs cron or systemd, and the backup folder", "for example: leadferry schedule cron backups -- --token-file token.txt")
			}
			if err := a.take(&o, args[1], args[2:]); err != nil {
				return err
			}
			if args[0] == "cron" {
				return a.print(o.cron())
			}
			return a.print(o.systemd())
		},
	}
	cmd.Flags().StringVar(&o.at, "at", "", "time of day, such as 03:17; default: a minute after 3 that differs from folder to folder")
	return cmd
}

// print writes lines that are to be pasted as they are: nothing in them is escaped for showing.
func (a *app) print(text string) error {
	if _, err := a.std.Out.WriteString(text); err != nil {
		return fmt.Errorf("the answer could not be written: %w", err)
	}
	return nil
}

// take makes the command that is to be run. Its flags are checked now: at night nobody reads what is wrong with them.
func (a *app) take(o *scheduleOptions, folder string, flags []string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("where leadferry itself lies cannot be told: %w", err)
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	if flags, err = absoluteFiles(flags); err != nil {
		return err
	}
	var job backupOptions
	create := a.backupCreateCommand(&job)
	above := &cobra.Command{Use: "leadferry"} // for what is said about its flags
	above.AddCommand(create)
	if err := create.ParseFlags(flags); err != nil {
		return flagError(create, err)
	}
	if create.Flags().NArg() > 0 {
		return problem.Usage(fmt.Sprintf("%q is no flag of backup create", create.Flags().Arg(0)), "only flags come after --")
	}
	if err := job.check(create); err != nil {
		return err
	}
	if job.tokenFile == "-" {
		return problem.Usage("--token-file - reads standard input, which is empty at night", "write the token into a file of mode 0600 and name that")
	}
	settings, err := a.nightly(&job)
	if err != nil {
		return err
	}
	o.words = append([]string{program, "backup", "create", folder}, append(flags, settings...)...)
	if !create.Flags().Changed("quiet") {
		o.words = append(o.words, "--quiet")
	}
	for _, word := range o.words {
		if strings.ContainsAny(word, "\n\r\x00") {
			return problem.Usage(fmt.Sprintf("%q holds a line break, which no schedule can hold", word), "leave it out")
		}
	}
	return o.time(folder)
}

// nightly returns the flags that stand for what the surroundings say now, and warns of what no flag can say.
func (a *app) nightly(job *backupOptions) (flags []string, err error) {
	if os.Getenv("LEADFERRY_PING_URL") != "" && !job.given("ping-url") {
		a.sayAlways("warning: LEADFERRY_PING_URL is not set at night: keep it as ping_url in the profile")
	}
	if job.allProfiles {
		if _, err = job.everyProfile(); err == nil && job.configFile == "" {
			flags = append(flags, "--config="+job.sources.configPath)
		}
		return flags, err
	}
	if err := job.settle(); err != nil || job.sandbox {
		return nil, err
	}
	if job.profile != nil {
		if job.profileName == "" {
			flags = append(flags, "--profile="+job.profile.Name)
		}
		if job.configFile == "" {
			flags = append(flags, "--config="+job.sources.configPath)
		}
	}
	for _, s := range []struct{ flag, value, source string }{
		{"--base-url", job.baseURL, job.sources.baseURL}, {"--bot-id", job.botID, job.sources.botID}, {"--customer-id", job.customerID, job.sources.customerID},
	} {
		if strings.HasPrefix(s.source, "CONVERTALK_") {
			flags = append(flags, s.flag+"="+s.value)
		}
	}
	if job.sources.token == "" || job.sources.token == "CONVERTALK_TOKEN" {
		a.sayAlways("warning: no token will be found at night: write it into a file, and add: -- --token-file FILE (or keep a profile: leadferry init)")
	}
	return flags, nil
}

func (o *scheduleOptions) time(folder string) error {
	if o.at == "" {
		h := fnv.New32()
		h.Write([]byte(folder))
		o.hour, o.minute = 3, int(h.Sum32()%60)
		return nil
	}
	at, err := time.Parse("15:04", o.at)
	if err != nil {
		return problem.Usage(fmt.Sprintf("--at %q is no time of day", o.at), "for example: --at 03:17")
	}
	o.hour, o.minute = at.Hour(), at.Minute()
	return nil
}

// absoluteFiles makes the paths absolute that a flag names: at night another folder is the current one.
func absoluteFiles(flags []string) (out []string, err error) {
	for i := 0; i < len(flags); i++ {
		name, value, joined := strings.Cut(flags[i], "=")
		if name == "--token-file" || name == "--config" {
			if !joined && i+1 < len(flags) {
				i++
				value = flags[i]
			}
			if value != "-" {
				if value, err = filepath.Abs(value); err != nil {
					return nil, err
				}
			}
			out = append(out, name+"="+value)
			continue
		}
		out = append(out, flags[i])
	}
	return out, nil
}

// cron returns the line of a crontab. A percent sign ends a command there, unless it is escaped, even between quotes.
func (o *scheduleOptions) cron() string {
	quoted := make([]string, len(o.words))
	for i, word := range o.words {
		quoted[i] = strings.ReplaceAll(shellQuote(word), "%", `\%`)
	}
	return fmt.Sprintf("# add this line with: crontab -e\n%d %d * * * %s\n", o.minute, o.hour, strings.Join(quoted, " "))
}

// shellQuote writes a word so that a shell reads it as it is. A percent sign is left outside of the quotes, where cron's escape works.
func shellQuote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:,@+", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	parts := strings.Split(word, "%")
	for i, part := range parts {
		if part != "" || len(parts) == 1 {
			parts[i] = "'" + strings.ReplaceAll(part, "'", `'\''`) + "'"
		}
	}
	return strings.Join(parts, "%")
}

// systemd returns a service and its timer. A percent or dollar sign means something else there, unless it is doubled.
func (o *scheduleOptions) systemd() string {
	quoted := make([]string, len(o.words))
	for i, word := range o.words {
		quoted[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$").Replace(word) + `"`
	}
	return fmt.Sprintf(`# ~/.config/systemd/user/leadferry-backup.service
[Unit]
Description=Back up the leads of a bot

[Service]
Type=oneshot
ExecStart=%s
UMask=0077

# ~/.config/systemd/user/leadferry-backup.timer
[Unit]
Description=Back up the leads of a bot every night

[Timer]
OnCalendar=*-*-* %02d:%02d:00
Persistent=true

[Install]
WantedBy=timers.target

# then: systemctl --user daemon-reload && systemctl --user enable --now leadferry-backup.timer
`, strings.Join(quoted, " "), o.hour, o.minute)
}
