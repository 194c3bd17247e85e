package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// nones are texts that stand for an empty e-mail or phone: those that were taken so, and those that were
// refused and look like words for it.
type nones struct {
	given          []string        // by the user, in lower case
	taken, refused map[string]bool // the same
	mailboxes      map[string]int  // addresses that programs write for none: the rows that have them
	alone          bool            // one of these has nothing else that it is known by
}

// note adds what was said of the cells of a row.
func (n *nones) note(o *one) {
	if o.nobodys {
		n.mailboxes[strings.ToLower(o.email)]++
		n.alone = n.alone || len(o.ids) < 2
	}
	for i := range o.warned {
		if w := &o.warned[i]; w.Code == codePlaceholder {
			n.taken[strings.ToLower(w.Value)] = true
		}
	}
	for i := range o.row.Problems {
		if p := &o.row.Problems[i]; mayBeNone(p) {
			n.refused[strings.ToLower(p.Value)] = true
		}
	}
}

// settle takes the addresses that several rows have for such texts, if the rows are known by something else, too.
func (n *nones) settle(known bool) {
	for address, rows := range n.mailboxes {
		if rows > 1 && (known || !n.alone) {
			n.refused[address] = true
		}
	}
}

// isNoMailbox reports whether programs write an address for none, or nobody reads what is sent there.
func isNoMailbox(email string) bool {
	name, _, _ := strings.Cut(email, "@")
	name = strings.ToLower(name)
	for _, sign := range [...]string{"-", "_", "."} {
		name = strings.ReplaceAll(name, sign, "")
	}
	switch name {
	case "void", "none", "null", "nobody", "anonymous", "noreply", "donotreply", "nomail", "noemail", "noone", "notprovided", "unknown", "keine", "keinemail":
		return true
	}
	return false
}

// noteNoMailbox tells of such an address.
func (o *one) noteNoMailbox() {
	if o.nobodys && o.row.Origin != row.Own {
		o.warn(o.problem("email", "no-mailbox", o.email, "programs write such an address for none, and no person reads what is sent there",
			"if it stands for none: "+columns.Flag("null", strings.ToLower(o.email))+" takes it as empty in every column"))
	}
}

const codePlaceholder = "placeholder"

// mayBeNone reports whether a refused e-mail or phone is a word or two that people write for none.
func mayBeNone(p *row.Problem) bool {
	return (p.Code == "email-no-at" || p.Code == "phone-no-digits") && columns.MeansNone(p.Value)
}

// flag returns the value of --null that takes all such texts, and those that are taken already or given, for none.
// It is "" if there are so many that they are none, or if another column has one of them, which --null would
// empty there, too.
func (n *nones) flag(elsewhere map[string]bool) string {
	const most = 10
	if len(n.refused) == 0 || len(n.refused) > most {
		return ""
	}
	all := maps.Clone(n.taken)
	maps.Copy(all, n.refused)
	for text := range all {
		if elsewhere[text] {
			return ""
		}
	}
	for _, text := range n.given {
		all[text] = true
	}
	return lead.FormatTags(slices.Sorted(maps.Keys(all)))
}

// fixNones adds the flag to the fixes of a row, when all rows are known.
func (p *pass) fixNones(r *row.Row) {
	flag := p.nones.flag(p.hints.Words)
	if flag == "" {
		return
	}
	for i := range r.Problems {
		if p := &r.Problems[i]; mayBeNone(p) {
			p.Fix += "; if such words stand for none: " + columns.Flag("null", flag)
		}
	}
}
