package e2e

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// makeBook writes a workbook of CSV files, one a sheet; a sheet whose name begins with "!" is hidden:
// book three.xlsx Jan=jan.csv '!Feb=feb.csv'.
func makeBook(ts *testscript.TestScript, args []string) {
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(file)
	put := func(name, format string, a ...any) {
		w, err := z.Create(name)
		ts.Check(err)
		_, err = fmt.Fprintf(w, `<?xml version="1.0"?>`+format, a...)
		ts.Check(err)
	}
	var list, links strings.Builder
	for i, arg := range args[1:] {
		name, table, _ := strings.Cut(arg, "=")
		visible, hidden := strings.CutPrefix(name, "!")
		state := "visible"
		if hidden {
			state = "hidden"
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" state="%s" r:id="r%d"/>`, visible, i+1, state, i)
		fmt.Fprintf(&links, `<Relationship Id="r%d" Type="http://x/worksheet" Target="s%d.xml"/>`, i, i)
		put(fmt.Sprintf("xl/s%d.xml", i), `<worksheet><sheetData>%s</sheetData></worksheet>`, sheetData(ts, table))
	}
	put("_rels/.rels", `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	put("xl/workbook.xml", `<workbook xmlns:r="r"><sheets>%s</sheets></workbook>`, &list)
	put("xl/_rels/workbook.xml.rels", `<Relationships>%s</Relationships>`, &links)
	ts.Check(z.Close())
	ts.Check(file.Close())
}

// sheetData writes the rows of a CSV file as those of a sheet. A cell that begins with "#" is an error.
func sheetData(ts *testscript.TestScript, table string) string {
	in := csv.NewReader(strings.NewReader(ts.ReadFile(table)))
	in.FieldsPerRecord = -1
	var b strings.Builder
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return b.String()
		}
		ts.Check(err)
		b.WriteString("<row>")
		for _, cell := range cells {
			if strings.HasPrefix(cell, "#") {
				fmt.Fprintf(&b, `<c t="e"><v>%s</v></c>`, cell)
				continue
			}
			b.WriteString(`<c t="inlineStr"><is><t>`)
			ts.Check(xml.EscapeText(&b, []byte(cell)))
			b.WriteString(`</t></is></c>`)
		}
		b.WriteString("</row>")
	}
}
