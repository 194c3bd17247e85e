// Package sandbox simulates the Convertalk platform, for rehearsals and as the peer of every test.
// It keeps made-up leads in memory, lists and upserts them as documented, and lets the caller
// choose what the documents leave open: page order, the answer to a page past the end, limits,
// faults, and leads that change while they are read.
//
// It is an independent oracle, so it shares only bought libraries with the client it checks.
package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The credentials of a Server, unless its Options name others.
const (
	DefaultToken      = "sandbox-token"
	DefaultBotID      = "64f1c0ffee0000000000b071"
	DefaultCustomerID = "64f1c0ffee00000000c05701"
)

// The two types of chat that have a listing.
const (
	kindLead    = "lead"
	kindNonLead = "non-lead"
)

// Options say what a Server holds and how it behaves. The zero value is a platform without leads
// that follows the documents; where they are silent, the first value named below is the default.
type Options struct {
	Leads, NonLeads int               // made-up chats of either type
	Strange         int               // leads with odd shapes, spread over the listing
	Records         []json.RawMessage // more leads, in the server's own shape, listed byte for byte
	Seed            uint64            // the same seed makes the same leads, faults and churn

	BotID string // DefaultBotID
	Token string // DefaultToken; a request with another one gets 401

	PageSize int           // 50
	Latency  time.Duration // the wait before each answer
	Order    string        // newest (first, by creation), oldest, or updated (the latest first)

	// End is the answer to a page past the end: empty, null, missing, repeat (the last page), first
	// (page 1), 404 or 400.
	End string

	Put   string // a write to tags, notes, attributes: replace, or merge
	Body  string // their shape in a write: both, strings, or arrays; the other shape gets 400
	Empty string // an empty text in a write: clear, ignore, or reject (400)
	Touch string // whether a write moves updatedAt: yes, or no

	// UnknownUUID is the answer to a write to an unknown uuid: accept (a new lead), reject (400),
	// or swallow (ok, but not stored).
	UnknownUUID string

	Limit  Limit
	Faults []Fault
	Churn  Churn

	ClockSkew time.Duration // how far the times of chats are behind the Date of answers
	Ties      int           // so many pages, from the second on, begin with the chat that the page before ends with, in place of their own
	Stale     time.Duration // a cache in front gives an answer again for so long, with its Age
	Cap       int           // a listing shows so many chats at most; 0 = all

	// Keep is called with a line for each write that is done, one at a time; its error is the answer 500. Kept
	// are such lines of an earlier server with the same options, which are done again at the start.
	Keep func(line []byte) error
	Kept []byte

	NoLedger bool             // for servers that run for long: the ledger grows with every request
	Now      func() time.Time // time.Now
}

// Believable returns options for the platform of a mid-sized customer, without a ledger.
func Believable() Options { return Options{Leads: 2500, NonLeads: 400, Seed: 1, NoLedger: true} }

// Validate returns all impossible values, each named by its flag, as one error.
func (o Options) Validate() error {
	problems := []error{o.Limit.validate(), o.Churn.validate()}
	for _, c := range o.choices() {
		if *c.value != "" && !slices.Contains(c.allowed, *c.value) {
			allowed := strings.Join(c.allowed, ", ")
			problems = append(problems,
				fmt.Errorf("--%s %q is not one of: %s", c.flag, *c.value, allowed))
		}
	}
	for _, n := range []struct {
		flag  string
		value int
	}{
		{"leads", o.Leads}, {"non-leads", o.NonLeads}, {"strange", o.Strange},
		{"page-size", o.PageSize}, {"latency", int(o.Latency)}, {"clock-skew", int(o.ClockSkew)},
		{"ties", o.Ties}, {"stale", int(o.Stale)}, {"cap", o.Cap},
	} {
		if n.value < 0 {
			problems = append(problems, fmt.Errorf("--%s is below 0", n.flag))
		}
	}
	if o.Strange > o.Leads {
		problems = append(problems,
			fmt.Errorf("--strange %d is more than --leads %d", o.Strange, o.Leads))
	}
	for _, f := range o.Faults {
		problems = append(problems, f.validate())
	}
	for i, r := range o.Records {
		if !isValid(r, '{') {
			problems = append(problems, fmt.Errorf("record %d is not a JSON object", i+1))
		}
	}
	return errors.Join(problems...)
}

// choice is an option with a closed set of values; the first is the default.
type choice struct {
	flag    string
	value   *string
	allowed []string
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

// withDefaults replaces zero values by their defaults.
func (o Options) withDefaults() Options {
	for _, c := range o.choices() {
		*c.value = cmp.Or(*c.value, c.allowed[0])
	}
	o.BotID, o.Token = cmp.Or(o.BotID, DefaultBotID), cmp.Or(o.Token, DefaultToken)
	o.PageSize = cmp.Or(o.PageSize, 50)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}
