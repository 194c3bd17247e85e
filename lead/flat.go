package lead

// Flat is flattened records in one piece of memory, without a string for each cell. Spooling it
// takes less time than Rows does. The zero value is empty. What its methods return is valid until a
// Flattener fills it again; until then, several goroutines may read it.
type Flat struct {
	Columns []string // the dynamic columns; one may have no cell

	base    []byte // the base cells of all rows, without separators
	ends    []int  // the end of each base cell in base
	cells   []FlatCell
	rowEnds []int  // the end of each row in cells
	dynamic []byte // the texts of cells
}

// FlatCell is a dynamic cell.
type FlatCell struct {
	Column     int // in Flat.Columns
	start, end int // in Flat.dynamic
}

// Len returns the number of rows.
func (f *Flat) Len() int { return len(f.rowEnds) }

// UUID returns the uuid of a row.
func (f *Flat) UUID(row int) []byte { return f.cell(row, UUID) }

// ID returns the id of a row.
func (f *Flat) ID(row int) []byte { return f.cell(row, ID) }

// UpdatedAt returns the updatedAt of a row.
func (f *Flat) UpdatedAt(row int) []byte { return f.cell(row, UpdatedAt) }

func (f *Flat) cell(row int, c Column) []byte {
	n := row*BaseCount + int(c)
	return f.base[f.start(n):f.ends[n]]
}

// start returns where the n-th base cell begins.
func (f *Flat) start(n int) int {
	if n == 0 {
		return 0
	}
	return f.ends[n-1]
}

// Base returns the base cells of a row: the length of each, by Column, and their texts without
// separators.
func (f *Flat) Base(row int) (lengths [BaseCount]int, texts []byte) {
	first := f.start(row * BaseCount)
	start := first
	for i, end := range f.ends[row*BaseCount : (row+1)*BaseCount] {
		lengths[i], start = end-start, end
	}
	return lengths, f.base[first:start]
}

// Cells returns the dynamic cells of a row.
func (f *Flat) Cells(row int) []FlatCell {
	first := 0
	if row > 0 {
		first = f.rowEnds[row-1]
	}
	return f.cells[first:f.rowEnds[row]]
}

// Text returns the text of a dynamic cell.
func (f *Flat) Text(c FlatCell) []byte { return f.dynamic[c.start:c.end] }

// Rows returns the rows. They own their memory.
func (f *Flat) Rows() []Row {
	base, dynamic := string(f.base), string(f.dynamic)
	rows := make([]Row, f.Len())
	cells := make([]Cell, 0, len(f.cells))
	start := 0
	for i := range rows {
		for c, end := range f.ends[i*BaseCount : (i+1)*BaseCount] {
			rows[i].Base[c], start = base[start:end], end
		}
		first := len(cells)
		for _, c := range f.Cells(i) {
			cells = append(cells, Cell{f.Columns[c.Column], dynamic[c.start:c.end]})
		}
		rows[i].Dynamic = cells[first:len(cells):len(cells)]
	}
	return rows
}

func (f *Flat) reset() {
	f.Columns, f.base, f.ends = f.Columns[:0], f.base[:0], f.ends[:0]
	f.cells, f.rowEnds, f.dynamic = f.cells[:0], f.rowEnds[:0], f.dynamic[:0]
}
