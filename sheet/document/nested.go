package document

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// refuseNested refuses an object that does not tell whom it means and holds a list of leads, as each of several forms of
// Facebook does: which of the lists is meant is not clear, nor what the object itself is.
func refuseNested(object jsontext.Value) error {
	way := deeperList(newValues(bytes.NewReader(object)), object)
	if way == nil || dialect.TellWhom(memberNames(object)) {
		return nil
	}
	var top dialect.TopRow
	for _, value := range members(object) {
		text, _ := scalar(value)
		top.Cells = append(top.Cells, text)
	}
	if top.HoldsData() {
		return nil
	}
	return &problem.Problem{
		Text: fmt.Sprintf("the objects of this JSON are no leads, but each holds a list of them, %q", strings.Join(way, ".")),
		Fix:  "save each of these lists as a file of its own, or download the leads as CSV",
	}
}
