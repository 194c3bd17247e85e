package sheet

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// errRepeats is a row that is the header once more: it stands where files were put together, and above each
// group of a board, as monday.com writes it.
var errRepeats = errors.New("this is the header once more")

// repeats passes over the rows in which the header stands once more, and over the title of a group above one.
type repeats struct {
	headers, titles []int // the numbers of the rows
	title           string
	held            []*line         // what may be such a title, and blank rows below it
	known           map[string]bool // whether a column of that name tells whom rows mean
}

// mostBlanks is how many blank rows may part a title from its header.
const mostBlanks = 3

// pass yields the other rows.
func (p *repeats) pass(rows lines) lines {
	return func(yield func(*line, error) bool) {
		for one, err := range rows {
			switch {
			case err != nil:
			case errors.Is(one.Err, errRepeats):
				p.take(one)
				continue
			case len(p.held) > 0 && len(p.held) <= mostBlanks && one.IsBlank():
				p.held = append(p.held, one)
				continue
			}
			if !p.release(yield) {
				return
			}
			if err == nil && p.titleIn(one) != "" {
				p.held = append(p.held, one)
			} else if !yield(one, err) || err != nil {
				return
			}
		}
		p.release(yield)
	}
}

// take passes over a header, and over the title before it. Blank rows between them are released later.
func (p *repeats) take(header *line) {
	p.headers = append(p.headers, header.Number)
	if len(p.held) == 0 || p.held[0].IsBlank() || header.Number-p.held[0].Number > mostBlanks+1 {
		return
	}
	if p.titles == nil {
		p.title = p.titleIn(p.held[0])
	}
	p.titles, p.held = append(p.titles, p.held[0].Number), p.held[1:]
}

func (p *repeats) release(yield func(*line, error) bool) (goOn bool) {
	held := p.held
	p.held = nil
	for _, one := range held {
		if !yield(one, nil) {
			return false
		}
	}
	return true
}

// titleIn returns the only cell of a row, "" if there are others or it may tell whom the row means.
func (p *repeats) titleIn(one *line) (text string) {
	const own = 1 // the column of the sheet's name, which every row may have
	if len(one.Cells) > 1 || len(one.Dynamic) > 1+own {
		return ""
	}
	filled, column := 0, ""
	take := func(name, cell string) {
		if name != SheetColumn && strings.TrimSpace(cell) != "" {
			filled++
			column, text = name, cell
		}
	}
	for _, cell := range one.Cells { // of a row that is one text instead of cells
		take("", cell)
	}
	for c := range one.Base {
		if one.Base[c] != "" {
			take(lead.Column(c).String(), one.Base[c])
		}
		if filled > 1 {
			return ""
		}
	}
	for i := range one.Dynamic {
		take(one.Dynamic[i].Column, one.Dynamic[i].Value)
	}
	if row := (dialect.TopRow{Cells: []string{text}}); filled != 1 || p.identifies(column) || row.HoldsData() {
		return ""
	}
	return text
}

// identifies reports whether a column of that name tells whom rows mean.
func (p *repeats) identifies(name string) bool {
	is, known := p.known[name]
	if !known {
		if p.known == nil {
			p.known = map[string]bool{}
		}
		is = dialect.TellWhom([]string{name})
		p.known[name] = is
	}
	return is
}

// notes says which rows were passed over.
func (p *repeats) notes(sheets *Sheets) []string {
	if p.headers == nil {
		return nil
	}
	note := fmt.Sprintf("rows that are the header once more, and are skipped: %d (%s)", len(p.headers), sheets.rows(p.headers))
	if p.titles != nil {
		note += fmt.Sprintf("; so are the titles of groups above them: %d (%s, %s)", len(p.titles), sheets.rows(p.titles), strconv.Quote(clip(p.title)))
	}
	return []string{note}
}
