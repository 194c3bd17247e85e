package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestStatusMap: statuses are found however they are spelled, and bad pairs are refused.
func TestStatusMap(t *testing.T) {
	t.Parallel()
	m := columns.StatusMap{}
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
	o.StatusMap = columns.StatusMap{}
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

// TestSeveralStatuses: what is said of several statuses is said once, and the flags for all of them stand together.
func TestSeveralStatuses(t *testing.T) {
	t.Parallel()
	const text = "email,Lead status\na@x.com,Geschlossen\nb@x.com,Neu\nc@x.com,Nicht so\nd@x.com,Neu\n"
	r := checked(t, text, options(t), nil)
	all := r.Rejections.All()
	if len(all) != 1 || all[0].Count != 4 {
		t.Fatalf("%+v", all)
	}
	var got []string
	with := options(t)
	for _, f := range flagsOf(t, all[0].Fix) {
		if got = append(got, f.value); f.name == "map-status" {
			f.followAlso(t, &with)
		}
	}
	want := []string{"Geschlossen=CLOSED", "Neu=OPEN", "Nicht so=-", "Lead status=attributes.Lead status", "Lead status=-"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	r = checked(t, text, with, nil)
	if r.Ready() != 4 || len(r.Warnings) != 1 || r.Warnings[0].Code != "status-left-out" {
		t.Errorf("%+v", findings(r))
	}
}

// TestStatusesBelow: the one command has a meaning also for those statuses of a proposed column that stand below the rows
// that it was proposed by.
func TestStatusesBelow(t *testing.T) {
	t.Parallel()
	text := "email,Estado\na@x.com,Nuevo\n"
	for i := range 300 {
		text += fmt.Sprintf("a%d@x.com,Nuevo\n", i)
	}
	text += "b@x.com,En curso\nc@x.com,Perdido\n"
	with := options(t)
	flags := checked(t, text, with, nil).Fixes()
	for i := 0; i < len(flags); i += 2 {
		(flag{flags[i][2:], flags[i+1]}).followAlso(t, &with)
	}
	if r := checked(t, text, with, nil); r.Ready() != 303 {
		t.Errorf("%q: %+v", flags, findings(r))
	}
}

// TestManyStatuses: a column with very many statuses is not asked about one by one, and the one command takes it for an
// attribute.
func TestManyStatuses(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "%s,stage %d\n", uuid(i), i)
	}
	const attribute = "Lead Status=attributes.Lead Status"
	r := checked(t, "uuid,Lead Status\n"+text.String(), options(t), nil)
	if all := r.Rejections.All(); len(all) != 1 || all[0].Count != 60 || flagsOf(t, all[0].Fix)[0].value != attribute {
		t.Errorf("%+v", all)
	}
	if diff := cmp.Diff([]string{"--map", attribute}, r.Fixes()); diff != "" {
		t.Error(diff)
	}
}
