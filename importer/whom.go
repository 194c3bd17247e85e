package importer

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// contacts reads e-mail and phone; fallback is the dial code of the live lead.
func (h *hearing) contacts(fallback string) {
	r := &h.it.row
	h.email, h.emailFlaw = "", nil
	if r.Base[lead.Email] != "" {
		h.email, h.emailFlaw = contact.ParseEmail(r.Base[lead.Email])
	}
	if fallback == "" {
		fallback = h.opts.DialCode
	}
	h.phone, h.phoneFlaw = contact.Phone{}, nil
	if r.Base[lead.Phone] != "" || r.Base[lead.DialCode] != "" {
		h.phone, h.phoneFlaw = h.phones.Parse(r.Base[lead.Phone], r.Base[lead.DialCode], fallback)
	}
}

// identify finds out whom the row means.
func (h *hearing) identify() error {
	it := h.it
	h.ids = nil
	if it.row.Base[lead.UUID] != "" {
		it.origin = ownUUID
		if h.collecting {
			h.ids = identities(h.opts.BotID, h.opts.Sources, h.email, h.phone)
		}
		return h.meet(keyOf(it.row.Base[lead.UUID]))
	}
	ids := identities(h.opts.BotID, h.opts.Sources, h.email, h.phone)
	h.ids = ids
	if h.opts.Assigned != nil && len(ids) > 0 {
		if assigned := h.opts.Assigned(it.number); assigned != "" {
			if it.origin = matched; assigned == ids[0].String() {
				it.origin = derived
			}
			it.row.Base[lead.UUID] = assigned
			return h.meet(keyOf(assigned))
		}
	}
	if len(ids) == 0 && h.isHurt() {
		return nil // what is wrong with e-mail or phone is said there
	}
	if len(ids) == 0 {
		h.add("", "no-identity", "", "nothing tells whom this row means: it has no uuid"+h.missing(), "fill one of them in")
		return nil
	}
	if h.live != nil {
		for i, id := range ids {
			p, ok := h.live.people[id]
			if !ok {
				continue
			}
			if p.several {
				h.add("", "ambiguous", "", "several leads of the bot have this e-mail or phone", "put the uuid of the right one into a uuid column (an export tells it)")
				return nil
			}
			if p.mute {
				h.add("", "mute", "", "the bot knows this person, but its lead has no uuid and cannot be written to", "leave the row out")
				return nil
			}
			it.origin = matched
			err := h.meet(p.lead)
			if i > 0 && h.old != nil && len(h.liveIdentities(h.old)) == len(ids) { // an earlier source of theirs tells of somebody else
				h.warn(it.number, Problem{Code: "another-person", Text: "the row means a lead by its " + h.opts.Sources[i].String() + ", but the lead's " +
					h.opts.Sources[0].String() + " is another one, and would be replaced",
					Fix: "if these are two people, leave the row's " + h.opts.Sources[i].String() + " out, or put a uuid of its own into the row"})
			}
			return err
		}
	}
	key, several := h.roster.find(ids)
	if several {
		h.add("", "ambiguous", "", "several rows with a uuid have this e-mail or phone", "put the uuid of the right one into this row too")
		return nil
	}
	it.origin, it.row.Base[lead.UUID] = derived, key.String()
	return h.meet(key)
}

// isHurt tells whether a source of identity is there, but bad.
func (h *hearing) isHurt() bool {
	return slices.Contains(h.opts.Sources, FromEmail) && h.emailFlaw != nil || slices.Contains(h.opts.Sources, FromPhone) && h.phoneFlaw != nil
}

// missing says why e-mail and phone tell nothing either.
func (h *hearing) missing() string {
	var b strings.Builder
	for _, s := range h.opts.Sources {
		switch {
		case s == FromEmail:
			b.WriteString(", no e-mail")
		case h.it.row.Base[lead.Phone] == "":
			b.WriteString(", no phone")
		default:
			b.WriteString(", and its phone names no country (--dial-code gives one)")
		}
	}
	return b.String()
}

// meet looks the lead up among the live ones.
func (h *hearing) meet(key uuid.UUID) (err error) {
	if h.live == nil {
		return nil
	}
	if h.old, err = h.live.lead(key); err != nil || h.old == nil {
		return err
	}
	h.it.known, h.it.row.Base[lead.UUID] = true, h.old.Base[lead.UUID]         // in its own spelling
	if h.it.row.Base[lead.DialCode] == "" && h.old.Base[lead.DialCode] != "" { // which stays as it is
		h.contacts(h.old.Base[lead.DialCode])
	}
	return nil
}
