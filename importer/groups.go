package importer

import (
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/lead"
)

// Duplicates says what happens to several rows of one lead.
type Duplicates uint8

// The ways to treat them.
const (
	ApplyAll Duplicates = iota // every one is sent, in the order of the file
	ApplyLast
	ApplyFirst
	RejectAll
)

// String returns the name of the flag's value.
func (d Duplicates) String() string { return [...]string{"all", "last", "first", "reject"}[d] }

// groups knows which rows mean the same lead.
type groups struct {
	mode    Duplicates
	chosen  bool // the user has chosen the mode
	leads   map[uuid.UUID]group
	seed    maphash.Seed
	several bool // there is a lead with more than one row
}

// group is the rows of one lead. It is small, since there may be a million of them.
type group struct {
	first, last uint32 // rows that can be sent
	count       uint32
	name        uint32 // a hash of the first name met, 0 for none
	clash       bool   // there are several names
}

func newGroups(mode Duplicates, chosen bool) *groups {
	return &groups{mode: mode, chosen: chosen, leads: map[uuid.UUID]group{}, seed: maphash.MakeSeed()}
}

// add notes a row that can be sent.
func (g *groups) add(it *item) {
	key := keyOf(it.row.Base[lead.UUID])
	of := g.leads[key]
	number := uint32(it.number)
	if of.count == 0 {
		of.first = number
	}
	of.last = number
	of.count++
	g.several = g.several || of.count > 1
	if name := g.nameHash(it.row.Base[lead.Name]); name != 0 {
		if of.name != 0 && of.name != name && !of.clash {
			of.clash = true
		}
		of.name = name
	}
	g.leads[key] = of
}

// nameHash folds what people would call the same name.
func (g *groups) nameHash(name string) uint32 {
	if name == "" {
		return 0
	}
	return uint32(maphash.String(g.seed, strings.ToLower(norm.NFC.String(name)))) | 1
}

// later returns the last row that is sent of the lead that a row means, 0 if it does not come later.
func (g *groups) later(it *item) int {
	if it.row.Base[lead.UUID] == "" {
		return 0
	}
	if last := int(g.leads[keyOf(it.row.Base[lead.UUID])].last); last > it.number {
		return last
	}
	return 0
}

// judge tells what becomes of a row that could be sent but for the other rows of its lead.
func (g *groups) judge(it *item) (Outcome, *Problem) {
	var of group
	if g.several {
		of = g.leads[keyOf(it.row.Base[lead.UUID])]
	}
	if of.count < 2 {
		if it.same {
			same := unchanged()
			return Unchanged, &same
		}
		return NotAttempted, nil // a row that is as the live lead was may follow one that changes it: of several, all are sent
	}
	number := uint32(it.number)
	switch {
	case g.mode == RejectAll:
		return Rejected, &Problem{
			Code: "duplicate", Text: "several rows mean the same lead", Value: fmt.Sprintf("%d rows, from row %d to row %d", of.count, of.first, of.last),
			Fix: "keep one of them, or choose with --on-duplicate all, last or first",
		}
	case !g.chosen && of.clash && it.origin != ownUUID:
		return Rejected, &Problem{
			Code: "namesakes", Text: "rows with the same e-mail or phone have different names", Value: fmt.Sprintf("%d rows, the first is row %d", of.count, of.first),
			Fix: "give each person an e-mail or phone of their own, or a uuid; or, if they are one person, choose with --on-duplicate all, last or first",
		}
	case g.mode == ApplyLast && number != of.last:
		return Skipped, &Problem{Code: "duplicate", Text: "a later row means the same lead", Value: fmt.Sprintf("row %d", of.last)}
	case g.mode == ApplyFirst && number != of.first:
		return Skipped, &Problem{Code: "duplicate", Text: "an earlier row means the same lead", Value: fmt.Sprintf("row %d", of.first)}
	}
	return NotAttempted, nil
}
