package duplicates

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/sheet"
)

// person is a made-up lead.
type person struct {
	email, phone int // 0 = none
	created      int // a second
	attributes   int
}

// spellings are what people write for the same e-mail and the same phone.
var (
	emails = [][]string{{""}, {"ann@example.org", "Ann@Example.org", " ann@example.org"}, {"bob@example.org"}, {"zoe@example.org", "ZOE@example.org"}}
	phones = [][2]string{{"", ""}, {"9876543210", "91"}, {"9876543211", "91"}, {"15112345678", "49"}}
)

func (p *person) record(number, spelling int) string {
	email := emails[p.email][spelling%len(emails[p.email])]
	var attributes []string
	for i := range p.attributes {
		attributes = append(attributes, fmt.Sprintf(`{"key":"k%d","value":"v"}`, i))
	}
	return fmt.Sprintf(`{"_id":"%024x","uuid":"u%d","createdAt":"2026-01-01T00:00:%02d.000Z","profile":{"userDetails":{"name":"N%d",`+
		`"contact":{"email":%q,"phone":{"number":%q,"prefix":%q}},"attributes":[%s]}}}`,
		number, number, p.created, number, email, phones[p.phone][0], phones[p.phone][1], strings.Join(attributes, ","))
}

// linked reports whether a way of shared e-mails and phones leads from one person to another.
func linked(people []person, from, to int) bool {
	seen, next := map[int]bool{from: true}, []int{from}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		for i := range people {
			shares := people[at].email > 0 && people[at].email == people[i].email || people[at].phone > 0 && people[at].phone == people[i].phone
			if shares && !seen[i] {
				seen[i] = true
				next = append(next, i)
			}
		}
	}
	return seen[to]
}

func find(t interface{ Fatal(...any) }, temp *os.File, keep Keep, text string) *Found {
	f, err := Find(context.Background(), &Options{
		Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }, Keep: keep, Temp: temp,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func tempFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(t.TempDir() + "/temp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestGroups: two leads are in one group just if a way of shared e-mails and phones leads from one to the
// other, and the table says of each what others share with it, and of one that it is kept.
func TestGroups(t *testing.T) {
	t.Parallel()
	temp := tempFile(t)
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.SampledFrom([]Keep{Oldest, Newest, Fullest}).Draw(t, "keep")
		var people []person
		var text strings.Builder
		for i := range rapid.IntRange(0, 8).Draw(t, "people") {
			p := person{rapid.IntRange(0, 3).Draw(t, "email"), rapid.IntRange(0, 3).Draw(t, "phone"), rapid.IntRange(0, 59).Draw(t, "created"), rapid.IntRange(0, 2).Draw(t, "attributes")}
			people = append(people, p)
			text.WriteString(p.record(i, rapid.IntRange(0, 2).Draw(t, "spelling")) + "\n")
		}
		f := find(t, temp, keep, text.String())
		var out bytes.Buffer
		if err := f.Write(t.Context(), &out, sheet.CSV); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&out).ReadAll()
		if err != nil || strings.Join(lines[0][:5], " ") != "_group _match _age _keep uuid" {
			t.Fatalf("%q, %v", lines, err)
		}
		group, kept := map[int]string{}, map[string][]int{}
		members := map[string][]int{}
		for _, line := range lines[1:] {
			var i int
			if _, err := fmt.Sscanf(line[4], "u%d", &i); err != nil {
				t.Fatal(err)
			}
			group[i] = line[0]
			members[line[0]] = append(members[line[0]], i)
			if line[3] == "keep" {
				kept[line[0]] = append(kept[line[0]], i)
			}
			byEmail, byPhone := false, false
			for other := range people {
				byEmail = byEmail || other != i && people[i].email > 0 && people[i].email == people[other].email
				byPhone = byPhone || other != i && people[i].phone > 0 && people[i].phone == people[other].phone
			}
			if strings.Contains(line[1], "e-mail") != byEmail || strings.Contains(line[1], "phone") != byPhone {
				t.Errorf("lead %d matches by %q", i, line[1])
			}
		}
		for i := range people {
			for j := range i {
				if (group[i] != "" && group[i] == group[j]) != linked(people, i, j) {
					t.Errorf("leads %d and %d: groups %q and %q", i, j, group[i], group[j])
				}
			}
		}
		for name, all := range members {
			if len(kept[name]) != 1 {
				t.Fatalf("of group %s %d are kept", name, len(kept[name]))
			}
			if !slices.IsSortedFunc(all, func(a, b int) int { return people[a].created - people[b].created }) {
				t.Errorf("group %s is not in the order of age: %v", name, all)
			}
			k := people[kept[name][0]]
			for _, i := range all {
				p := people[i]
				if keep == Oldest && p.created < k.created || keep == Newest && p.created > k.created || keep == Fullest && fields(p) > fields(k) {
					t.Errorf("group %s keeps %+v, not %+v", name, k, p)
				}
			}
		}
		if f.Leads != len(people) || f.Groups() != len(members) || f.Members != len(lines)-1 {
			t.Errorf("%d leads, %d groups of %d", f.Leads, f.Groups(), f.Members)
		}
	})
}

func fields(p person) int { return min(1, p.email) + min(1, p.phone) + p.attributes }

// TestTags: all are tagged but those that are kept, in a cell that means just this one tag.
func TestTags(t *testing.T) {
	t.Parallel()
	records := []string{(&person{1, 0, 2, 0}).record(1, 0), (&person{1, 0, 1, 0}).record(2, 0), (&person{1, 0, 3, 0}).record(3, 0), (&person{2, 0, 1, 0}).record(4, 0)}
	records = append(records, strings.Replace(records[2], `"uuid":"u3",`, "", 1), strings.Replace(records[1], `:01.000Z`, `:09.000Z`, 1))
	f := find(t, tempFile(t), Oldest, strings.Join(records, "\n"))
	var out bytes.Buffer
	rows, mute, err := f.WriteTags(t.Context(), &out, "a, b")
	if f.SameUUID != 2 {
		t.Errorf("%d leads share a uuid", f.SameUUID)
	}
	if want := "uuid,tags\nu1,\"\"\"a, b\"\"\"\nu3,\"\"\"a, b\"\"\"\n"; err != nil || rows != 2 || mute != 1 || out.String() != want {
		t.Errorf("%d rows, %d mute, %v\n%s", rows, mute, err, out.String())
	}
}

// TestBroken: what cannot be read, and the end of the run, are errors.
func TestBroken(t *testing.T) {
	t.Parallel()
	temp := tempFile(t)
	open := func() io.ReadCloser { return io.NopCloser(strings.NewReader("{\n")) }
	if _, err := Find(t.Context(), &Options{Open: open, Temp: temp}); err == nil {
		t.Error("half a record is no error")
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	if _, err := Find(ctx, &Options{Open: func() io.ReadCloser { return io.NopCloser(strings.NewReader("{}\n")) }, Temp: temp}); !errors.Is(err, cause) {
		t.Error(err)
	}
}

// TestColumnsOfMembers: the table has the columns of its leads, every format can be read, and nothing of a
// record is left out.
func TestColumnsOfMembers(t *testing.T) {
	t.Parallel()
	a := strings.Replace((&person{1, 0, 1, 1}).record(1, 0), `{"_id"`, `{"odd":[1],"_id"`, 1)
	f := find(t, tempFile(t), Oldest, a+"\n"+(&person{1, 0, 2, 0}).record(2, 0)+"\n"+(&person{2, 0, 1, 2}).record(3, 0))
	var out bytes.Buffer
	if err := f.Write(t.Context(), &out, sheet.JSONL); err != nil {
		t.Fatal(err)
	}
	var first map[string]string
	if err := json.NewDecoder(&out).Decode(&first); err != nil || first["extra.odd"] != "[1]" || first["attributes.k0"] != "v" || first["_group"] != "1" || first["name"] != "N1" {
		t.Errorf("%v, %v", first, err)
	}
	if _, other := first["attributes.k1"]; other {
		t.Error("there is a column of leads that are no duplicates")
	}
	if err := f.Write(t.Context(), &out, sheet.XLSX); err != nil {
		t.Error(err)
	}
}
