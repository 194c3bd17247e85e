package xlsx

import (
	"bytes"
	"errors"
	"fmt"
)

// maxDepth is how deep elements may nest. Those of a workbook nest a tenth as deep.
const maxDepth = 256

// elements are the names of the elements that have begun and not ended, the outermost first.
type elements struct {
	names  []byte // one after another
	bounds []int  // where each ends in names
	begun  bool   // the outermost one has begun; there is only one
}

func (e *elements) depth() int { return len(e.bounds) }

func (e *elements) push(name []byte) error {
	if e.depth() == 0 {
		if e.begun {
			return errors.New("it goes on after its end")
		}
		e.begun = true
	}
	if e.depth() == maxDepth {
		return fmt.Errorf("its elements nest deeper than %d", maxDepth)
	}
	e.names = append(e.names, name...)
	e.bounds = append(e.bounds, len(e.names))
	return nil
}

// pop ends the innermost element, which must have that name.
func (e *elements) pop(name []byte) error {
	if e.depth() == 0 || !bytes.Equal(e.names[e.innermost():], name) {
		return errors.New("an element ends that has not begun")
	}
	e.drop()
	return nil
}

func (e *elements) drop() {
	e.names = e.names[:e.innermost()]
	e.bounds = e.bounds[:e.depth()-1]
}

// innermost returns where the name of the innermost element begins.
func (e *elements) innermost() int {
	if e.depth() < 2 {
		return 0
	}
	return e.bounds[e.depth()-2]
}

// checkOutside refuses text that stands outside of all elements.
func (e *elements) checkOutside(text []byte) error {
	if e.depth() == 0 && len(bytes.TrimSpace(text)) > 0 {
		return errors.New("text stands before or after its elements")
	}
	return nil
}
