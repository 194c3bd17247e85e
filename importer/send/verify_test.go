package send_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// changed is a planned row "field:old>new ..." of lead a.
func changed(changes ...string) row.Row {
	r := row.Row{Outcome: row.Updated, Origin: row.Own, Cells: lead.Row{Base: lead.Base{lead.UUID: "a"}}}
	for _, c := range changes {
		field, values, _ := strings.Cut(c, ":")
		old, is, _ := strings.Cut(values, ">")
		r.Changes = append(r.Changes, row.Change{Field: field, Old: old, New: is})
	}
	r.Compose(nil)
	return r
}

// TestVerifyFields: every field of a stored row is compared with what the platform shows now; what
// differs is named, and noted.
func TestVerifyFields(t *testing.T) {
	t.Parallel()
	const plan = "attributes.plan"
	for name, tc := range map[string]struct {
		rows      []row.Row
		now       map[string]string // of lead a, after the sending
		same      int
		fields    int
		differing int
		text      string // of the last finding
	}{
		"as sent":       {[]row.Row{changed("name:>Ann", "status:>OPEN")}, nil, 2, 0, 0, ""},
		"another name":  {[]row.Row{changed("name:>Ann", "status:>OPEN")}, map[string]string{"name": "Eve"}, 1, 1, 1, "another name than"},
		"both":          {[]row.Row{changed("name:>Ann", "status:>OPEN")}, map[string]string{"name": "", "status": "CLOSED"}, 0, 2, 1, "another "},
		"an attribute":  {[]row.Row{changed(plan + ":>pro")}, map[string]string{plan: "free"}, 0, 1, 1, `another attribute "plan" than`},
		"cleared":       {[]row.Row{changed("email:x@example.org>")}, nil, 1, 0, 0, ""},
		"not cleared":   {[]row.Row{changed("email:x@example.org>")}, map[string]string{"email": "x@example.org"}, 0, 1, 1, "another email than"},
		"the last row":  {[]row.Row{changed("name:>Ann"), changed("name:Ann>Bob")}, nil, 1, 0, 0, ""},
		"not the first": {[]row.Row{changed("name:>Ann"), changed("name:Ann>Bob")}, map[string]string{"name": "Ann"}, 0, 1, 1, "another name than"},
		"a field each":  {[]row.Row{changed("name:>Ann"), changed("status:>OPEN")}, map[string]string{"name": "Eve"}, 1, 1, 1, "another name than"},
	} {
		p := &platform{}
		s := senderOf(t, p, tc.rows...)
		if err := s.Send(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		now := lead.Row{Base: lead.Base{lead.UUID: "a"}}
		for i := range tc.rows {
			for _, c := range tc.rows[i].Changes {
				c.Apply(&now)
			}
		}
		for field, value := range tc.now {
			c := row.Change{Field: field, New: value}
			c.Apply(&now)
		}
		p.leads["a"] = now
		v, err := s.Verify(t.Context(), temp(t))
		if err != nil || v.Rows != len(tc.rows) || v.Same != tc.same || v.Fields != tc.fields || v.Differing != tc.differing {
			t.Errorf("%s: %+v, %v", name, v, err)
			continue
		}
		if (len(v.Findings) == 0) != (tc.text == "") || tc.text != "" && !strings.Contains(v.Findings[0].Text, tc.text) {
			t.Errorf("%s: %+v", name, v.Findings)
		}
	}
}

// TestVerifyStored: only rows that the log calls stored are compared; one that differs stays stored.
func TestVerifyStored(t *testing.T) {
	t.Parallel()
	p := &platform{fail: map[string][]error{"2": {failed(convertalk.Refused)}}}
	skipped := upserted("c 3")
	skipped.Outcome = row.Skipped
	s := senderOf(t, p, upserted("a 1"), upserted("b 2"), skipped, upserted("d 4"))
	if err := s.Send(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	delete(p.leads, "d")
	v, err := s.Verify(t.Context(), temp(t))
	if err != nil || v.Rows != 2 || v.Differing != 1 || v.Same != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	if got := noted(t, s); got != "upserted*1 failed/refused*1 skipped upserted/differs*1" {
		t.Error(got)
	}
	rec, _, err := s.Log.Find(5)
	if err != nil || !strings.Contains(rec.Message, "not in the bot") || rec.Code != results.CodeDiffers {
		t.Errorf("%+v, %v", rec, err)
	}
}

// TestVerifyTwice: a second look counts what it sees, not what the first one saw.
func TestVerifyTwice(t *testing.T) {
	t.Parallel()
	p := &platform{}
	s := senderOf(t, p, upserted("a 1"))
	if err := s.Send(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	there := p.leads["a"]
	for _, shown := range []bool{false, true} {
		delete(p.leads, "a")
		if shown {
			p.leads["a"] = there
		}
		v, err := s.Verify(t.Context(), temp(t))
		if err != nil || v.Rows != 1 || (v.Differing == 0) != shown {
			t.Errorf("shown %v: %+v, %v", shown, v, err)
		}
	}
}

// TestVerifyFails: a listing that cannot be read is an error, and the rows stay what they are.
func TestVerifyFails(t *testing.T) {
	t.Parallel()
	p := &platform{}
	s := senderOf(t, p, upserted("a 1"))
	if err := s.Send(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	p.broken = errors.New("the listing fails")
	if _, err := s.Verify(t.Context(), temp(t)); !errors.Is(err, p.broken) {
		t.Error(err)
	}
	if got := noted(t, s); got != "upserted*1" {
		t.Error(got)
	}
}
