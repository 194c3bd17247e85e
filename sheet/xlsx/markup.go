package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (x *Writer) beginSheet() error {
	x.sheet++
	x.rows = 0
	if err := x.create(sheetPath(len(x.ended) + 1)); err != nil {
		return err
	}
	x.buf = append(x.buf[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`...)
	if len(x.ended) == 0 {
		x.buf = append(x.buf, ` tabSelected="1"`...)
	}
	x.buf = append(x.buf, `>`+x.pane()+`</sheetView></sheetViews><cols>`...)
	for i, c := range x.columns {
		x.buf = fmt.Appendf(x.buf, `<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, i+1, i+1, c.Width, c.style())
	}
	x.buf = append(x.buf, `</cols><sheetData>`...)
	x.beginRow(1)
	for _, c := range x.columns {
		if c.Name != "" {
			x.appendCell(c.letters, c.Name, styleHeader)
		}
	}
	return x.endRow()
}

func (x *Writer) create(name string) error {
	part, err := x.zip.CreateHeader(&zip.FileHeader{
		Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if x.out == nil {
		x.out = bufio.NewWriterSize(part, 256<<10)
	}
	x.out.Reset(part)
	return err
}

// beginRow begins a row that is as high as so many lines: not every program finds out by itself.
func (x *Writer) beginRow(lines int) {
	x.rows++
	x.buf = append(x.buf, `<row r="`...)
	x.buf = append(strconv.AppendInt(x.buf, int64(x.rows), 10), '"')
	if lines > 1 {
		const line, most = 15, 400 // points
		x.buf = fmt.Appendf(x.buf, ` ht="%d" customHeight="1"`, min(line*lines, most))
	}
	x.buf = append(x.buf, '>')
}

// linesOf returns how many lines the texts of a row take in columns that wrap them.
func (x *Writer) linesOf(cells []string) int {
	most := 1
	for i := range x.columns {
		if c := &x.columns[i]; c.Wrapped && !c.more {
			most = max(most, linesIn(cells[c.source], c.Width))
		}
	}
	return most
}

// linesIn returns how many lines of so many characters a text takes, broken between words.
func linesIn(text string, width int) int {
	lines, used := 1, 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		if used > 0 && used+n > width {
			lines, used = lines+1, 0
		}
		used += n + 1
		for ; used > width+1; used -= width { // a word longer than a line
			lines++
		}
	}
	return lines
}

func (x *Writer) endRow() error {
	x.buf = append(x.buf, `</row>`...)
	_, err := x.out.Write(x.buf)
	x.buf = x.buf[:0]
	return err
}

func (x *Writer) appendCell(letters, text string, style int) {
	x.buf = append(append(x.buf, `<c r="`...), letters...)
	x.buf = strconv.AppendInt(x.buf, int64(x.rows), 10)
	x.buf = append(x.buf, `" s="`...)
	x.buf = strconv.AppendInt(x.buf, int64(style), 10)
	x.buf = append(x.buf, `" t="inlineStr"><is><t`...)
	if isSpace(text[0]) || isSpace(text[len(text)-1]) {
		x.buf = append(x.buf, ` xml:space="preserve"`...)
	}
	x.buf = append(appendEscaped(append(x.buf, '>'), text), `</t></is></c>`...)
}

func (x *Writer) appendEmpty(letters string, style int) {
	x.buf = fmt.Appendf(x.buf, `<c r="%s%d" s="%d"/>`, letters, x.rows, style)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (x *Writer) endSheet() error {
	x.ended = append(x.ended, ended{sheetName(x.name, x.sheet), x.lastColumn(), x.rows})
	area := fmt.Sprintf("A1:%s%d", x.lastColumn(), x.rows)
	// Most is text on purpose; without the last element Excel flags each number.
	_, err := fmt.Fprintf(x.out, `</sheetData><autoFilter ref="%s"/>%s<pageSetup orientation="landscape" fitToHeight="0"/><ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1"/>`+
		`</ignoredErrors></worksheet>`, area, x.choices(), area)
	if err != nil {
		return err
	}
	return x.out.Flush()
}

// pane freezes the header, and the columns up to the last frozen one.
func (x *Writer) pane() string {
	n := 0
	for i, c := range x.columns {
		if c.Frozen {
			n = i + 1
		}
	}
	if n == 0 {
		return `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`
	}
	return fmt.Sprintf(`<pane xSplit="%d" ySplit="1" topLeftCell="%s2" activePane="bottomRight" state="frozen"/>`, n, ColumnLetters(n))
}

func (x *Writer) lastColumn() string { return x.columns[len(x.columns)-1].letters }

// choices returns the drop-down lists.
func (x *Writer) choices() string {
	var b strings.Builder
	n := 0
	for _, c := range x.columns {
		if len(c.Choices) > 0 {
			n++
			fmt.Fprintf(&b, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="%s2:%s%d">`+
				`<formula1>"%s"</formula1></dataValidation>`, c.letters, c.letters, MaxRows, strings.Join(c.Choices, ","))
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(`<dataValidations count="%d">%s</dataValidations>`, n, b.String())
}

func (x *Writer) writeFacts(facts [][2]string) error {
	if err := x.create(sheetPath(len(x.ended) + 1)); err != nil {
		return err
	}
	const width = 80
	x.rows = 0
	x.buf = append(x.buf[:0], xmlHead+`<worksheet xmlns="`+mainNamespace+`"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols><col min="1" max="1" width="24" customWidth="1"/>`+
		fmt.Sprintf(`<col min="2" max="2" width="%d" customWidth="1"/></cols><sheetData>`, width)...)
	for _, f := range facts {
		x.beginRow(linesIn(f[1], width))
		if f[0] != "" {
			x.appendCell("A", f[0], styleHeader)
		}
		if f[1] != "" {
			x.appendCell("B", f[1][:cellEnd(f[1])], styleWrapped)
		}
		if err := x.endRow(); err != nil {
			return err
		}
	}
	if _, err := x.out.WriteString(string(x.buf) + `</sheetData><pageSetup orientation="landscape" fitToHeight="0"/></worksheet>`); err != nil {
		return err
	}
	return x.out.Flush()
}
