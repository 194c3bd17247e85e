package schedule

import (
	"encoding/xml"
	"fmt"
	"path"
	"strings"
)

// launchd returns an agent of macOS.
func (j Job) launchd() Plan {
	var words strings.Builder
	for _, word := range j.Words {
		words.WriteString("\n    <string>" + escaped(word) + "</string>")
	}
	log := escaped(path.Join(j.Home, "Library", "Logs", j.Name+".log"))
	text := fmt.Sprintf(agent, j.Name, words.String(), j.Hour, j.Minute, log)
	place := "~/Library/LaunchAgents/" + j.Name + ".plist"
	return Plan{
		Files: []File{{Name: j.Name + ".plist", Bytes: []byte(text)}},
		Text:  text,
		Steps: steps("keep it as " + place + ", then: launchctl bootstrap gui/$(id -u) " + place),
		Bare:  true,
	}
}

// escaped is a text as XML holds it.
func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) //nolint:errcheck // a Builder takes all
	return b.String()
}

// agent has its mask as a decimal number: it is 0077.
const agent = xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>%s</string>
  <key>ProgramArguments</key>
  <array>%s
  </array>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>%d</integer>
    <key>Minute</key>
    <integer>%d</integer>
  </dict>
  <key>Umask</key>
  <integer>63</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardOutPath</key>
  <string>%[5]s</string>
  <key>StandardErrorPath</key>
  <string>%[5]s</string>
</dict>
</plist>
`
