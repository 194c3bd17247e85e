package schedule

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"github.com/leadferry/leadferry/internal/shell"
)

// windows returns a task. Its file is in UTF-16, which schtasks wants.
func (j Job) windows() (Plan, error) {
	arguments := make([]string, len(j.Words)-1)
	for i, word := range j.Words[1:] {
		arguments[i] = quoted(word)
	}
	text := fmt.Sprintf(task, escaped(j.About), j.Name, j.Hour, j.Minute, escaped(j.Words[0]), escaped(strings.Join(arguments, " ")))
	file, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?>` + "\r\n" + strings.ReplaceAll(text, "\n", "\r\n"))
	return Plan{
		Files: []File{{Name: j.Name + ".xml", Bytes: []byte(file)}},
		Text:  text,
		Bare:  true,
		Steps: func(file string) []string {
			if file == "" {
				return []string{fmt.Sprintf("schtasks /create /tn %s /xml FILE, which -o FILE writes", j.Name)}
			}
			return []string{shell.Command("schtasks", "/create", "/tn", j.Name, "/xml", file)}
		},
	}, err
}

// quoted is a word as programs of Windows split their command line: a backslash counts as one unless
// quotes follow it.
func quoted(word string) string {
	if word != "" && !strings.ContainsAny(word, " \t\"") {
		return word
	}
	var b strings.Builder
	slashes := 0
	for _, r := range word {
		switch r {
		case '\\':
			slashes++
		case '"':
			b.WriteString(strings.Repeat(`\`, slashes+1))
			slashes = 0
		default:
			slashes = 0
		}
		b.WriteRune(r)
	}
	return `"` + b.String() + strings.Repeat(`\`, slashes) + `"`
}

const task = `<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>%s</Description>
    <URI>\%s</URI>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T%02d:%02d:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%s</Command>
      <Arguments>%s</Arguments>
    </Exec>
  </Actions>
</Task>
`
