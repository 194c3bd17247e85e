package importer_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// safe is a folder of which another machine would find only what was synced of the journal.
type safe struct {
	folder
	synced atomic.Pointer[string]
}

func (s *safe) CreateJournal() (importer.Journal, error) {
	file, err := os.Create(s.File("journal"))
	return &safeJournal{file, s}, err
}

type safeJournal struct {
	*os.File
	of *safe
}

func (j *safeJournal) Sync() error {
	text, err := os.ReadFile(j.Name())
	if err == nil {
		all := string(text)
		j.of.synced.Store(&all)
	}
	return err
}

// watched looks at the synced journal before each request.
type watched struct {
	send.Upserter
	look func(sent int)
	sent atomic.Int64
}

func (w *watched) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	w.look(int(w.sent.Add(1)))
	return w.Upserter.Upsert(ctx, l)
}

// TestSure: before each request the synced journal says that its row is on the way, and lacks the
// outcome of no more rows than there are workers.
func TestSure(t *testing.T) {
	var text strings.Builder
	text.WriteString("uuid,name\n")
	for i := range 60 {
		fmt.Fprintf(&text, "%s,Ann\n", uuid(i+1))
	}
	server, c := platform(t, sandbox.Options{}, ratelimit.Options{Workers: 3})
	conn, d := connection(server, c), &safe{folder: newFolder(t)}
	conn.Upserter = &watched{Upserter: conn.Upserter, look: func(sent int) {
		journal := *d.synced.Load()
		announced, done := strings.Count(journal, `"code":"sending"`), strings.Count(journal, `"attempts":1`)
		if announced < sent || sent-done > 3 {
			t.Errorf("at request %d the synced journal has %d rows that are on the way and %d that are done", sent, announced, done)
		}
	}}
	o := planning(t, text.String())
	o.Sure, o.Workers = true, 3
	s, err := importer.Import(t.Context(), o, conn, d, &talk{answer: true})
	if err != nil || s.Created != 60 || server.Count("lead") != 60 {
		t.Errorf("%+v, %v, %d leads", s, err, server.Count("lead"))
	}
}
