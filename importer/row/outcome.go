package row

import "fmt"

// Outcome is what becomes of a row. The set is closed.
type Outcome uint8

// The outcomes.
const (
	NotAttempted Outcome = iota
	Upserted             // the server has it
	Created              // the same, of a planned row that made a lead
	Updated              // the same, of a planned row that changed a lead
	Unchanged            // not sent: the lead has all of it
	Skipped              // not sent, for no fault of its own
	Rejected             // not sent: something is wrong with it
	Failed               // sent, and refused or given up
	outcomes             // their number
)

// String returns the outcome as reports have it.
func (o Outcome) String() string {
	return [...]string{
		"not-attempted", "upserted", "created", "updated", "unchanged", "skipped", "rejected", "failed",
	}[o]
}

// IsStored reports whether the server has the row, or of a planned one, is to get it.
func (o Outcome) IsStored() bool { return o == Upserted || o == Created || o == Updated }

// MarshalText returns the outcome as reports have it.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (o *Outcome) UnmarshalText(text []byte) error {
	for *o = 0; *o < outcomes; *o++ {
		if o.String() == string(text) {
			return nil
		}
	}
	return fmt.Errorf("unknown outcome %q", text)
}

// Tally counts rows by their outcome.
type Tally [outcomes]int

// Stored returns how many rows were sent and are on the server.
func (t *Tally) Stored() int { return t[Upserted] + t[Created] + t[Updated] }

// Done returns how many rows have an outcome.
func (t *Tally) Done() int {
	return t.Stored() + t[Unchanged] + t[Skipped] + t[Rejected] + t[Failed]
}
