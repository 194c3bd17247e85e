package importer_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// halfKnown is a platform with ten leads of status OPEN, and a sheet that closes them and makes ten more.
func halfKnown(t *testing.T) (server *sandbox.Server, c *convertalk.Client, text string) {
	t.Helper()
	var known []string
	text = "uuid,status\n"
	for i := range 20 {
		if i < 10 {
			known = append(known, fmt.Sprintf(`{"uuid":%q,"status":"OPEN"}`, uuid(i)))
		}
		text += uuid(i) + ",CLOSED\n"
	}
	server, c = platform(t, sandbox.Options{Records: records(known...)}, ratelimit.Options{Workers: 1})
	return server, c, text
}

// killAt copies the report as a kill leaves it that comes when the platform has stored so many rows, and
// the last answer is still on its way.
type killAt struct {
	send.Upserter
	t      *testing.T
	left   int
	from   folder
	killed folder
	cancel context.CancelFunc
}

func (k *killAt) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	a, err := k.Upserter.Upsert(ctx, l)
	if k.left--; k.left == 0 {
		for _, name := range []string{importer.JournalFile, importer.PlanFile} {
			if err := os.WriteFile(k.killed.File(name), []byte(k.from.text(k.t, name)), 0o600); err != nil {
				k.t.Error(err)
			}
		}
		k.cancel()
	}
	return a, err
}

// TestUndoOfAStoppedImport: an undo takes back what was sent before a stop or a kill, and says the truth
// of the rest: a lead that somebody else changed in the same way stays.
func TestUndoOfAStoppedImport(t *testing.T) {
	for _, killed := range []bool{false, true} {
		for after, want := range map[int]importer.UndoSummary{
			5: {Restored: 5, NotSent: 15}, 13: {Restored: 10, Created: 3, NotSent: 7},
		} {
			t.Run(fmt.Sprint(killed, after), func(t *testing.T) {
				server, c, text := halfKnown(t)
				conn, o := connection(server, c), planning(t, text)
				o.Workers = 1
				ctx, cancel := context.WithCancelCause(t.Context())
				of := newFolder(t)
				k := &killAt{Upserter: c, t: t, left: after, from: of, killed: of, cancel: func() { cancel(errStopped) }}
				conn.Upserter = &stopAfter{c, cancel, after}
				if killed {
					k.killed, conn.Upserter = newFolder(t), k
				}
				if _, err := importer.Import(ctx, o, conn, of, &talk{}); err == nil {
					t.Fatal("it was not stopped")
				}
				if killed && want.Created > 0 {
					want.Created, want.PerhapsCreated = want.Created-1, 1
				}
				if after < 10 {
					if _, err := c.Upsert(t.Context(), lead.Lead{UUID: uuid(9), Status: "CLOSED"}); err != nil {
						t.Fatal(err)
					}
				}
				s := undo(t, k.killed, true, connection(server, c))
				got := importer.UndoSummary{Restored: s.Restored, Created: s.Created, PerhapsCreated: s.PerhapsCreated, NotSent: s.NotSent}
				if fmt.Sprint(got) != fmt.Sprint(want) || s.Unchanged+s.Kept > 0 {
					t.Errorf("%+v, want %+v", s, want)
				}
				for i, r := range rowsOf(t, server) {
					if open := r.Base[lead.Status] == "OPEN"; open != (strings.Compare(i, uuid(10)) < 0 && (after > 10 || i != uuid(9))) {
						t.Errorf("%s is %s", i, r.Base[lead.Status])
					}
				}
			})
		}
	}
}

// TestStoppedUndo: an undo that is stopped says what is restored and what is not yet, and goes on.
func TestStoppedUndo(t *testing.T) {
	server, c, text := halfKnown(t)
	of := run(t.Context(), t, planning(t, text), server, c)
	ctx, cancel := context.WithCancelCause(t.Context())
	o, conn, into := options(t, ""), connection(server, &stopAfter{c, cancel, 4}), newFolder(t)
	o.Workers = 1
	undone := importer.Undone{Folder: of.folder, Header: of.header(t)}
	s, err := importer.Undo(ctx, o, undone, conn, into, &talk{})
	open := 0
	for _, r := range rowsOf(t, server) {
		if r.Base[lead.Status] == "OPEN" {
			open++
		}
	}
	if err == nil || s.Finished || open != 4 || s.Restored != open || s.NotYet != 10-open || s.Created != 10 {
		t.Errorf("%v, %d are as before: %+v", err, open, s)
	}
	if text := into.text(t, importer.SummaryFile); !strings.Contains(text, `"notYet": 6`) && !strings.Contains(text, `"notYet":6`) {
		t.Error(text)
	}
	o.Resume = true
	s, err = importer.Undo(t.Context(), o, undone, connection(server, c), into, &talk{})
	if err != nil || !s.Finished || s.Restored != 10 || s.NotYet != 0 || s.Created != 10 {
		t.Errorf("%v, %+v", err, s)
	}
}

// TestUndoWhereNothingCanBeEmptied: a server that refuses empty texts gets the rest of each lead, and the
// undo names what it could not empty.
func TestUndoWhereNothingCanBeEmptied(t *testing.T) {
	server, c := platform(t, sandbox.Options{
		Empty: "reject", Records: records(fmt.Sprintf(`{"uuid":%q,"status":"OPEN"}`, uuid(0)), fmt.Sprintf(`{"uuid":%q,"status":"OPEN"}`, uuid(1))),
	}, ratelimit.Options{Workers: 1})
	conn, of := connection(server, c), newFolder(t)
	o := planning(t, "uuid,status,name\n"+uuid(0)+",CLOSED,Zed\n"+uuid(1)+",,Zed\n") // of the second one only the name changes
	if s, err := importer.Import(t.Context(), o, conn, of, &talk{}); err != nil || s.Updated != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	back := newFolder(t)
	u, err := importer.Undo(t.Context(), options(t, ""), importer.Undone{Folder: of, Header: of.header(t)}, conn, back, &talk{answer: true})
	if err != nil || u.Restored != 1 || u.Cannot != 2 || u.Failed != 1 || u.ExitCode != problem.ExitPartial {
		t.Errorf("%+v, %v", u, err)
	}
	r := back.results(t)
	if r[0].Outcome != row.Updated || !strings.Contains(string(r[0].Message), "the server refuses to empty the name") || r[1].Outcome != row.Failed {
		t.Errorf("%+v", r)
	}
	if is := rowsOf(t, server)[uuid(0)].Base; is[lead.Status] != "OPEN" || is[lead.Name] != "Zed" {
		t.Errorf("%+v", is)
	}
}
