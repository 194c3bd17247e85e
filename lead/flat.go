package lead

// Flat is flattened records in one piece of memory, from which rows are made, or written down, without a text for each cell. The zero Flat
// is empty. What its methods return is good until a Flattener fills it again; filled, it may be read by several goroutines.
type Flat struct {
	Columns []string // the names of the dynamic columns; a record may have left one it has no cell of

	base    []byte // the base cells of all rows, one behind the other
	ends    []int  // where each base cell ends in base
	cells   []FlatCell
	last    []int  // where the cells of each row end in cells
	dynamic []byte // their text
}

// FlatCell is a dynamic cell.
type FlatCell struct {
	Column     int // in Flat.Columns
	start, end int // in Flat.dynamic
}

// Len is the number of rows.
func (f *Flat) Len() int { return len(f.last) }

// UUID returns that cell of a row.
func (f *Flat) UUID(row int) []byte { return f.cell(row, UUID) }

// ID returns that cell of a row.
func (f *Flat) ID(row int) []byte { return f.cell(row, ID) }

// UpdatedAt returns that cell of a row.
func (f *Flat) UpdatedAt(row int) []byte { return f.cell(row, UpdatedAt) }

func (f *Flat) cell(row int, field Column) []byte {
	n := row*BaseCount + int(field)
	return f.base[f.start(n):f.ends[n]]
}

// start is where the n-th base cell begins.
func (f *Flat) start(n int) int {
	if n == 0 {
		return 0
	}
	return f.ends[n-1]
}

// Base returns the base cells of a row: how long each is, in the order of BaseColumns, and their texts one behind the other.
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
		first = f.last[row-1]
	}
	return f.cells[first:f.last[row]]
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
		var texts Base
		for j, end := range f.ends[i*BaseCount : (i+1)*BaseCount] {
			texts[j], start = base[start:end], end
		}
		rows[i].Base = texts
		first := len(cells)
		for _, c := range f.Cells(i) {
			cells = append(cells, Cell{f.Columns[c.Column], dynamic[c.start:c.end]})
		}
		rows[i].Dynamic = cells[first:len(cells):len(cells)]
	}
	return rows
}

func (f *Flat) reset() {
	f.Columns, f.base, f.ends, f.cells, f.last, f.dynamic = f.Columns[:0], f.base[:0], f.ends[:0], f.cells[:0], f.last[:0], f.dynamic[:0]
}
