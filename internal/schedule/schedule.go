// Package schedule writes the lines that make cron or systemd run a command every day.
package schedule

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// Job is a command and the time of day to run it at.
type Job struct {
	Words        []string // the command, with absolute paths
	Hour, Minute int
}

// New makes a job. at is a time such as 03:17; "" is a minute after 3 that differs from key to key,
// so that not all jobs ask the server at once.
func New(words []string, at, key string) (Job, error) {
	for _, word := range words {
		if strings.ContainsFunc(word, unicode.IsControl) {
			return Job{}, problem.Usage(fmt.Sprintf("%q contains a control character, which a schedule cannot contain", word),
				"leave it out, or rename the file or folder")
		}
	}
	if at == "" {
		h := fnv.New32()
		h.Write([]byte(key))
		return Job{words, 3, int(h.Sum32() % 60)}, nil
	}
	t, err := time.Parse("15:04", at)
	if err != nil {
		return Job{}, problem.Usage(fmt.Sprintf("--at %q is not a time of day", at), "for example: --at 03:17")
	}
	return Job{words, t.Hour(), t.Minute()}, nil
}

// Absolute makes the values of the flags that name files absolute: at night another folder is the
// current one. A value of "-" stays.
func Absolute(words []string, flags ...string) (out []string, err error) {
	files := map[string]bool{}
	for _, flag := range flags {
		files[flag] = true
	}
	for i := 0; i < len(words); i++ {
		name, value, joined := strings.Cut(words[i], "=")
		if !files[name] {
			out = append(out, words[i])
			continue
		}
		if !joined && i+1 < len(words) {
			i++
			value = words[i]
		}
		if value != "-" {
			if value, err = filepath.Abs(value); err != nil {
				return nil, err
			}
		}
		out = append(out, name+"="+value)
	}
	return out, nil
}

// Cron returns the line of a crontab. A percent sign ends a command there, even between quotes,
// unless it is escaped.
func (j Job) Cron() string {
	command := strings.ReplaceAll(screen.Command(j.Words...), "%", `\%`)
	return fmt.Sprintf("# add this line with: crontab -e\n%d %d * * * %s\n", j.Minute, j.Hour, command)
}

// Systemd returns a service and its timer. Percent and dollar signs mean something else there,
// unless they are doubled. It reads escapes such as \xfc as bytes.
func (j Job) Systemd() string {
	quoted := make([]string, len(j.Words))
	for i, word := range j.Words {
		quoted[i] = `"` + screen.Harmless(strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$").Replace(word)) + `"`
	}
	return fmt.Sprintf(units, strings.Join(quoted, " "), j.Hour, j.Minute)
}

const units = `# ~/.config/systemd/user/leadferry-backup.service
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
`
