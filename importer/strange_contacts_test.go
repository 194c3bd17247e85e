package importer_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// knownAs is a person as the bot keeps them, and what a file says of the same person.
type knownAs struct {
	email, prefix, number string
	mail, phone           string // of the file
}

// oddContacts are the ways in which a bot keeps the n-th person.
func oddContacts(n int) map[string]knownAs {
	mail, spare := fmt.Sprintf("ann%d@example.com", n), fmt.Sprintf("bob%d@example.com", n)
	german, spareGerman := fmt.Sprintf("1511%07d", 2000000+n), fmt.Sprintf("1512%07d", 2000000+n)
	mexican, argentine := fmt.Sprintf("55%08d", 12000000+n), fmt.Sprintf("11%08d", 40000000+n)
	brazilian := fmt.Sprintf("%08d", 81000000+n)
	return map[string]knownAs{
		"as in the file":            {email: mail, prefix: "49", number: german, mail: mail, phone: "+49" + german},
		"two e-mails":               {email: spare + ", " + mail, mail: mail},
		"e-mails with semicolons":   {email: mail + ";" + spare, mail: mail},
		"e-mails in lines":          {email: spare + "\n" + mail, mail: mail},
		"a JSON list of e-mails":    {email: fmt.Sprintf(`["%s","%s"]`, spare, mail), mail: mail},
		"JSON objects":              {email: fmt.Sprintf(`[{"value":"%s","type":"work"}]`, mail), mail: mail},
		"an e-mail with a name":     {email: "Ann <" + mail + ">", mail: mail},
		"two phones":                {number: "+49" + spareGerman + ", +49" + german, phone: "+49" + german},
		"two phones with a prefix":  {prefix: "49", number: spareGerman + " / 0" + german, phone: "+49" + german},
		"a JSON list of phones":     {number: fmt.Sprintf(`["+49%s","+49%s"]`, spareGerman, german), phone: "+49" + german},
		"no plus":                   {number: "49" + german, phone: "+49" + german},
		"no country":                {number: german, phone: "+49" + german},
		"no country, with its zero": {number: "0" + german, phone: "+49" + german},
		"no country, in groups":     {number: "0" + german[:4] + "/" + german[4:], phone: "+49" + german},
		"an extension":              {prefix: "49", number: german + " x12", phone: "+49" + german},
		"a whole one with words":    {number: "+49 " + german + " (Mom)", phone: "+49" + german},
		"another prefix":            {prefix: "91", number: "+49" + german, phone: "+49" + german},
		"Mexican with its 1":        {prefix: "52", number: "1" + mexican, phone: "+52" + mexican},
		"Mexican, whole":            {number: "521" + mexican, phone: "+52" + mexican},
		"Mexican in the file":       {prefix: "52", number: mexican, phone: "+521" + mexican},
		"Argentine with its 9":      {prefix: "54", number: "9" + argentine, phone: "+54" + argentine},
		"Argentine without its 9":   {prefix: "54", number: argentine, phone: "+549" + argentine},
		"Argentine, whole":          {number: "549" + argentine, phone: "+54" + argentine},
		"Brazilian of eight digits": {prefix: "55", number: "11" + brazilian, phone: "+55119" + brazilian},
		"Brazilian of nine digits":  {prefix: "55", number: "119" + brazilian, phone: "+5511" + brazilian},
		"Brazilian, whole":          {number: "5511" + brazilian, phone: "+55119" + brazilian},
	}
}

// strangeBot is a bot of people, and a file with each of them in which there is nobody else.
func strangeBot(people []knownAs) (all []json.RawMessage, file string) {
	file = "email,phone,name\n"
	for n, p := range people {
		contact := map[string]any{"email": p.email, "phone": map[string]string{"number": p.number, "prefix": p.prefix}}
		text, _ := json.Marshal(map[string]any{"contact": contact})
		all = append(all, json.RawMessage(fmt.Sprintf(`{"uuid":%q,"profile":{"userDetails":%s}}`, uuid(n), text)))
		file += fmt.Sprintf("%s,%s,person %d\n", p.mail, p.phone, n)
	}
	return all, file
}

// TestOddContactsOfTheBot: however the bot keeps an e-mail or a phone, a row with it makes no second lead:
// it means the lead of the bot, or is rejected with a fix.
func TestOddContactsOfTheBot(t *testing.T) {
	t.Parallel()
	unsure := []string{
		"no country", "no country, with its zero", "no country, in groups", "an extension", "a whole one with words", "another prefix",
	}
	several := []string{
		"two e-mails", "e-mails with semicolons", "e-mails in lines", "a JSON list of e-mails", "two phones", "two phones with a prefix", "a JSON list of phones",
	}
	for name, person := range oddContacts(1) {
		all, file := strangeBot([]knownAs{person})
		server, c := platform(t, sandbox.Options{Records: all}, ratelimit.Options{Workers: 8})
		s := run(t.Context(), t, planning(t, file), server, c)
		want := "updated"
		if slices.Contains(unsure, name) {
			want = "rejected/ambiguous"
		}
		if s.err != nil || s.outcomes[0] != want || server.Count("lead") != 1 {
			t.Errorf("%s: %v, %d leads, %v", name, s.outcomes, server.Count("lead"), s.err)
		}
		now := rowsOf(t, server)[uuid(0)].Base
		if slices.Contains(several, name) && (now[lead.Email] != person.email || now[lead.Phone] != person.number) {
			t.Errorf("%s: what stands beside it is gone: %q, %q", name, now[lead.Email], now[lead.Phone])
		}
	}
}

// TestFixesOfOddContacts: what a rejection proposes works: the country of the bot's phones, and the e-mail
// alone for another person.
func TestFixesOfOddContacts(t *testing.T) {
	t.Parallel()
	person := oddContacts(1)["no country"]
	person.mail = "somebody.else@example.com"
	for _, tc := range []struct {
		set   func(*importer.Options)
		want  string
		leads int
	}{
		{func(*importer.Options) {}, "rejected/ambiguous", 1},
		{func(o *importer.Options) { o.Rules.DialCode = "+49" }, "updated", 1},
		{func(o *importer.Options) { o.Rules.IDFrom = []live.Field{live.Email} }, "created", 2},
	} {
		all, file := strangeBot([]knownAs{person})
		server, c := platform(t, sandbox.Options{Records: all}, ratelimit.Options{Workers: 8})
		o := planning(t, file)
		tc.set(&o)
		if s := run(t.Context(), t, o, server, c); s.err != nil || s.outcomes[0] != tc.want || server.Count("lead") != tc.leads {
			t.Errorf("%v, %d leads, %v, want %s", s.outcomes, server.Count("lead"), s.err, tc.want)
		}
	}
}

// TestNoSecondLeadForOddContacts: of any such people, and files with e-mail, phone or both, nobody gets a
// second lead, and everybody who is new gets one.
func TestNoSecondLeadForOddContacts(t *testing.T) {
	t.Parallel()
	kinds := []string{}
	for kind := range oddContacts(0) {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	rapid.Check(t, func(rt *rapid.T) {
		var people []knownAs
		for n := range rapid.IntRange(1, 12).Draw(rt, "people") {
			p := oddContacts(n)[rapid.SampledFrom(kinds).Draw(rt, "kind")]
			if other := oddContacts(n)[rapid.SampledFrom(kinds).Draw(rt, "beside")]; p.mail == "" && other.phone == "" {
				p.email, p.mail = other.email, other.mail // known by both
			}
			people = append(people, p)
		}
		all, file := strangeBot(people)
		news := rapid.IntRange(0, 3).Draw(rt, "new people")
		for n := range news {
			file += fmt.Sprintf("new%d@elsewhere.example,,new %d\n", n, n)
		}
		server, c := platform(t, sandbox.Options{Records: all}, ratelimit.Options{Workers: 8})
		s := run(t.Context(), t, planning(t, file), server, c)
		if s.err != nil || server.Count("lead") != len(people)+news || s.Created != news {
			rt.Fatalf("%d people and %d new ones became %d leads: %v, %v\n%s\n%s", len(people), news, server.Count("lead"), s.outcomes, s.err, all, file)
		}
	})
}
