package exporter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// known remembers in memory what an export with Since is to remember.
type known struct {
	key    delta.Key
	prints []delta.Print
}

func (k *known) since() *delta.Since {
	was := k.prints
	k.prints = nil
	return &delta.Since{
		Key: k.key, Known: delta.All(was),
		Keep: func(p delta.Print) error {
			k.prints = append(k.prints, p)
			return nil
		},
	}
}

// byID returns the leads of an export by their _id: what the server sent of them, or their filled cells.
func byID(t *testing.T, lines []string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, line := range lines {
		if line == "" { // of a file without rows
			continue
		}
		var members map[string]any
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			t.Fatal(err)
		}
		id, raw := members["_id"].(string)
		if !raw {
			id = members["id"].(string)
			maps.DeleteFunc(members, func(_ string, cell any) bool { return cell == "" }) // the other leads decide which of these there are
			cells, err := json.Marshal(members)
			if err != nil {
				t.Fatal(err)
			}
			line = string(cells)
		}
		if all[id] != "" {
			t.Fatalf("%s is there twice", id)
		}
		all[id] = line
	}
	return all
}

// TestReplayedDeltas: random edits and deltas in turn. A delta holds just the lines of a whole export
// that are not as they were in the one before; and whoever replays all deltas has what the platform has.
func TestReplayedDeltas(t *testing.T) {
	t.Parallel()
	open, err := filter.New("status", "=", "OPEN,REVIEW", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]exporter.Options{
		"rows":            {Format: sheet.JSONL},
		"some columns":    {Format: sheet.JSONL, Columns: []string{"id", "status", "tags", sheet.AllAttributes}},
		"filtered":        {Format: sheet.JSONL, Filter: filter.Filter{open}},
		"records":         {Format: sheet.Raw},
		"records, chosen": {Format: sheet.Raw, Filter: filter.Filter{open}},
		"both listings":   {Format: sheet.JSONL, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}},
		"not proved":      {Format: sheet.JSONL, Fast: true},
	} {
		for seed := range seeds(t, 3) {
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) {
				t.Parallel()
				o := o
				if o.Workers = 4; o.Types == nil {
					o.Types = []lead.Type{lead.TypeLead}
				}
				replayDeltas(t, o, seed)
			})
		}
	}
}

func replayDeltas(t *testing.T, o exporter.Options, seed uint64) {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 1))
	server, client := platform(t, sandbox.Options{Leads: 130, NonLeads: 20, Strange: 9, Seed: seed + 1})
	k := &known{key: delta.NewKey()}
	replayed, was := map[string]string{}, map[string]string{} // was: the whole export before
	for range 6 {
		o.Since = nil
		lines, sum := exported(t, client, o)
		whole := byID(t, lines)
		o.Since = k.since()
		lines, got := exported(t, client, o)
		changes := byID(t, lines)
		want := delta.Counts{}
		for id, line := range whole {
			before, knew := was[id]
			switch {
			case before == line:
				want.Unchanged++
			case knew:
				want.Changed++
			default:
				want.New++
			}
			if (before != line) != (changes[id] == line) {
				t.Fatalf("the delta has %q, want %q only if it is not %q", changes[id], line, before)
			}
		}
		for id := range was {
			if _, ok := whole[id]; !ok && holds(server, id) {
				want.Left++
			} else if !ok && !o.Fast {
				want.Deleted++
			}
		}
		if got.Delta != want || got.Written != want.New+want.Changed || got.Leads != sum.Leads {
			t.Fatalf("%+v, %d of %d written; want %+v", got.Delta, got.Written, got.Leads, want)
		}
		maps.Copy(replayed, changes)
		maps.DeleteFunc(replayed, func(id, _ string) bool { _, ok := whole[id]; return !ok })
		if !maps.Equal(replayed, whole) {
			t.Fatalf("%d leads replayed, %d there", len(replayed), len(whole))
		}
		was = whole
		edit(t, server, client, chance)
	}
}

// holds reports whether the platform has a record with that _id.
func holds(server *sandbox.Server, id string) bool {
	for _, kind := range []string{"lead", "non-lead"} {
		for _, raw := range server.All(kind) {
			var r struct {
				ID string `json:"_id"`
			}
			if json.Unmarshal(raw, &r) == nil && r.ID == id {
				return true
			}
		}
	}
	return false
}

// edit changes the platform: leads come, go, change, and change back to nothing new.
func edit(t *testing.T, server *sandbox.Server, client *convertalk.Client, chance *rand.Rand) {
	t.Helper()
	var all []string
	for _, raw := range server.All("lead") {
		var r struct{ UUID string }
		if json.Unmarshal(raw, &r) == nil && r.UUID != "" {
			all = append(all, r.UUID)
		}
	}
	for range chance.IntN(12) {
		who := all[chance.IntN(len(all))]
		switch chance.IntN(4) {
		case 0:
			server.Insert()
		case 1:
			server.Delete(who)
		case 2:
			server.Bump(who)
		case 3:
			_, known := server.Lookup(who)
			status := []string{"OPEN", "CLOSED", "REVIEW"}[chance.IntN(3)]
			if _, err := client.Upsert(t.Context(), lead.Lead{UUID: who, Status: status}); known && err != nil {
				t.Error(err)
			}
		}
	}
}

// restless is a listing that changes between its pages, until it is still.
type restless struct {
	*convertalk.Client
	change func()
	still  bool
	mu     sync.Mutex // pages are asked for side by side
}

func (r *restless) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	if !r.still {
		r.mu.Lock()
		r.change()
		r.mu.Unlock()
	}
	return r.Client.Chats(ctx, kind, page)
}

// TestDeltasOfAMovingListing: whatever moves while deltas are read, verified or not, whoever replays them
// has what the platform has when it stands still.
func TestDeltasOfAMovingListing(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t, 1) {
		chance := rand.New(rand.NewPCG(seed, 2))
		server, client := platform(t, sandbox.Options{Leads: 160, NonLeads: 20, Seed: seed, PageSize: 10})
		listing := &restless{Client: client, change: func() { edit(t, server, client, chance) }}
		k, replayed := &known{key: delta.NewKey()}, map[string]string{}
		o := exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: 1, Format: sheet.Raw}
		for turn := range 4 {
			listing.still = turn == 3
			o.Since = k.since()
			lines, _ := exported(t, listing, o)
			maps.Copy(replayed, byID(t, lines))
		}
		there := map[string]string{}
		for _, raw := range server.All("lead") {
			maps.Copy(there, byID(t, []string{string(raw)}))
		}
		maps.DeleteFunc(replayed, func(id, _ string) bool { return there[id] == "" })
		if !maps.Equal(replayed, there) {
			t.Errorf("seed %d: %d leads replayed, %d there", seed, len(replayed), len(there))
		}
	}
}
