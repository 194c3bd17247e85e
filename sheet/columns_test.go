package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

func TestColumns(t *testing.T) {
	t.Parallel()
	var c Columns
	c.add([]string{"extra.b", "attributes.z", "extra.a", "attributes.y", "extra.b"})
	if want := []string{"extra.b", "attributes.z", "extra.a", "attributes.y"}; !slices.Equal(c.Names(), want) || c.Name(1) != want[1] {
		t.Errorf("%q", c.Names())
	}
	want := append(lead.BaseColumns(), "attributes.y", "attributes.z", "extra.a", "extra.b")
	if diff := cmp.Diff(want, c.Header()); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsOverflow(t *testing.T) {
	t.Parallel()
	var c Columns
	for i := range MaxColumns - 1 {
		c.Number(fmt.Sprint("attributes.", i))
	}
	if !c.HasRoom(1) || c.HasRoom(2) {
		t.Error("there is room for one column")
	}
	cells := []lead.Cell{{Column: "extra.\"x", Value: "1"}, {Column: "attributes.7", Value: "2"}, {Column: "extra.y", Value: "\n"}}
	want := []lead.Cell{cells[0], cells[1], {Column: lead.ExtraColumn, Value: `{"extra.y":"\n"}`}}
	if diff := cmp.Diff(want, c.Fit(cells)); diff != "" || c.Overflow != 1 {
		t.Errorf("%d overflow: %s", c.Overflow, diff)
	}
	if diff := cmp.Diff(want[:2], c.Fit(cells[:2])); diff != "" || c.Overflow != 1 {
		t.Errorf("%d overflow: %s", c.Overflow, diff)
	}
	other := c.clone()
	if _, ok := other.Number("extra.z"); ok || other.Overflow != 0 {
		t.Error("a clone has another limit")
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	all := []string{"uuid", "name", "attributes.a", "attributes.b", "extra.x"}
	for wanted, want := range map[string]string{
		"uuid name": "uuid name", "uuid attributes.* name": "uuid attributes.a attributes.b name", "attributes.b attributes.*": "attributes.b attributes.a",
		"attributes.*": "attributes.a attributes.b", "attributes.z": "attributes.z",
	} {
		if got := strings.Join(Wanted(strings.Fields(wanted), all), " "); got != want {
			t.Errorf("%s: %s, want %s", wanted, got, want)
		}
	}
	if got := Wanted(nil, all); got != nil {
		t.Errorf("%q", got)
	}
}
