package sheet

import (
	"fmt"
	"sync"
)

// controls are the rows with control characters, which no import takes. Several goroutines may look.
type controls struct {
	mu    sync.Mutex
	rows  int
	first int // the number of the first row
}

// look notes a row with such a character in a cell. Line breaks and tabs are none.
func (c *controls) look(r *Row) {
	found := false
	for i := range r.Base {
		found = found || holdsControl(r.Base[i])
	}
	for i := range r.Dynamic {
		found = found || holdsControl(r.Dynamic[i].Value)
	}
	if !found {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows++; c.rows == 1 || r.Number < c.first {
		c.first = r.Number
	}
}

func holdsControl(cell string) bool {
	for i := range len(cell) {
		if b := cell[i]; b < ' ' && b != '\n' && b != '\r' && b != '\t' || b == 0x7f {
			return true
		}
	}
	return false
}

func (c *controls) notes() []string {
	if c.rows == 0 {
		return nil
	}
	return []string{fmt.Sprintf("rows with a control character in a cell: %d, the first is row %d; an import refuses such a cell", c.rows, c.first)}
}
