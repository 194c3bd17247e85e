package settings

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// needed is a setting without which no request can be made.
type needed struct{ what, env, flag, where string }

var (
	botID      = needed{"bot ID", "CONVERTALK_BOT_ID", "--bot-id", inPage}
	customerID = needed{"customer ID", "CONVERTALK_CUSTOMER_ID", "--customer-id", inPage}
	token      = needed{"token", "CONVERTALK_TOKEN", "--token-file FILE", "the vendor's support gives you the token"}
)

const inPage = "both IDs are in the bot's page address, https://page.convertalk.com/<BotId>/<CustomerId>, and in its embed script"

// missing reports all settings that no source has, in one round. No token is read.
func (c *Connection) missing() error {
	var all []needed
	for _, s := range []struct {
		needed
		there bool
	}{
		{botID, strings.TrimSpace(c.BotID) != ""}, {customerID, strings.TrimSpace(c.CustomerID) != ""}, {token, c.From.Token != ""},
	} {
		if !s.there {
			all = append(all, s.needed)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return c.missingSettings(all)
}

// missingSettings is the error of settings that are missing. If the token is among them, which is the last, it
// has the exit code of a missing token.
func (c *Connection) missingSettings(all []needed) error {
	var what, env, flags, where []string
	for _, s := range all {
		what, env, flags = append(what, "no "+s.what), append(env, s.env), append(flags, s.flag)
		if len(where) == 0 || where[len(where)-1] != s.where {
			where = append(where, s.where)
		}
	}
	text, fix := "there is "+and(what), cmp.Or(c.hint, fmt.Sprintf("set %s or use %s (%s), or keep %s in a profile with leadferry init, or try --sandbox",
		and(env), and(flags), strings.Join(where, "; "), itOrThem(len(all))))
	exit := problem.ExitUsage
	if all[len(all)-1] == token {
		exit = problem.ExitAuth
	}
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: fix}, Exit: exit, Unsent: true}
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// and joins words as people do: a, b and c.
func and(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// EmptyInput says that standard input, which was to hold the token, is empty.
func EmptyInput() error {
	return &problem.Error{
		Problem: problem.Problem{Text: "standard input is empty, and --token-file - reads the token there", Fix: "pipe the token in, or name a file that holds it"},
		Exit:    problem.ExitAuth, Unsent: true,
	}
}

// MissingToken is the one missing setting that has an exit code of its own.
func MissingToken(fix string) error {
	return &problem.Error{Problem: problem.Problem{Text: "there is no token", Fix: fix}, Exit: problem.ExitAuth, Unsent: true}
}
