package summary

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/duplicates"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// Duplicates is the JSON object of duplicates.
type Duplicates struct {
	Source   string          `json:"snapshot,omitzero"` // that was looked at; none: the bot
	Output   string          `json:"output,omitzero"`
	Leads    int             `json:"leads"`
	Groups   int             `json:"groups"`
	Members  int             `json:"members"`           // leads in groups
	Largest  int             `json:"largest"`           // members of a group
	SameUUID int             `json:"sameUuid,omitzero"` // leads whose uuid others have, too
	Keep     duplicates.Keep `json:"keep"`
	Verified *bool           `json:"verified,omitzero"` // whether all leads were read; not said of a snapshot
	Reason   string          `json:"reason,omitzero"`
	Tags     *Tags           `json:"tags,omitzero"`
	Seconds  float64         `json:"seconds"`

	Reading *listing.Result `json:"-"` // nil of a snapshot
}

// Tags are the rows that give leads a tag.
type Tags struct {
	File string `json:"file"` // "" if there are no rows
	Rows int    `json:"rows"`
	Mute int    `json:"mute"` // leads without a uuid, which cannot be changed
}

// Tell says what was found; the groups themselves go to answer, unless a table has them.
func (d *Duplicates) Tell(ctx context.Context, t, answer Talk, f *duplicates.Found, took time.Duration) (code int, err error) {
	d.Leads, d.Groups, d.Members, d.Largest, d.Seconds = f.Leads, f.Groups(), f.Members, f.Largest, took.Seconds()
	if d.Groups == 0 {
		answer.Say("No two of %s have the same e-mail or phone.", screen.Count(d.Leads, "lead"))
	} else {
		answer.Say("%s of %s share an e-mail or phone with another one: %s, the largest has %s.",
			screen.Thousands(d.Members), screen.Count(d.Leads, "lead"), screen.Count(d.Groups, "group"), screen.Count(d.Largest, "lead"))
	}
	if d.Output == "" {
		err = tellGroups(ctx, answer, f)
	} else if d.Groups == 0 {
		t.Say("  %s is a table without rows.", shell.Quote(d.Output))
	} else {
		t.Say("  They are in %s, with the %s of each group marked to be kept.", shell.Quote(d.Output), d.Keep)
	}
	if d.SameUUID = f.SameUUID; d.SameUUID > 0 {
		t.Say("  note: %s the same uuid as another one; a tag or an import may reach only one lead of each uuid", screen.CountOf(d.SameUUID, "lead has", "leads have"))
	}
	if d.Tags != nil {
		if d.Tags.Rows == 0 {
			t.Say("  There is no lead to tag.")
		} else {
			t.Say("  %s to tag: %s", screen.Count(d.Tags.Rows, "lead"), shell.Quote(d.Tags.File))
		}
		if d.Tags.Mute > 0 {
			t.Say("  note: %s without a uuid, which cannot be changed", screen.CountOf(d.Tags.Mute, "lead is", "leads are"))
		}
	}
	if d.Reading == nil {
		return problem.ExitDone, err
	}
	d.Verified, d.Reason = &d.Reading.Verified, d.Reading.Reason
	accepted(t, d.Reading)
	if !d.Reading.Verified {
		t.Warn("warning: not all leads may have been read: %s", d.Reason)
		t.Warn("  fix: %s", d.Reading.Fix)
		return problem.ExitUnverified, err
	}
	return problem.ExitDone, err
}

// tellGroups names the members of the first few groups.
func tellGroups(ctx context.Context, answer Talk, f *duplicates.Found) error {
	const most = 10
	var rows [][]string
	number := 0
	for group, err := range f.All(ctx) {
		if err != nil {
			return err
		}
		if number++; number > most {
			break
		}
		for i := range group {
			m := &group[i]
			keep := ""
			if m.Keep {
				keep = "keep"
			}
			b := &m.Row.Base
			rows = append(rows, []string{strconv.Itoa(number), keep, b[lead.UUID], b[lead.Name], b[lead.Email], b[lead.DialCode] + b[lead.Phone]})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	for line := range strings.Lines(screen.Table(append([][]string{{"GROUP", "", "UUID", "NAME", "E-MAIL", "PHONE"}}, rows...), 0)) {
		answer.Say("%s", strings.TrimSuffix(line, "\n"))
	}
	if number > most {
		answer.Say("The first %d groups are shown. A workbook has all: -o duplicates.xlsx", most)
	}
	return nil
}
