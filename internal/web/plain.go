package web

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/lead"
)

// flagged finds whole commands, what a column or a status is given as, and other flags.
var flagged = regexp.MustCompile(`leadferry [a-z]+ [^;,\n]*|--(map|map-status) ("[^"]*"|'(?:[^']|'\\'')*'|[^\s;,]+)|(add )?--([a-z][a-z-]*)`)

// again is an example that repeats a choice.
var again = regexp.MustCompile(`” [A-Z]+, such as “[^”]+” `)

// plain puts what is said of flags into words of the page, on which nobody can type them: a choice goes
// by its label there, and for what is no choice there stands the command that has the flag.
func plain(text string) string {
	labels := labels()
	said := flagged.ReplaceAllStringFunc(text, func(found string) string {
		parts := flagged.FindStringSubmatch(found)
		flag := parts[1] + parts[4]
		switch label := labels[flag]; {
		case flag == "":
			return found
		case parts[2] != "":
			return quoted(label) + " (" + meaning(parts[2]) + ")"
		case label != "":
			return parts[3] + quoted(label)
		case isOfUI(flag) && parts[3] != "":
			return "start leadferry ui with --" + flag
		case isOfUI(flag):
			return "leadferry ui --" + flag
		}
		return parts[3] + "leadferry import --" + flag
	})
	return again.ReplaceAllString(said, "”, such as ")
}

// inWords says what flags with their values choose.
func inWords(flags []string) (all []string) {
	labels := labels()
	for i := 0; i+1 < len(flags); i += 2 {
		switch flag := strings.TrimPrefix(flags[i], "--"); flag {
		case "map", "map-status":
			all = append(all, meaning(flags[i+1]))
		default:
			all = append(all, labels[flag]+": "+flags[i+1])
		}
	}
	return all
}

func quoted(label string) string { return "“" + label + "”" }

// meaning says what a value of --map or --map-status does.
func meaning(value string) string {
	value = strings.Trim(strings.ReplaceAll(value, `'\''`, "’"), `"'`)
	i := strings.LastIndex(value, "=")
	if i < 0 {
		return value
	}
	from, to := value[:i], value[i+1:]
	switch {
	case to == leftOut:
		to = "leave it out"
	case to == lead.AttributePrefix+from:
		to = "custom attribute"
	case !slices.Contains(lead.Statuses(), to):
		to = page.InWords(to)
	}
	return from + ": " + to
}

// isOfUI reports whether the page is started with the flag.
func isOfUI(flag string) bool {
	f := pflag.NewFlagSet("ui", pflag.ContinueOnError)
	new(flags.Connection).Add(f)
	new(flags.Identities).Add(f)
	return f.Lookup(flag) != nil
}
