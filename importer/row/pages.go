package row

// Pages holds values by number; those that are not set are zero. It grows without copying, which would
// take twice the memory for a moment. The zero Pages is ready.
type Pages[T any] struct{ pages []*[pageSize]T }

const pageSize = 1 << 10

// At returns the place of a value, which stays where it is.
func (p *Pages[T]) At(number uint32) *T {
	page := number / pageSize
	for int(page) >= len(p.pages) {
		p.pages = append(p.pages, new([pageSize]T))
	}
	return &p.pages[page][number%pageSize]
}

// Get returns a value.
func (p *Pages[T]) Get(number uint32) (value T) {
	if page := number / pageSize; int(page) < len(p.pages) {
		value = p.pages[page][number%pageSize]
	}
	return value
}
