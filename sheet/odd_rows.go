package sheet

import (
	"fmt"
	"strings"
	"sync"
)

// oddRows are the rows with characters that no import takes. Several goroutines may look.
type oddRows struct {
	mu              sync.Mutex
	control, broken rowCount
}

// look notes a row with such a character in a cell. Line breaks and tabs are none.
func (o *oddRows) look(r *Row) {
	control, broken := false, false
	look := func(cell string) {
		control = control || holdsControl(cell)
		broken = broken || strings.Contains(cell, "\ufffd")
	}
	for i := range r.Base {
		look(r.Base[i])
	}
	for i := range r.Dynamic {
		look(r.Dynamic[i].Value)
	}
	if !control && !broken {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if control {
		o.control.add(r.Number)
	}
	if broken {
		o.broken.add(r.Number)
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

func (o *oddRows) notes() (notes []string) {
	if o.control.n > 0 {
		notes = append(notes, fmt.Sprintf("rows with a control character in a cell: %d, the first is row %d; an import refuses such a cell", o.control.n, o.control.first))
	}
	if o.broken.n > 0 {
		notes = append(notes, fmt.Sprintf("rows with a character that was already broken in the file (\ufffd): %d, the first is row %d; an import refuses such a cell",
			o.broken.n, o.broken.first))
	}
	return notes
}

// rowCount counts rows.
type rowCount struct{ n, first int }

// add counts a row by its number.
func (c *rowCount) add(number int) {
	if c.n++; c.n == 1 || number < c.first {
		c.first = number
	}
}
