package sheet

import (
	"fmt"
	"strconv"
	"strings"
)

// above are the rows above a header whose place a person has said.
type above struct {
	rows  int
	texts []string // how the first ones begin
}

// add adds a row, unless it is blank.
func (a *above) add(cells []string) {
	const most = 3
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		if a.rows++; len(a.texts) < most {
			a.texts = append(a.texts, strconv.Quote(clip(cell)))
		}
		return
	}
}

func (a *above) notes() []string {
	if a.rows == 0 {
		return nil
	}
	more := ""
	if a.rows > len(a.texts) {
		more = ", ..."
	}
	return []string{fmt.Sprintf("rows above the header, which are not read: %d, which begin with %s%s", a.rows, strings.Join(a.texts, ", "), more)}
}
