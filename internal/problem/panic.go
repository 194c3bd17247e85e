package problem

import (
	"fmt"
	"runtime/debug"
)

// Panic is a fault of the program itself.
type Panic struct {
	What  string // the program was doing
	Value any
	Stack []byte
}

func (p *Panic) Error() string {
	return fmt.Sprintf("leadferry has a bug: it failed while %s: %v\n%s", p.What, p.Value, p.Stack)
}

// Caught returns f with a panic made an error, a *Panic: the run then ends like any other that failed,
// and its report is written. Every goroutine runs through it. what completes "while".
func Caught(what string, f func() error) func() error {
	return func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = &Panic{what, r, debug.Stack()}
			}
		}()
		return f()
	}
}
