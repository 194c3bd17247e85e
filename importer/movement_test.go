package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// crowd is a bot whose listing moves, and a file with people of whom most are in it, half of them by
// e-mail and phone, a quarter by one of the two each. No row has a uuid.
type crowd struct {
	server *sandbox.Server
	conn   importer.Connection
	known  map[string]string // e-mail or phone -> uuid of the one lead that has it
	file   string
	new    int // people who are not in the bot
}

// movement is how a listing moves.
type movement struct {
	churn   sandbox.Churn
	turning bool // chats become leads while they are read
}

// turning is a Lister that makes a chat a lead before every seventh request.
type turning struct {
	*convertalk.Client
	t     *testing.T
	mu    sync.Mutex
	n     int
	chats []string
}

func (l *turning) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	l.mu.Lock()
	chat := ""
	if l.n++; l.n%7 == 0 && len(l.chats) > 0 {
		chat, l.chats = l.chats[0], l.chats[1:]
	}
	l.mu.Unlock()
	if chat != "" {
		if _, err := l.Upsert(ctx, lead.Lead{UUID: chat, Status: "OPEN"}); err != nil && ctx.Err() == nil {
			l.t.Error(err)
		}
	}
	return l.Client.Chats(ctx, kind, page)
}

func newCrowd(t *testing.T, seed uint64, m movement) *crowd {
	t.Helper()
	server, c := platform(t, sandbox.Options{Leads: 3000, NonLeads: 100, Seed: seed, Churn: m.churn}, ratelimit.Options{Workers: 8})
	b := &crowd{server: server, known: map[string]string{}, new: 60}
	b.conn = connection(server, c)
	l := &turning{Client: c, t: t}
	if m.turning {
		for _, record := range server.All("non-lead") {
			r, err := lead.Parse(record)
			if err != nil {
				t.Fatal(err)
			}
			l.chats = append(l.chats, string(r.AppendUUID(nil)))
		}
	}
	b.conn.Listing = &listing.Reader{Lister: l, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: 8}
	rows := rowsOf(t, server)
	count := map[string]int{}
	for _, r := range rows {
		count[r.Base[lead.Email]]++
		count[r.Base[lead.Phone]]++
	}
	var text strings.Builder
	text.WriteString("email,dialCode,phone\n")
	n := 0
	for uuid, r := range rows {
		email, phone := r.Base[lead.Email], r.Base[lead.Phone]
		if count[email] != 1 || count[phone] != 1 || email == "" || phone == "" || r.Base[lead.DialCode] == "" {
			continue
		}
		b.known[email], b.known[phone] = uuid, uuid
		switch n++; n % 4 {
		case 0:
			fmt.Fprintf(&text, "%s,,\n", email)
		case 1:
			fmt.Fprintf(&text, ",%s,%s\n", r.Base[lead.DialCode], phone)
		default:
			fmt.Fprintf(&text, "%s,%s,%s\n", email, r.Base[lead.DialCode], phone)
		}
	}
	for i := range b.new {
		fmt.Fprintf(&text, "%s,,\n", newcomer(i))
	}
	if b.file = text.String(); n < 2000 {
		t.Fatalf("only %d people", n)
	}
	return b
}

func newcomer(i int) string { return fmt.Sprintf("newcomer%d@elsewhere.example", i) }

// doubled counts the people who were given a second lead beside the one that they still have.
func (b *crowd) doubled(t *testing.T) (n int) {
	t.Helper()
	for _, e := range b.server.Ledger() {
		var body struct{ Email, Phone string }
		if e.Method != "PUT" {
			continue
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		for _, by := range []string{body.Email, body.Phone} {
			first, ok := b.known[by]
			if _, lives := b.server.Lookup(first); ok && lives && e.UUID != first {
				n++
				break
			}
		}
	}
	return n
}

// meet gives newcomers a lead of their own, as a visit to the bot does.
func (b *crowd) meet(t *testing.T, people ...int) {
	t.Helper()
	for _, i := range people {
		l := lead.Lead{UUID: fmt.Sprintf("%08x-2222-4222-8222-222222222222", i), Email: newcomer(i)}
		if _, err := b.conn.Upserter.Upsert(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		b.known[l.Email] = l.UUID
	}
}

// TestNoSecondLead: however the listing moves while it is read, nobody whom the bot knows gets a second
// lead: not in one run, not when it is stopped and resumed, and not from the file of a plan, even if
// the person came to the bot in between.
func TestNoSecondLead(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]movement{
		"still":    {},
		"turning":  {turning: true},
		"moving":   {churn: sandbox.Churn{Insert: 0.2, Bump: 2, Delete: 0.1}},
		"shifting": {churn: sandbox.Churn{Insert: 1, Bump: 1, Delete: 1}, turning: true},
	} {
		if testing.Short() && name != "shifting" { // which has what the others have
			continue
		}
		for seed := range seeds(t, 1) {
			t.Run(fmt.Sprint(name, seed), func(t *testing.T) {
				t.Parallel()
				t.Run("run", func(t *testing.T) { oneRun(t, newCrowd(t, seed, m)) })
				t.Run("resumed", func(t *testing.T) { resumedRun(t, newCrowd(t, seed, m)) })
				t.Run("planned", func(t *testing.T) { plannedRun(t, newCrowd(t, seed, m)) })
			})
		}
	}
}

func oneRun(t *testing.T, b *crowd) {
	t.Helper()
	d := done{folder: newFolder(t)}
	s, err := importer.Import(t.Context(), planning(t, b.file), b.conn, d.folder, &talk{})
	if err != nil {
		t.Fatal(err)
	}
	b.judge(t, s, b.new)
}

func resumedRun(t *testing.T, b *crowd) {
	t.Helper()
	f, o, up := newFolder(t), planning(t, b.file), b.conn.Upserter
	o.Workers = 1
	ctx, cancel := context.WithCancelCause(t.Context())
	conn := b.conn
	conn.Upserter = &stopAfter{up, cancel, 20}
	s, err := importer.Import(ctx, o, conn, f, &talk{})
	if s == nil || err != nil && !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	if err == nil { // all that would make a lead was skipped
		b.judge(t, s, b.new)
		return
	}
	b.meet(t, 30, 31, 59)
	o.Resume = true
	if s, err = importer.Import(t.Context(), o, b.conn, f, &talk{}); err != nil {
		t.Fatal(err)
	}
	b.judge(t, s, b.new-3)
}

func plannedRun(t *testing.T, b *crowd) {
	t.Helper()
	f, o := newFolder(t), planning(t, b.file)
	o.PlanOnly = true
	if _, err := importer.Import(t.Context(), o, b.conn, f, &talk{}); err != nil {
		t.Fatal(err)
	}
	b.meet(t, 0, 7, 59)
	b.judge(t, apply(t, f, planning(t, b.file), b.conn).Summary, b.new-3)
}

// judge compares a run with the platform. Those whom the bot does not know are made unless the
// listing could not be proved.
func (b *crowd) judge(t *testing.T, s *importer.Summary, most int) {
	t.Helper()
	if n := b.doubled(t); n > 0 {
		t.Errorf("%d people got a second lead: %+v", n, s)
	}
	here := map[string]bool{}
	for _, r := range rowsOf(t, b.server) {
		here[r.Base[lead.Email]] = true
	}
	made := 0
	for i := range b.new {
		if _, met := b.known[newcomer(i)]; !met && here[newcomer(i)] {
			made++
		}
	}
	if made > most || s.Skipped == 0 && made != most {
		t.Errorf("%d newcomers of %d are in the bot: %+v", made, most, s)
	}
}

// seeds returns how many seeds to try a property with: a few, or LEADFERRY_SOAK of them.
func seeds(t *testing.T, few uint64) uint64 {
	t.Helper()
	text := os.Getenv("LEADFERRY_SOAK")
	if text == "" {
		return few
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestLateAnswer: a person who comes to the bot while the question waits for its answer gets no second
// lead.
func TestLateAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{}, ratelimit.Options{Workers: 1})
		b := &crowd{server: server, conn: connection(server, c), known: map[string]string{}, new: 2}
		o := planning(t, "email\n"+newcomer(0)+"\n"+newcomer(1)+"\n")
		o.Yes = false
		asked := &talk{answer: true, ask: func() {
			time.Sleep(time.Hour)
			b.meet(t, 1)
		}}
		f := newFolder(t)
		s, err := importer.Import(t.Context(), o, b.conn, f, asked)
		if err != nil || strings.Join(f.outcomes(t), " ") != "created skipped/conflict" {
			t.Errorf("%v, %+v, %v", err, s, f.outcomes(t))
		}
		if s != nil && s.Seconds > 600 {
			t.Errorf("the import took %v s: the hour that the answer took counts", s.Seconds)
		}
		b.judge(t, s, 1)
	})
}
