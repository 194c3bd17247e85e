package dialect

// RowCount counts rows, in any order, and keeps the number of the first. The zero value has none.
type RowCount struct{ N, First int }

// Add counts a row by its number.
func (c *RowCount) Add(number int) {
	if c.N++; c.N == 1 || number < c.First {
		c.First = number
	}
}
