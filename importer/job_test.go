package importer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestPanicsEndWithAReport: whatever breaks after sending began, the run fails with exit code 1 and
// leaves a whole report.
func TestPanicsEndWithAReport(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown := planning(t, sheetOf(20))
	shown.Canary, shown.Blind = 3, true
	for name, test := range map[string]struct {
		o    importer.Options
		u    *upserter
		talk *talk
	}{
		"sender": {options(t, sheetOf(20)), &upserter{panicAt: "row 9"}, &talk{}},
		"screen": {shown, &upserter{}, &talk{show: func(e importer.Event) {
			if _, ok := e.(*importer.FirstRows); ok {
				panic("a fault in the screen")
			}
		}}},
	} {
		f := newFolder(t)
		s, err := importer.Import(t.Context(), test.o, connection(server, test.u), f, test.talk)
		if _, ok := errors.AsType[*problem.Panic](err); !ok || problem.ExitCode(err) != problem.ExitFailed {
			t.Errorf("%s: %v", name, err)
		}
		if s == nil || s.ExitCode != 1 || s.Upserted == 0 || s.Finished || len(f.outcomes(t)) != 20 || !strings.Contains(f.text(t, importer.SummaryFile), `"exitCode": 1`) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestPanicWhileDrawing ends the drawing, not the run.
func TestPanicWhileDrawing(t *testing.T) {
	t.Parallel()
	calls := 0
	s, err := importer.Import(t.Context(), options(t, sheetOf(20)), connection(nil, &upserter{}), newFolder(t), &talk{progress: func(importer.Progress) {
		calls++
		panic("a fault in the bar")
	}})
	if err != nil || s.Upserted != 20 || calls != 1 {
		t.Errorf("%v, %+v, drawn %d times", err, s, calls)
	}
}

// TestPanicWhileReading is a fault of the program, not of the file, and nothing was sent.
func TestPanicWhileReading(t *testing.T) {
	t.Parallel()
	o := options(t, "")
	opened := 0
	o.Input.Open = func() (io.ReadCloser, error) {
		if opened++; opened > 2 {
			return panicking{strings.NewReader(sheetOf(3))}, nil
		}
		return io.NopCloser(strings.NewReader(sheetOf(3))), nil
	}
	s, err := importer.Import(t.Context(), o, connection(nil, &upserter{}), newFolder(t), &talk{})
	if s != nil || problem.ExitCode(err) != problem.ExitFailed {
		t.Errorf("%v, exit code %d", err, problem.ExitCode(err))
	}
}

type panicking struct{ io.Reader }

func (panicking) Read([]byte) (int, error) { panic("a fault in the reader") }
func (panicking) Close() error             { return nil }

// stopAfter stops the run after so many rows.
type stopAfter struct {
	send.Upserter
	cancel context.CancelCauseFunc
	left   int
}

var errStopped = errors.New("enough")

func (s *stopAfter) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	if s.left--; s.left < 0 {
		s.cancel(errStopped)
		return convertalk.Answer{}, context.Cause(ctx)
	}
	return s.Upserter.Upsert(ctx, l)
}

// TestResume: an import that is stopped after any number of rows and resumed sends every row, and
// those that were stored only once; with a plan and without.
func TestResume(t *testing.T) {
	for _, planned := range []bool{false, true} {
		for _, after := range []int{0, 1, 7, 29} {
			t.Run(fmt.Sprint(planned, after), func(t *testing.T) {
				server, c := platform(t, sandbox.Options{Leads: 5}, ratelimit.Options{Workers: 1})
				o := planning(t, sheetOf(30))
				o.Blind, o.Workers = !planned, 1
				ctx, cancel := context.WithCancelCause(t.Context())
				d := run(ctx, t, o, server, &stopAfter{c, cancel, after})
				if !errors.Is(d.err, errStopped) || d.Stored() != after || d.Finished != (after == 0) {
					t.Fatalf("%v, %+v", d.err, d.Summary)
				}
				o.Resume = true
				s, err := importer.Import(t.Context(), o, connection(server, c), d.folder, d.talk)
				if err != nil || s.Stored() != 30 || len(server.Ledger()) != 30 || server.Count("lead") != 35 {
					t.Errorf("%v, %+v, %d requests", err, s, len(server.Ledger()))
				}
			})
		}
	}
}

// TestResumeOfSomethingElse is refused.
func TestResumeOfSomethingElse(t *testing.T) {
	t.Parallel()
	for _, planned := range []bool{false, true} {
		server, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := planning(t, sheetOf(9))
		o.Blind = !planned
		d := run(t.Context(), t, o, server, &upserter{fail: map[string]error{"row 4": &convertalk.Error{Kind: convertalk.Auth}}})
		o = planning(t, sheetOf(8))
		o.Blind, o.Resume = !planned, true
		o.Next = func(w importer.Way) string { return fmt.Sprint("way ", w) }
		s, err := importer.Import(t.Context(), o, connection(server, &upserter{}), d.folder, &talk{})
		if s != nil || problem.ExitCode(err) != problem.ExitGuard || !strings.HasSuffix(problem.Remedy(err), "start over with: way 2") {
			t.Errorf("planned %v: %v, fix %q", planned, err, problem.Remedy(err))
		}
	}
}

// contents returns the files of a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// TestUndoPlanWritesNothing: showing an undo works on a report that cannot be written to, and leaves
// every byte of it, a torn end of the journal too.
func TestUndoPlanWritesNothing(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","status":"OPEN"}`)}, ratelimit.Options{Workers: 1})
	d := run(t.Context(), t, planning(t, "uuid,status\n"+uuid(1)+",CLOSED\n"), server, c)
	file, err := os.OpenFile(d.File(importer.JournalFile), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteString("0badc0de {\"row\":")
	}
	if err = errors.Join(err, file.Close(), os.Chmod(d.Path(), 0o500)); err != nil {
		t.Fatal(err)
	}
	for _, e := range []string{importer.JournalFile, importer.PlanFile} {
		if err := os.Chmod(d.File(e), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(d.Path(), 0o700) })
	before := contents(t, d.Path())
	o := options(t, "")
	o.PlanOnly, o.Yes = true, false
	said := &talk{}
	s, err := importer.Undo(t.Context(), o, importer.Undone{Folder: d.folder, Header: d.header(t)}, connection(server, c), newFolder(t), said)
	if err != nil || s.End != importer.EndedPlanned || s.ToUpdate != 1 || said.planned() == nil || len(said.asked) > 0 || len(server.Ledger()) != 1 {
		t.Errorf("%v, %+v", err, s)
	}
	if !maps.Equal(before, contents(t, d.Path())) {
		t.Error("the report has changed")
	}
}

// TestUndoneCannotBeResumed: an undo marks the journal of the import.
func TestUndoneCannotBeResumed(t *testing.T) {
	server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","status":"OPEN"}`)}, ratelimit.Options{Workers: 1})
	conn := connection(server, c)
	o := planning(t, "uuid,status\n"+uuid(1)+",CLOSED\n")
	d := run(t.Context(), t, o, server, c)
	undo(t, d.folder, false, conn)
	o.Resume = true
	if _, err := importer.Import(t.Context(), o, conn, d.folder, &talk{}); problem.ExitCode(err) != problem.ExitGuard || !strings.Contains(err.Error(), "was undone") {
		t.Error(err)
	}
	conn.BotID = "another"
	_, err := importer.Undo(t.Context(), options(t, ""), importer.Undone{Folder: d.folder, Header: d.header(t)}, conn, newFolder(t), &talk{})
	if problem.ExitCode(err) != problem.ExitGuard {
		t.Error(err)
	}
}

// TestNo: nothing is sent, and there is no journal.
func TestNo(t *testing.T) {
	t.Parallel()
	o := planning(t, sheetOf(3))
	o.Yes = false
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	u, f, said := &upserter{}, newFolder(t), &talk{}
	s, err := importer.Import(t.Context(), o, connection(server, u), f, said)
	if !errors.Is(err, importer.ErrDeclined) || s != nil || len(u.sent) > 0 || len(said.asked) != 1 || said.asked[0].Count != 3 {
		t.Errorf("%v, %+v, asked %+v", err, s, said.asked)
	}
	if _, err := os.Stat(f.File(importer.JournalFile)); err == nil {
		t.Error("there is a journal")
	}
}

// TestGuardsBeforeSending: too many bad rows, or none to send, end with a report and no request.
func TestGuardsBeforeSending(t *testing.T) {
	t.Parallel()
	bad := options(t, "uuid,name\n"+uuid(1)+",Ann\nx,Bob\ny,Cid\n")
	bad.MaxErrors = send.Limit{Count: 1}
	none := options(t, "uuid,name\n"+uuid(1)+",\n")
	dry := options(t, "uuid,name\n"+uuid(1)+",Ann\nx,Bob\n")
	dry.Blind, dry.PlanOnly = false, true
	for name, test := range map[string]struct {
		o    importer.Options
		end  importer.End
		code int
		want string
	}{
		"too many": {bad, importer.EndedUnsent, problem.ExitGuard, "not-attempted rejected/uuid-shape rejected/uuid-shape"},
		"none":     {none, importer.EndedUnsent, problem.ExitDone, "skipped/nothing-to-write"},
		"dry run":  {dry, importer.EndedPlanned, problem.ExitPartial, "not-attempted rejected/uuid-shape"},
	} {
		u := &upserter{}
		d := run(t.Context(), t, test.o, nil, u)
		if d.End != test.end || d.ExitCode != test.code || !d.Finished || len(u.sent) > 0 || strings.Join(d.outcomes, " ") != test.want {
			t.Errorf("%s: %v, %+v, %v", name, d.err, d.Summary, d.outcomes)
		}
	}
}

// TestBlindListsAreRefused: without the leads' own lists nothing is sent that could replace them.
func TestBlindListsAreRefused(t *testing.T) {
	t.Parallel()
	for column, list := range map[string]bool{"tags": true, "notes": true, "attributes.plan": true, "Company": true, "status": false, "name": false} {
		o := options(t, "uuid,"+column+"\n"+uuid(1)+",OPEN\n")
		o.ReplaceLists = false
		u, f := &upserter{}, newFolder(t)
		_, err := importer.Import(t.Context(), o, connection(nil, u), f, &talk{})
		if refused := problem.ExitCode(err) == problem.ExitUsage; refused != list || refused == (len(u.sent) > 0) || list && len(contents(t, f.Path())) > 0 {
			t.Errorf("%s: %v, %d sent", column, err, len(u.sent))
		}
	}
}

// lossy stores leads without their status.
type lossy struct{ send.Upserter }

func (l lossy) Upsert(ctx context.Context, x lead.Lead) (convertalk.Answer, error) {
	x.Status = ""
	return l.Upserter.Upsert(ctx, x)
}

// TestFirstRowsAreReadBack: a difference in the first rows ends the run, or is asked about.
func TestFirstRowsAreReadBack(t *testing.T) {
	text := "uuid,name,status\n"
	for i := range 9 {
		text += uuid(i) + ",Ann,CLOSED\n"
	}
	for _, yes := range []bool{true, false} {
		server, c := platform(t, sandbox.Options{}, ratelimit.Options{Workers: 1})
		o := options(t, text)
		o.Canary, o.Yes, o.Verify = 2, yes, true
		d := run(t.Context(), t, o, server, lossy{c})
		stopped := problem.ExitCode(d.err) == problem.ExitGuard
		want := 2
		if !yes {
			want = 9
		}
		if stopped != yes || d.Upserted != want || d.ReadBack.Rows != want || d.ReadBack.Differing != want || d.outcomes[0] != "upserted/differs" {
			t.Errorf("yes %v: %v, %+v, %v", yes, d.err, d.Summary, d.outcomes)
		}
		if !yes && (len(d.talk.asked) != 2 || d.talk.asked[1].Kind != importer.SendRest || d.ExitCode != problem.ExitPartial) {
			t.Errorf("asked %+v, exit code %d", d.talk.asked, d.ExitCode)
		}
	}
}

// TestChangedInput: an input that changes during the run is noticed, and no row is made up.
func TestChangedInput(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	name := "Bob"
	o := planning(t, "")
	o.Input.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("uuid,name\n" + uuid(1) + ",Ann\nbad," + name + "\n")), nil
	}
	changing := &talk{show: func(importer.Event) { name = "Bobby" }}
	if s, err := importer.Import(t.Context(), o, connection(server, &upserter{}), newFolder(t), changing); s != nil || !errors.Is(err, source.ErrChanged) {
		t.Errorf("%v, %+v", err, s)
	}
	name, o.Blind = "Bob", true
	s, err := importer.Import(t.Context(), o, connection(nil, &upserter{}), newFolder(t), changing)
	if !errors.Is(err, source.ErrChanged) || s == nil || s.Rejects != "" || s.Upserted != 1 || s.ExitCode != problem.ExitFailed {
		t.Errorf("%v, %+v", err, s)
	}
	gone := false
	o.Input.Open = func() (io.ReadCloser, error) {
		if gone {
			return nil, os.ErrPermission
		}
		return io.NopCloser(strings.NewReader("uuid,name\n" + uuid(1) + ",Ann\nbad,Bob\n")), nil
	}
	_, err = importer.Import(t.Context(), o, connection(nil, &upserter{}), newFolder(t), &talk{show: func(importer.Event) { gone = true }})
	if !errors.Is(err, os.ErrPermission) || errors.Is(err, source.ErrChanged) {
		t.Errorf("an input that cannot be read again: %v", err)
	}
}

// TestCheck: it makes no request, and its summary names columns and problems.
func TestCheck(t *testing.T) {
	t.Parallel()
	said := &talk{}
	s, err := importer.Check(t.Context(), options(t, "uuid,Full Name,City\n"+uuid(1)+",Ann,Berlin\nx,Bob,\n,,\n"), said)
	if err != nil || s.Rows != 2 || s.Blank != 1 || s.Ready != 1 || s.Rejected != 1 || s.ExitCode != problem.ExitPartial || len(said.shown) != 2 {
		t.Errorf("%v, %+v", err, s)
	}
	if got := fmt.Sprint(s.Columns); got != "[{uuid field uuid} {Full Name field name} {City leftOut city}]" {
		t.Error(got)
	}
	if p := s.Problems[0]; len(s.Problems) != 1 || p.Effect != "rejected" || p.Code != "uuid-shape" || p.Letter != "A" || p.Ranges[0] != [2]int{3, 3} {
		t.Errorf("%+v", s.Problems)
	}
	_, err = importer.Check(t.Context(), options(t, "emial\nx\n"), said)
	if problem.ExitCode(err) != problem.ExitUsage || !strings.HasPrefix(err.Error(), "leads.csv: ") {
		t.Error(err)
	}
}

// TestUnverified: a person that is not among live leads which are not verified is skipped,
// unless that is allowed.
func TestUnverified(t *testing.T) {
	for allowed, want := range map[bool]string{false: "skipped/unverified", true: "created"} {
		server, c := platform(t, sandbox.Options{}, ratelimit.Options{Workers: 1})
		o := planning(t, "email\nann@example.org\n")
		o.AllowUnverified = allowed
		conn := connection(server, c)
		conn.Listing = unproved{server}
		f := newFolder(t)
		if _, err := importer.Import(t.Context(), o, conn, f, &talk{}); err != nil || f.outcomes(t)[0] != want {
			t.Errorf("allowed %v: %v, %v", allowed, err, f.outcomes(t))
		}
	}
}

// TestTempFails: a full disk is no fault of the file, and nothing was sent.
func TestTempFails(t *testing.T) {
	t.Parallel()
	o := options(t, sheetOf(3))
	o.Temp = func() (row.TempFile, error) { return nil, &os.PathError{Op: "open", Path: "x", Err: syscall.ENOSPC} }
	_, err := importer.Import(t.Context(), o, connection(nil, &upserter{}), newFolder(t), &talk{})
	if !errors.Is(err, syscall.ENOSPC) || problem.ExitCode(err) != problem.ExitFailed || !problem.Unsent(err) {
		t.Error(err)
	}
}
