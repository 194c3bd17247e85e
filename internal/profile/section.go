package profile

import (
	"fmt"
	"strconv"
	"strings"
)

// section is the profile as it is written in the file.
func (p *Profile) section() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[profile.%s]\n", quoteKey(p.Name))
	for _, line := range [][2]string{
		{"base_url", p.BaseURL}, {"bot_id", p.BotID}, {"customer_id", p.CustomerID},
		{"token_file", p.TokenFile},
	} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s = %s\n", line[0], quote(line[1]))
		}
	}
	if p.Rate != nil {
		fmt.Fprintf(&b, "rate = %s\n", strconv.FormatFloat(*p.Rate, 'f', -1, 64))
	}
	return b.String()
}

// quoteKey quotes a name with a dot, which would otherwise be two names.
func quoteKey(name string) string {
	if strings.Contains(name, ".") {
		return quote(name)
	}
	return name
}

// quote returns a text as a TOML string.
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// without returns a text without the lines from a profile's heading to the next heading.
func without(text, name string) string {
	var kept []string
	inside := false
	for line := range strings.Lines(text) {
		heading, ok := headingOf(line)
		if ok {
			inside = heading == name
		}
		if !inside {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// headingOf returns the profile of a line [profile.NAME]; ok reports whether the line begins any
// table.
func headingOf(line string) (name string, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "[") {
		return "", false
	}
	inner, _, _ := strings.Cut(strings.TrimPrefix(line, "["), "]")
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
