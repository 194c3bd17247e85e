package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/lead"
)

// TestStatusMap: statuses are found however they are spelled, and bad pairs are refused.
func TestStatusMap(t *testing.T) {
	t.Parallel()
	m := check.StatusMap{}
	for _, pair := range [][2]string{{"New", "open"}, {"In  Work", " InProgress "}, {"Dead", "-"}, {"NEW", "OPEN"}} {
		if err := m.Add(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	for cell, want := range map[string]string{"new": "OPEN", " NEW ": "OPEN", "in\u00a0work": "INPROGRESS", "dead": ""} {
		if got, ok := m.Of(cell); !ok || got != want {
			t.Errorf("%q is %q, %v", cell, got, ok)
		}
	}
	if _, ok := m.Of("newer"); ok {
		t.Error("an unknown status was found")
	}
	want := [][2]string{{"dead", "-"}, {"in work", "INPROGRESS"}, {"new", "OPEN"}}
	if diff := cmp.Diff(want, m.All()); diff != "" {
		t.Error(diff)
	}
	for _, pair := range [][2]string{{"x", "started"}, {" ", "OPEN"}, {"new", "CLOSED"}} {
		if m.Add(pair[0], pair[1]) == nil {
			t.Errorf("%q was taken", pair)
		}
	}
}

// TestStatuses: what people write is folded, or asked about with the status that was probably meant.
func TestStatuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"open": "OPEN", " Open ": "OPEN", "In Progress": "INPROGRESS", "in-progress": "INPROGRESS", "IN_PROGRESS": "INPROGRESS", "In\u00a0progress": "INPROGRESS",
		"on hold": "ONHOLD", "On-Hold": "ONHOLD", "dependency": "DEPENDANCY", "Dependancy": "DEPENDANCY", "review\u200b": "REVIEW",
		"closd": "closd=CLOSED", "opne": "opne=OPEN", "Closed Won": "Closed Won=CLOSED", "under review": "under review=REVIEW", "Open - Not Contacted": "Open - Not Contacted=OPEN",
		"new": "new=OPEN", "CREATED": "CREATED=OPEN", "Neu: offen": "Neu: offen=OPEN", "In progress - waiting for client": "In progress - waiting for client=INPROGRESS", "Новая заявка": "Новая заявка=OPEN", "Geschlossen": "Geschlossen=CLOSED", "Nuevo": "Nuevo=OPEN", "В работе": "В работе=INPROGRESS", "新規問い合わせ": "新規問い合わせ=OPEN", "Foo": "Foo=-", "$HOME `ls`": "$HOME `ls`=-", "Not new": "Not new=-", "Not closed": "Not closed=-",
		"Do not open": "Do not open=-", "Won't close": "Won't close=-", "Not in progress": "Not in progress=-", "kapalı değil": "kapalı değil=-", "बंद नहीं": "बंद नहीं=-",
		"Closed - not converted": "Closed - not converted=CLOSED", "No contactado": "No contactado=OPEN", "未対応": "未対応=OPEN",
	} {
		r := rows(t, checked(t, "uuid,status\n"+uuid(1)+","+text+"\n", options(t), nil))[0]
		got := r.Cells.Base[lead.Status]
		if len(r.Problems) > 0 {
			got = flagsOf(t, r.Problems[0].Fix)[0].value
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestStatusLeftOut: a status that the user leaves out is told of, as the lead has another one then.
func TestStatusLeftOut(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.StatusMap = check.StatusMap{}
	if err := o.StatusMap.Add("Parked", "-"); err != nil {
		t.Fatal(err)
	}
	r := checked(t, "uuid,status\n"+uuid(1)+",Parked\n"+uuid(2)+",\n", o, nil)
	if len(r.Warnings) != 1 || r.Warnings[0].Count != 1 || !strings.Contains(r.Warnings[0].Text, "a new one becomes OPEN") {
		t.Errorf("%+v", r.Warnings)
	}
	if got := rows(t, r)[0].Cells.Base[lead.Status]; got != "" {
		t.Errorf("the status is %q", got)
	}
	if got := flagsOf(t, r.Warnings[0].Fix)[0].value; got != "Parked=CLOSED" {
		t.Errorf("the fix names %q", got)
	}
}

// TestManyStatuses: a column with very many statuses is not asked about one by one.
func TestManyStatuses(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "%s,stage %d\n", uuid(i), i)
	}
	all := checked(t, "uuid,Lead Status\n"+text.String(), options(t), nil).Rejections.All()
	if last := all[len(all)-1]; len(all) > 25 || last.Count < 35 || flagsOf(t, last.Fix)[0].value != "Lead Status=attributes.Lead Status" {
		t.Errorf("%d findings, the last is %+v", len(all), last)
	}
}
