package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// workbook is everything of a workbook but the cells of its sheets.
type workbook struct {
	files    map[string]*zip.File // by lower-case name
	sheets   []sheet
	date1904 bool
	styles   []numberStyle // by cell style
	shared   sharedTexts
}

type sheet struct {
	name   string
	path   string
	hidden bool
}

func openWorkbook(file io.ReaderAt, size int64) (*workbook, error) {
	if err := checkStart(file, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, damaged("its table of contents", err)
	}
	const most = 1000
	if len(z.File) > most {
		return nil, fmt.Errorf("the workbook has %d parts, and more than %d are in none of this kind: "+
			"is this the right file?", len(z.File), most)
	}
	b := &workbook{files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		b.files[partName(f.Name)] = f
	}
	return b, b.read()
}

func checkStart(file io.ReaderAt, size int64) error {
	start := make([]byte, min(size, 4))
	if _, err := file.ReadAt(start, 0); err != nil && err != io.EOF {
		return err
	}
	switch {
	case string(start) == "\xd0\xcf\x11\xe0":
		return errors.New("this workbook is protected by a password, or an old one (xls): " +
			"open it in a spreadsheet program and save it as .xlsx without a password")
	case !strings.HasPrefix(string(start), "PK"):
		return errors.New("this is not an Excel workbook (xlsx), or its beginning is damaged: " +
			"if it is text, name the format with --format csv")
	}
	return nil
}

func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

func (b *workbook) read() error {
	main, _, err := b.relations("")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(main, func(r relation) bool { return strings.HasSuffix(r.kind, "/officeDocument") })
	if i < 0 || b.files[main[i].target] == nil {
		return errors.New("this is a zip file, but not an Excel workbook (xlsx): " +
			"open it in a spreadsheet program and save it as .xlsx or CSV")
	}
	book := main[i].target
	related, byID, err := b.relations(book)
	if err != nil {
		return err
	}
	if err := b.part(book, maxBook, func(l *lexer) error { return b.readSheets(l, byID) }); err != nil {
		return err
	}
	for _, r := range related {
		switch {
		case b.files[r.target] == nil:
		case strings.HasSuffix(r.kind, "/styles"):
			err = b.part(r.target, maxBook, b.readStyles)
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			err = b.part(r.target, maxUnpacked, b.shared.read)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// relation is a link from one part to another.
type relation struct{ kind, target string }

func (b *workbook) relations(of string) (all []relation, byID map[string]relation, err error) {
	byID = map[string]relation{}
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	if b.files[name] == nil {
		return nil, byID, nil
	}
	err = b.part(name, 1<<20, func(l *lexer) error {
		return l.each(func() error {
			if string(l.name) != "Relationship" {
				return nil
			}
			target := string(l.attr("Target"))
			if !strings.HasPrefix(target, "/") {
				target = path.Join(path.Dir(of), target)
			}
			r := relation{string(l.attr("Type")), partName(target)}
			all, byID[string(l.attr("Id"))] = append(all, r), r
			return nil
		})
	})
	return all, byID, err
}

func (b *workbook) readSheets(l *lexer, byID map[string]relation) error {
	return l.each(func() error {
		switch string(l.name) {
		case "workbookPr":
			b.date1904 = isTrue(l.attr("date1904"))
		case "sheet":
			// The relation's ID is r:id; the sheet's own is sheetId.
			r := byID[string(l.attr("id"))]
			if strings.HasSuffix(r.kind, "/worksheet") {
				state := string(l.attr("state"))
				hidden := state != "" && state != "visible"
				b.sheets = append(b.sheets, sheet{string(unescape(l.attr("name"))), r.target, hidden})
			}
		}
		return nil
	})
}

func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }

func (b *workbook) readStyles(l *lexer) error {
	custom := map[string]numberStyle{}
	inCells := false
	return l.each(func() error {
		switch string(l.name) {
		case "numFmt":
			custom[string(l.attr("numFmtId"))] = styleOfCode(string(l.attr("formatCode")))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				return nil
			}
			id := string(l.attr("numFmtId"))
			style, ok := custom[id]
			if !ok {
				n, _ := strconv.Atoi(id) // a missing ID is 0, the general format
				style = styleOfID(n)
			}
			b.styles = append(b.styles, style)
		}
		return nil
	})
}
