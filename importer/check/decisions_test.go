package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAllDecisions: what only a person can say is one list, in which each has its flag.
func TestAllDecisions(t *testing.T) {
	t.Parallel()
	r := checked(t, "email,phone,Payment status,lead status\n"+
		"a@x.in,98765 43210,Closed,Odd\n"+
		"\"b@x.in, c@x.in\",+91 98765 43211,Open,New\n"+
		"d@x.in,12,Strange,New\n", options(t), nil)
	want := []string{
		`change in the command: --map-status "Odd=-": nothing is known of such a status, and - leaves it out (a new lead becomes OPEN); ` +
			`say what it means in place of the -: OPEN, INPROGRESS, REVIEW, ONHOLD, DEPENDANCY, CLOSED`,
		`--on-several first: takes the first e-mail or phone of a cell that holds several, or an extension or words beside one`,
		`--on-bad-contact drop: imports rows without an e-mail or phone that cannot be read, if the other one is good`,
		`--dial-code CC: the country of phone numbers that name none (1), two letters such as IN; import asks for it on a terminal`,
	}
	if diff := cmp.Diff(want, r.Decisions()); diff != "" {
		t.Error(diff)
	}
	r = checked(t, "email,Ticket status\na@x.in,Closed\nb@x.in,New\nc@x.in,Strange\nd@x.in,Won\n", options(t), nil)
	want = []string{
		`--map "Ticket status=status" --map-status "New=OPEN" --map-status "Strange=-" --map-status "Won=CLOSED": if column B "Ticket status" is the lead's status, ` +
			`with what it means in place of each -, which leaves a status out: OPEN, INPROGRESS, REVIEW, ONHOLD, DEPENDANCY, CLOSED`,
	}
	if diff := cmp.Diff(want, r.Decisions()); diff != "" {
		t.Error(diff)
	}
	r = checked(t, "name,email\nAnn,a@x.in\nBob,a@x.in\n", options(t), nil)
	want = []string{"--on-duplicate first: if rows with one e-mail or phone are one person, the first of them counts; or last; or all, one after the other"}
	if diff := cmp.Diff(want, r.Decisions()); diff != "" {
		t.Error(diff)
	}
}
