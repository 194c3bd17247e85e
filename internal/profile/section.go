package profile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// section is the profile as it is written in the file.
func (p *Profile) section() string {
	name := p.Name
	if strings.Contains(name, ".") { // it would be two names
		name = strconv.Quote(name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[profile.%s]\n", name)
	_ = toml.NewEncoder(&b).Encode(p) // writeConfig parses the result
	return b.String()
}

// without returns a text without the lines from a profile's heading to the next heading.
func without(text, name string) string {
	var kept strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		if heading, ok := headingOf(line); ok {
			inside = heading == name
		}
		if !inside {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// headingOf returns the profile of a line [profile.NAME]; ok is true for the heading of any table.
func headingOf(line string) (name string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(line), "[")
	if !ok {
		return "", false
	}
	inner, _, _ = strings.Cut(inner, "]")
	first, name, _ := strings.Cut(inner, ".")
	name = strings.TrimSpace(name)
	if unquoted, err := strconv.Unquote(name); err == nil {
		name = unquoted
	}
	if strings.TrimSpace(first) != "profile" {
		return "", true
	}
	return strings.Trim(name, "'"), true
}
