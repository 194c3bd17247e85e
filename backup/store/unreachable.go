package store

// UnreachableError says that a store does not answer, or refuses to: it tells nothing of what is in it.
type UnreachableError struct {
	Text, Fix string
	Cause     error
}

func (e *UnreachableError) Error() string { return e.Text }

// Remedy returns what to do.
func (e *UnreachableError) Remedy() string { return e.Fix }

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Cause }
