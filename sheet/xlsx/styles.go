package xlsx

import "strconv"

// format returns the number format of a cell style.
func (b *Book) format(style []byte) *numberFormat {
	if n, err := strconv.Atoi(string(style)); err == nil && n >= 0 && n < len(b.formats) {
		return b.formats[n]
	}
	return b.plain
}

func (b *Book) readStyles(l *lexer) error {
	known := map[string]*numberFormat{} // by ID
	inCells := false
	return l.each(func() error {
		switch string(l.name) {
		case "numFmt":
			known[string(l.attr("numFmtId"))] = parseFormat(string(l.attr("formatCode")))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				return nil
			}
			id := string(l.attr("numFmtId"))
			if known[id] == nil {
				n, _ := strconv.Atoi(id) // a missing ID is 0, the general format
				known[id] = formatOfID(n)
			}
			b.formats = append(b.formats, known[id])
		}
		if len(known) > maxFormats || len(b.formats) > maxStyles {
			return &tooLargeError{"so many cell styles are in no workbook of leads"}
		}
		return nil
	})
}
