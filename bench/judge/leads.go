package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

var (
	header = []string{"uuid", "name", "email", "dialCode", "phone", "status", "tags", "notes", "attributes.plan", "attributes.company"}

	givenNames  = []string{"Asha", "Ravi", "Jürgen", "Zoë", "Mary Ann", "Karl", "Priya", "Sean", "Wei", "Fatima"}
	familyNames = []string{"Rao", "Sharma", "Müller", "Schmidt", "O'Neil", "Smith", "Nair", "García", "Chen", "Khan"}
	statuses    = []string{"OPEN", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED"}
	tags        = []string{"vip", "newsletter", "trade fair", "callback", "spring-campaign"}
	notes       = []string{"", "", "asked for a quote", "prefers calls after 5 pm",
		`said "maybe next year", then hung up`, "met at the fair\nwants a demo"}
	plans       = []string{"free", "basic", "pro"}
	companies   = []string{"", "& Sons", "Ltd", "GmbH", "Logistics, Inc."}
	areaCodes   = []string{"212", "305", "415", "512", "617", "773"}
	mobileCodes = []string{"151", "160", "171", "176"}
)

// writeLeads writes a spreadsheet of made-up leads, all of them valid: the input of the imports. The
// same seed makes the same leads, and a shorter file is the beginning of a longer one.
func writeLeads(flags *flag.FlagSet, args []string) error {
	n := flags.Int("n", 20_000, "leads")
	seed := flags.Uint64("seed", 1, "another number makes other leads")
	phones := flags.String("phones", "bare", "phone numbers: bare digits, e164, or formatted as people write them")
	output := flags.String("o", "leads.csv", "file to write")
	flags.Parse(args)
	file, err := os.Create(*output)
	if err != nil {
		return err
	}
	m := maker{rand.New(rand.NewPCG(*seed, 0)), *phones}
	w := csv.NewWriter(file)
	w.Write(header) // the writer keeps its first error for Error
	for i := range *n {
		w.Write(m.lead(i))
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return file.Close()
}

// maker makes leads up.
type maker struct {
	chance *rand.Rand
	phones string
}

func (m maker) lead(i int) []string {
	given, family := m.one(givenNames), m.one(familyNames)
	dialCode, phone := m.phone()
	company := strings.TrimSpace(family + " " + m.one(companies))
	return []string{m.uuid(), given + " " + family, "lead." + strconv.Itoa(i) + "@mail.example.com",
		dialCode, phone, m.one(statuses), m.someTags(), m.one(notes), m.one(plans), company}
}

func (m maker) one(of []string) string { return of[m.chance.IntN(len(of))] }

// uuid is a random UUID as RFC 4122 describes it: version 4, variant 10.
func (m maker) uuid() string {
	high, low := m.chance.Uint64(), m.chance.Uint64()
	high = high&^0xf000 | 0x4000
	low = low>>2 | 1<<63
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", high>>32, high>>16&0xffff, high&0xffff, low>>48, low&(1<<48-1))
}

// phone makes a mobile number of India, Germany or the United States, of a length that is possible there.
func (m maker) phone() (dialCode, number string) {
	dialCode, bare, formatted := m.number()
	switch m.phones {
	case "e164":
		return dialCode, dialCode + bare
	case "formatted":
		return dialCode, formatted
	}
	return dialCode, bare
}

func (m maker) number() (dialCode, bare, formatted string) {
	switch m.chance.IntN(3) {
	case 0:
		head, tail := strconv.Itoa(6+m.chance.IntN(4))+m.digits(4), m.digits(5)
		return "+91", head + tail, "0" + head + " " + tail
	case 1:
		head, tail := m.one(mobileCodes), m.digits(7)
		return "+49", head + tail, "+49 " + head + " " + tail
	default:
		area, exchange, tail := m.one(areaCodes), strconv.Itoa(2+m.chance.IntN(8))+m.digits(2), m.digits(4)
		return "+1", area + exchange + tail, "(" + area + ") " + exchange + "-" + tail
	}
}

// digits are n digits without a zero: a number that ends in many looks rounded by a spreadsheet.
func (m maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '1' + byte(m.chance.IntN(9))
	}
	return string(b)
}

func (m maker) someTags() string {
	from := m.chance.IntN(len(tags))
	return strings.Join(tags[from:min(len(tags), from+m.chance.IntN(4))], ", ")
}
