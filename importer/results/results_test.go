package results_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/journal"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func temp(tb testing.TB) *os.File {
	tb.Helper()
	f, err := os.Create(filepath.Join(tb.TempDir(), "file"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// batch is a batch of those rows, numbered from 2.
func batch(tb testing.TB, rows ...row.Row) *row.Batch {
	tb.Helper()
	b := row.NewBatch(temp(tb), row.NewLeads())
	for i := range rows {
		rows[i].Number, rows[i].Line = i+2, i+2
		if err := b.Add(&rows[i]); err != nil {
			tb.Fatal(err)
		}
	}
	return b
}

func ready(origin row.Origin, uuid string) row.Row {
	return row.Row{Outcome: row.Upserted, Origin: origin, Cells: lead.Row{Base: lead.Base{lead.UUID: uuid, lead.Name: "Ann"}}}
}

func rejected() row.Row {
	return row.Row{Outcome: row.Rejected, Later: 9, Problems: []row.Problem{{Code: "bad", Text: "it is bad", Fix: "fix it"}}}
}

// log begins the journal of a batch in a file.
func log(tb testing.TB, f *os.File, b *row.Batch) *results.Log {
	tb.Helper()
	l, err := results.Create(f, results.Header{BotID: "bot"})
	if err == nil {
		err = l.Open(tb.Context(), b)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func note(tb testing.TB, l *results.Log, records ...results.Record) {
	tb.Helper()
	for _, r := range records {
		if err := l.Note(&r); err != nil {
			tb.Fatal(err)
		}
	}
}

// rewind returns the file of a journal as the next run opens it.
func rewind(tb testing.TB, f *os.File) *os.File {
	tb.Helper()
	again, err := os.OpenFile(f.Name(), os.O_RDWR, 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { again.Close() })
	return again
}

// TestResume: what was noted is known to the next run, but for failures that it may overcome.
func TestResume(t *testing.T) {
	t.Parallel()
	f := temp(t)
	b := batch(t, ready(row.Own, "u2"), ready(row.Derived, "u3"), rejected(), ready(row.Own, "u5"), ready(row.Own, "u6"))
	l := log(t, f, b)
	note(t, l,
		results.Record{Row: 2, UUID: "u2", Outcome: row.Upserted, Status: 200, Attempts: 1},
		results.Record{Row: 5, UUID: "u5", Outcome: row.Failed, Code: results.CodeUnavailable, Attempts: 6},
		results.Record{Row: 6, UUID: "u6", Outcome: row.Failed, Code: results.CodeRefused, Attempts: 1},
	)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, h, err := results.Resume(rewind(t, f))
	if err != nil || h.BotID != "bot" || l.Assigned(3) != "u3" || l.Assigned(2) != "" || l.Undone() {
		t.Fatalf("%v, %+v", err, h)
	}
	want := []row.Outcome{row.NotAttempted, row.NotAttempted, row.Upserted, row.NotAttempted, row.Rejected, row.NotAttempted, row.Failed, row.NotAttempted}
	for number, outcome := range want {
		if got := l.Latest(number); got != outcome {
			t.Errorf("row %d is %v, want %v", number, got, outcome)
		}
	}
	tally := row.Tally{row.Upserted: 1, row.Rejected: 1, row.Failed: 1}
	if l.Tally() != tally || l.Base() != tally {
		t.Error(l.Tally(), l.Base())
	}
	if r, ok, err := l.Find(5); !ok || err != nil || r.Attempts != 6 {
		t.Errorf("what is known of row 5: %+v, %v", r, err)
	}
	if r, _ := l.Of(&row.Row{Number: 4}); r.Code != "bad" || !strings.Contains(r.Fix, "row 9") || !r.NeedsFix() {
		t.Errorf("%+v", r)
	}
	for number, want := range []results.Reach{2: results.Sent, 3: results.NotSent, 4: results.NotSent, 5: results.MaybeSent, 6: results.NotSent} {
		if got, err := l.Reach(number, true); got != want || err != nil {
			t.Errorf("row %d came as far as %v", number, got)
		}
	}
	if err := errors.Join(l.MarkUndone(), l.Close()); err != nil {
		t.Fatal(err)
	}
	if l, _, err = results.Read(rewind(t, f)); err != nil || !l.Undone() {
		t.Error("the mark of the undo is lost", err)
	}
}

// TestReadWritesNothing: a journal with a torn end is read from a file that cannot be written to.
func TestReadWritesNothing(t *testing.T) {
	t.Parallel()
	f := temp(t)
	l := log(t, f, batch(t, ready(row.Own, "u2")))
	note(t, l, results.Record{Row: 2, UUID: "u2", Outcome: row.Created, Attempts: 1})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, "0badc0de {\"row\":3"...)
	if err := os.WriteFile(f.Name(), text, 0o400); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	l, _, err = results.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if r, ok, err := l.Find(2); !ok || err != nil || r.Outcome != row.Created {
		t.Errorf("%+v, %v", r, err)
	}
	if after, _ := os.ReadFile(f.Name()); !bytes.Equal(after, text) {
		t.Error("the journal has changed")
	}
}

// TestBadJournals are refused.
func TestBadJournals(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(f *os.File) error{
		"empty": func(*os.File) error { return nil },
		"other": func(f *os.File) error { return create(f, `{"journal":"x"}`) },
		"newer": func(f *os.File) error { return create(f, `{"journal":"leadferry import","version":99}`) },
		"record": func(f *os.File) error {
			return create(f, `{"journal":"leadferry import","version":1}`, `{"row":1,"outcome":"gone"}`)
		},
	} {
		f := temp(t)
		if err := make(f); err != nil {
			t.Fatal(err)
		}
		if _, _, err := results.Resume(rewind(t, f)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	f := temp(t)
	l := log(t, f, batch(t, ready(row.Own, "u2")))
	note(t, l, results.Record{Row: 2, Outcome: row.Upserted})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(f.Name())
	os.WriteFile(f.Name(), bytes.Replace(text, []byte("upserted"), []byte("rejected"), 1), 0o600)
	if _, _, err := results.Resume(rewind(t, f)); err == nil {
		t.Error("damage is taken")
	} else if _, ok := errors.AsType[*journal.DamageError](err); !ok {
		t.Error(err)
	}
}

func create(f *os.File, header string, records ...string) error {
	j, err := journal.Create(f, []byte(header))
	if err != nil {
		return err
	}
	for _, r := range records {
		if _, err := j.Append([]byte(r)); err != nil {
			return err
		}
	}
	return j.Close()
}

// TestRecords: any record comes back from the journal, broken text with the sign for it.
func TestRecords(t *testing.T) {
	t.Parallel()
	f := temp(t)
	l, err := results.Create(f, results.Header{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		r := results.Record{
			Row: rapid.IntRange(1, 1000).Draw(t, "row"), UUID: text.Draw(t, "uuid"), Outcome: row.Outcome(rapid.IntRange(1, int(row.Failed)).Draw(t, "outcome")),
			Status: rapid.IntRange(0, 599).Draw(t, "status"), Attempts: rapid.IntRange(0, 9).Draw(t, "attempts"), Code: text.Draw(t, "code"),
			Message: text.Draw(t, "message"), Fix: text.Draw(t, "fix"),
		}
		if err := l.Note(&r); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := l.Find(r.Row); !ok || err != nil || got != r {
			t.Fatalf("%+v came back as %+v, %v", r, got, err)
		}
	})
}

// TestWrite: results.csv has the bytes of a CSV writer with a formula guard, and failures are grouped
// by what the server said.
func TestWrite(t *testing.T) {
	t.Parallel()
	b := batch(t, ready(row.Own, "=u2"), ready(row.Own, "u3"), ready(row.Own, "u4"), rejected(), ready(row.Own, "u6"))
	l := log(t, temp(t), b)
	defer l.Close()
	note(t, l,
		results.Record{Row: 2, UUID: "=u2", Outcome: row.Upserted, Status: 200, Attempts: 1},
		results.Record{Row: 3, UUID: "u3", Outcome: row.Failed, Status: 503, Attempts: 6, Code: results.CodeUnavailable, Message: "-1, \"busy\" 17"},
		results.Record{Row: 4, UUID: "u4", Outcome: row.Failed, Code: results.CodeUnavailable, Message: "-1, \"busy\" 18"},
	)
	var got, want bytes.Buffer
	all, err := l.Write(t.Context(), b, &got)
	w := csv.NewWriter(&want)
	number := func(n int) string { return strings.TrimSuffix(strconv.Itoa(n), "0") }
	w.WriteAll([][]string{
		{"row", "line", "uuid", "outcome", "status", "attempts", "code", "message"},
		{"2", "2", "'=u2", "upserted", "200", "1", "", ""},
		{"3", "3", "u3", "failed", "503", "6", "unavailable", "'-1, \"busy\" 17"},
		{"4", "4", "u4", "failed", number(0), number(0), "unavailable", "'-1, \"busy\" 18"},
		{"5", "5", "", "rejected", "", "", "bad", "it is bad"},
		{"6", "6", "u6", "not-attempted", "", "", "", ""},
	})
	if err != nil || got.String() != want.String() {
		t.Errorf("%v\n%s\nwant\n%s", err, got.String(), want.String())
	}
	if all.Tally != (row.Tally{row.NotAttempted: 1, row.Upserted: 1, row.Failed: 2, row.Rejected: 1}) || len(all.Failures) != 1 || all.Failures[0].Count != 2 {
		t.Errorf("%+v", all)
	}
}

// TestRejects: rejected and failed rows in the input's own columns, ready to be the next input.
func TestRejects(t *testing.T) {
	t.Parallel()
	text := "name,_row,email,uuid\nAnn,7,ann@example.org,u2\n,,,\nBob,8,=bob,\n\"Cid\nx\",9,c,u5,too,many\n"
	of := rejects(t, func() string { return text })
	l := log(t, temp(t), of.Batch)
	defer l.Close()
	note(t, l, results.Record{Row: 2, Outcome: row.Upserted}, results.Record{Row: 4, UUID: "made", Outcome: row.Failed, Code: "refused", Message: "no", Fix: "mend"})
	plain := func(to io.Writer) (int, error) {
		return l.WriteRejects(t.Context(), of, to, sheet.CSV, sheet.Dialect{})
	}
	var got bytes.Buffer
	if n, err := plain(&got); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	want := "name,email,uuid,_row,_problem,_fix\nBob,'=bob,made,4,no,mend\n\"Cid\nx\",c,u5,5,it is bad; cells after the last column: too | many,fix it; but row 9"
	if !strings.HasPrefix(got.String(), want) {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	for name, changed := range map[string]string{"cell": strings.Replace(text, "Ann", "Eve", 1), "rows": "name,_row,email,uuid\nAnn,7,a,u2\n", "nothing": "name,_row,email,uuid\n"} {
		text = changed
		if _, err := plain(io.Discard); !errors.Is(err, source.ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	of.Source.Open = func() (io.ReadCloser, error) { return nil, os.ErrPermission }
	if _, err := plain(io.Discard); !errors.Is(err, os.ErrPermission) || errors.Is(err, source.ErrChanged) {
		t.Error(err)
	}
	of.Source.Open = func() (io.ReadCloser, error) { return io.NopCloser(failing{}), nil }
	if _, err := plain(io.Discard); !errors.Is(err, errDisk) || errors.Is(err, source.ErrChanged) {
		t.Error(err)
	}
}

var errDisk = errors.New("the disk fails")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisk }

// rejects checks a text as it is now, and makes the batch of its rows.
func rejects(t *testing.T, text func() string) *check.Result {
	t.Helper()
	in := source.Input{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text())), nil }, Format: sheet.CSV}
	s, err := source.Examine(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	m, err := check.Columns(t.Context(), s, &check.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	print, err := in.Fingerprint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := row.NewBatch(temp(t), row.NewLeads())
	for i, r := range []row.Row{ready(row.Own, "u2"), ready(row.Derived, "made"), rejected()} {
		r.Number, r.Line = []int{2, 4, 5}[i], []int{2, 4, 5}[i]
		if err := b.Add(&r); err != nil {
			t.Fatal(err)
		}
	}
	return &check.Result{Batch: b, Source: s, Mapping: m, Fingerprint: print}
}

// TestDifferences: a journal of another reading of the file is not resumed; one that says nothing of
// it was UTF-8.
func TestDifferences(t *testing.T) {
	t.Parallel()
	plain := results.Header{SHA256: "x", Rules: check.Rules{IDFrom: []live.Field{live.Email}}}
	ansi := plain
	ansi.Encoding, ansi.Delimiter, ansi.Blank, ansi.Tags = "windows-1252", "semicolon", check.KeepBlank, check.ReplaceTags
	if d := plain.Differences(&ansi); !slices.Equal(d, []string{"--encoding", "--delimiter"}) {
		t.Error(d)
	}
	if d := ansi.Differences(&ansi); d != nil {
		t.Error(d)
	}
	other := results.Header{SHA256: "y", Rules: check.Rules{IDFrom: []live.Field{live.Phone}, Wire: "arrays", Blank: check.ClearBlank}, Columns: []string{"a=b"}}
	if d := plain.Differences(&other); fmt.Sprint(d) != "[the input the meaning of columns (--map) --id-from --wire --blank]" {
		t.Error(d)
	}
}
