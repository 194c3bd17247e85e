package schedule

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// CronText returns a command as a crontab has it: a percent sign ends it there, even between quotes, unless
// it is escaped.
func CronText(command string) string { return strings.ReplaceAll(command, "%", `\%`) }

// cron returns the line of a crontab.
func (j Job) cron() Plan {
	command := CronText(shell.Command(j.Words...))
	if j.Silent {
		command += " >/dev/null"
	}
	line := fmt.Sprintf("%d %d * * * %s\n", j.Minute, j.Hour, command)
	return Plan{
		Files: []File{{Name: j.Name + ".cron", Bytes: []byte(line)}},
		Text:  "# add this line with: crontab -e\n" + line,
		Steps: steps("add its line with: crontab -e"),
	}
}

// systemd returns a service, its timer, and the service that tells that it failed. Percent and dollar
// signs mean something else there, unless they are doubled. It reads escapes such as \xfc as bytes.
func (j Job) systemd() (p Plan) {
	quoted := make([]string, len(j.Words))
	for i, word := range j.Words {
		quoted[i] = `"` + screen.Harmless(strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$").Replace(word)) + `"`
	}
	about := strings.ReplaceAll(j.About, "%", "%%")
	p.Files = []File{
		{Name: j.Name + ".service", Bytes: fmt.Appendf(nil, service, about, strings.Join(quoted, " "))},
		{Name: j.Name + ".timer", Bytes: fmt.Appendf(nil, timer, about, j.Hour, j.Minute)},
		{Name: "leadferry-failed@.service", Bytes: []byte(failed), Shared: true},
	}
	for _, f := range p.Files {
		p.Text += "# ~/.config/systemd/user/" + f.Name + "\n" + string(f.Bytes) + "\n"
	}
	const then, stay = "systemctl --user daemon-reload && systemctl --user enable --now %s.timer", "loginctl enable-linger"
	start := fmt.Sprintf(then, j.Name)
	p.Text += "# then: " + start + "\n# so that it also runs while you are not logged in: " + stay + "\n"
	p.Steps = steps("put them into ~/.config/systemd/user, if they are not there, then: "+start, "so that it also runs while you are not logged in: "+stay)
	return p
}

// steps are the same whatever the file is called.
func steps(lines ...string) func(string) []string { return func(string) []string { return lines } }

const service = `[Unit]
Description=%s
OnFailure=leadferry-failed@%%N.service

[Service]
Type=oneshot
ExecStart=%s
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
SystemCallArchitectures=native
`

const timer = `[Unit]
Description=%s, every night

[Timer]
OnCalendar=*-*-* %02d:%02d:00
Persistent=true

[Install]
WantedBy=timers.target
`

const failed = `[Unit]
Description=Tell that %i failed

[Service]
Type=oneshot
# Put here what reaches you, such as a mail. This line only marks the failure in the journal.
ExecStart=systemd-cat --identifier=leadferry --priority=crit echo "%i failed: journalctl --user --unit=%i"
`
