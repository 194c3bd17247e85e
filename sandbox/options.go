// Package sandbox is a simulated Convertalk: the two documented endpoints over a store that really keeps what is written to it. Users
// rehearse on it, and it is every test's peer. What the platform's documents leave open is an option; trouble can be made on purpose.
//
// A Server is an http.Handler for a socket, and Transport is a door to it without one, for tests on a fake clock. It keeps a ledger of
// every request, which is the truth that tests hold a run against.
package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The account that the sandbox serves unless told otherwise.
const (
	DefaultToken      = "sandbox-token"
	DefaultBotID      = "64f1c0ffee0000000000b071"
	DefaultCustomerID = "64f1c0ffee00000000c05701"
)

// Options says what platform is simulated. The zero value is one without leads that behaves in the likeliest way.
type Options struct {
	Leads, NonLeads int               // made-up chats of each type
	Strange         int               // how many of the leads have odd shapes
	Records         []json.RawMessage // further leads, listed byte for byte as they are
	Seed            uint64            // another seed makes other leads, faults and changes
	PageSize        int               // 0 = 50
	Latency         time.Duration     // before each answer

	Token, BotID, CustomerID string // "" = the defaults

	Put         string // what a PUT does to tags, notes and attributes: "replace" (default) or "merge"
	Body        string // which shape of those it takes: "both" (default), "strings" or "arrays"
	Empty       string // what an empty string does: "clear" (default), "ignore" or "reject"
	UnknownUUID string // a PUT to a uuid that is not there: "accept" (default), "reject" or "swallow" (ok, but not stored)
	Touch       string // does a PUT move updatedAt: "yes" (default) or "no"
	Order       string // of the listing: "newest" (default), "oldest" or "updated"
	End         string // a page past the end: "empty" (default), "null", "missing", "repeat", "first", "404" or "400"

	Limit  Limit
	Faults []Fault
	Churn  Churn
	Now    func() time.Time // nil = time.Now
}

// Believable returns the options of a platform with 2,500 leads and 400 other chats.
func Believable() Options { return Options{Leads: 2500, NonLeads: 400, Seed: 1} }

// choice is an option with a closed set of values, the default first.
type choice struct {
	flag   string
	value  *string
	values []string
}

func (o *Options) choices() []choice {
	return []choice{
		{"put", &o.Put, []string{"replace", "merge"}},
		{"body", &o.Body, []string{"both", "strings", "arrays"}},
		{"empty", &o.Empty, []string{"clear", "ignore", "reject"}},
		{"unknown-uuid", &o.UnknownUUID, []string{"accept", "reject", "swallow"}},
		{"touch", &o.Touch, []string{"yes", "no"}},
		{"order", &o.Order, []string{"newest", "oldest", "updated"}},
		{"end", &o.End, []string{"empty", "null", "missing", "repeat", "first", "404", "400"}},
	}
}

// Validate names the first option that has no such value.
func (o Options) Validate() error {
	for _, c := range o.choices() {
		if *c.value != "" && !slices.Contains(c.values, *c.value) {
			return fmt.Errorf("--%s %q is not known: choose %s", c.flag, *c.value, strings.Join(c.values, ", "))
		}
	}
	for _, n := range []struct {
		flag  string
		value int
	}{{"leads", o.Leads}, {"non-leads", o.NonLeads}, {"strange", o.Strange}, {"page-size", o.PageSize}} {
		if n.value < 0 {
			return fmt.Errorf("--%s %d is less than nothing", n.flag, n.value)
		}
	}
	if o.Latency < 0 {
		return fmt.Errorf("--latency %v is less than nothing", o.Latency)
	}
	for _, f := range o.Faults {
		if err := f.validate(); err != nil {
			return err
		}
	}
	return nil
}

// fill puts the defaults in.
func (o *Options) fill() {
	for _, c := range o.choices() {
		if *c.value == "" {
			*c.value = c.values[0]
		}
	}
	for _, d := range []struct {
		value *string
		is    string
	}{{&o.Token, DefaultToken}, {&o.BotID, DefaultBotID}, {&o.CustomerID, DefaultCustomerID}} {
		if *d.value == "" {
			*d.value = d.is
		}
	}
	if o.PageSize == 0 {
		o.PageSize = 50
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}
