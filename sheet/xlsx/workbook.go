package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Book is a workbook that is read: everything of it but the cells of its sheets. It is used by one
// goroutine.
type Book struct {
	files        map[string]*zip.File // by lower-case name
	sheets       []Sheet
	date1904     bool
	recalculates bool // a program that opens it calculates all formulas anew
	plain        *numberFormat
	formats      []*numberFormat // by cell style
	shared       sharedTexts
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
	path   string
}

// Open opens the workbook in file, which it does not close.
func Open(file io.ReaderAt, size int64) (*Book, error) {
	if err := checkStart(file, size); err != nil {
		return nil, err
	}
	z, err := openZip(file, size)
	if err != nil {
		return nil, damaged("its table of contents", err)
	}
	const most = 1000
	if len(z.File) > most {
		return nil, &tooLargeError{fmt.Sprintf("the workbook has %d parts, and more than %d are in none of this kind", len(z.File), most)}
	}
	b := &Book{files: make(map[string]*zip.File, len(z.File)), plain: new(numberFormat)}
	for _, f := range z.File {
		b.files[partName(f.Name)] = f
	}
	return b, b.read()
}

// Sheets returns the sheets in their order.
func (b *Book) Sheets() []Sheet { return b.sheets }

// Peek returns the first rows of a sheet that are not blank, at most n. After an error they are those
// before it.
func (b *Book) Peek(s Sheet, n int) (first []Row, err error) {
	const limit = 16 << 20 // bytes read; a sheet of blank rows may go on and on
	rows, err := b.rows(s, limit)
	if err != nil {
		return nil, err
	}
	defer rows.part.Close() //nolint:errcheck // it was only read
	for len(first) < n {
		if err := rows.nextFilled(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return first, err
		}
		first = append(first, Row{s.Name, rows.number, rows.titles(), rows.bad})
	}
	return first, nil
}

func checkStart(file io.ReaderAt, size int64) error {
	start := make([]byte, min(size, 4))
	if _, err := file.ReadAt(start, 0); err != nil && err != io.EOF {
		return err
	}
	switch {
	case string(start) == "\xd0\xcf\x11\xe0":
		return problem.With(errors.New("this workbook is protected by a password, or an old one (xls)"),
			"open it in a spreadsheet program and save it as .xlsx without a password")
	case !strings.HasPrefix(string(start), "PK"):
		return problem.With(errors.New("this is not an Excel workbook (xlsx), or its beginning is damaged"),
			"if it is text, name the format with --format csv; else open it in a spreadsheet program and save it as .xlsx")
	}
	return nil
}

func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

func (b *Book) read() error {
	main, _, err := b.relations("")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(main, func(r relation) bool { return strings.HasSuffix(r.kind, "/officeDocument") })
	if i < 0 || b.files[main[i].target] == nil {
		return problem.With(errors.New("this is a zip file, but not an Excel workbook (xlsx)"),
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

func (b *Book) relations(of string) (all []relation, byID map[string]relation, err error) {
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

func (b *Book) readSheets(l *lexer, byID map[string]relation) error {
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
				b.sheets = append(b.sheets, Sheet{string(unescape(l.attr("name"))), hidden, r.target})
			}
			if len(b.sheets) > maxSheets {
				return &tooLargeError{fmt.Sprintf("the workbook has more than %d sheets: this is no workbook of leads", maxSheets)}
			}
		case "calcPr":
			b.recalculates = isTrue(l.attr("fullCalcOnLoad"))
		}
		return nil
	})
}

func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }
