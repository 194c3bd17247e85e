package sheet

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

// What a workbook may be at most. The sheets are read as a stream, so what they unpack to costs time and no memory; everything else
// is bounded by maxUnpacked, and the shared texts, which are kept, by maxShared.
const (
	maxEntries  = 1000
	maxUnpacked = 512 << 20
	maxShared   = 192 << 20
	maxSheet    = 16 << 30
	maxRatio    = 200
	ratioFrom   = 16 << 20 // unpacked, from which on the ratio counts
)

// workbook is what is known of a workbook before its cells are read.
type workbook struct {
	files    map[string]*zip.File // by their names in lower case
	sheets   []bookSheet
	date1904 bool
	styles   []numberStyle // by a cell's style
	shared   sharedTexts
}

type bookSheet struct {
	name   string
	path   string
	hidden bool
}

// damaged says that a workbook is not as it should be.
func damaged(part string, err error) error {
	return fmt.Errorf("the workbook is damaged or unfinished, in %s: %w: open it in a spreadsheet program and save it again", part, err)
}

func openWorkbook(r io.Reader) (*workbook, error) {
	file, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil, errors.New("a workbook is not read from its beginning to its end: it needs a file")
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if err := checkWorkbookStart(file, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, damaged("its table of contents", err)
	}
	if len(z.File) > maxEntries {
		return nil, fmt.Errorf("the workbook has %d parts, and more than %d are in none of this kind: is this the right file?", len(z.File), maxEntries)
	}
	b := &workbook{files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		b.files[partName(f.Name)] = f
	}
	return b, b.read()
}

func checkWorkbookStart(r io.ReaderAt, size int64) error {
	start := make([]byte, min(size, signatureSize))
	if _, err := r.ReadAt(start, 0); err != nil && !isEnd(err) {
		return err
	}
	switch {
	case len(start) == 0:
		return ErrEmpty
	case strings.HasPrefix(string(start), "\xd0\xcf\x11\xe0"):
		return errors.New("this workbook is protected by a password, or an old one (xls): open it in a spreadsheet program and save it as .xlsx without a password")
	case !strings.HasPrefix(string(start), "PK"):
		return errors.New("this is not an Excel workbook (xlsx), or its beginning is damaged: if it is text, name the format with --format csv")
	}
	return nil
}

func partName(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

// read reads everything but the sheets.
func (b *workbook) read() error {
	main, _, err := b.relations("")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(main, func(r relation) bool { return strings.HasSuffix(r.kind, "/officeDocument") })
	if i < 0 || b.files[main[i].target] == nil {
		return errors.New("this is a zip file, but not an Excel workbook (xlsx): open it in a spreadsheet program and save it as .xlsx or CSV")
	}
	book := main[i].target
	related, byID, err := b.relations(book)
	if err != nil {
		return err
	}
	if err := b.readBook(book, byID); err != nil {
		return err
	}
	for _, r := range related {
		switch {
		case b.files[r.target] == nil:
		case strings.HasSuffix(r.kind, "/styles"):
			err = b.part(r.target, 64<<20, b.readStyles)
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			err = b.part(r.target, maxUnpacked, b.shared.read)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// relation says what another part is to a part.
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
	err = b.part(name, 1<<20, func(l *xmlLexer) error {
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

// readBook reads the list of the sheets.
func (b *workbook) readBook(name string, byID map[string]relation) error {
	return b.part(name, 64<<20, func(l *xmlLexer) error {
		return l.each(func() error {
			switch string(l.name) {
			case "workbookPr":
				b.date1904 = isTrue(l.attr("date1904"))
			case "sheet":
				for _, a := range l.attrs {
					// The id of the relation is the only attribute of this local name: the sheet's own is sheetId.
					r := byID[string(a.value)]
					if string(a.name) != "id" || !strings.HasSuffix(r.kind, "/worksheet") {
						continue
					}
					state := string(l.attr("state"))
					b.sheets = append(b.sheets, bookSheet{string(unescape(l.attr("name"))), r.target, state != "" && state != "visible"})
				}
			}
			return nil
		})
	})
}

func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }

func (b *workbook) readStyles(l *xmlLexer) error {
	custom := map[string]numberStyle{}
	cells := false
	return l.each(func() error {
		switch string(l.name) {
		case "numFmt":
			custom[string(l.attr("numFmtId"))] = styleOfCode(string(l.attr("formatCode")))
		case "cellXfs":
			cells = true
		case "cellStyles", "dxfs":
			cells = false
		case "xf":
			if !cells {
				return nil
			}
			id := string(l.attr("numFmtId"))
			style, ok := custom[id]
			if !ok {
				n, _ := strconv.Atoi(id) // none is 0, the general format
				style = styleOfID(n)
			}
			b.styles = append(b.styles, style)
		}
		return nil
	})
}

// part reads one part.
func (b *workbook) part(name string, limit int64, read func(*xmlLexer) error) error {
	r, err := b.open(name, limit)
	if err != nil {
		return err
	}
	if err := read(newXMLLexer(r)); err != nil {
		return errors.Join(r.explain(err), r.Close())
	}
	return r.Close()
}

func (b *workbook) open(name string, limit int64) (*partReader, error) {
	f := b.files[name]
	if f == nil {
		return nil, damaged(name, errors.New("it is missing"))
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	return &partReader{ReadCloser: r, name: name, packed: int64(f.CompressedSize64), limit: limit}, nil
}

// partReader unpacks a part within bounds.
type partReader struct {
	io.ReadCloser
	name             string
	packed, unpacked int64
	limit            int64
}

// bombError is a part that unpacks to more than anybody has written.
type bombError struct{ text string }

func (b *bombError) Error() string { return b.text }

func (p *partReader) Read(buf []byte) (int, error) {
	n, err := p.ReadCloser.Read(buf)
	p.unpacked += int64(n)
	switch {
	case p.unpacked > p.limit:
		return 0, &bombError{fmt.Sprintf("%s unpacks to more than %d MiB: this is no workbook of leads", p.name, p.limit>>20)}
	case p.unpacked > ratioFrom && p.unpacked/maxRatio > p.packed:
		return 0, &bombError{fmt.Sprintf("%s unpacks to more than %d times its size: this is no workbook of leads", p.name, maxRatio)}
	}
	return n, err
}

// explain says what is wrong with the part.
func (p *partReader) explain(err error) error {
	if bomb, ok := errors.AsType[*bombError](err); ok {
		return bomb
	}
	return damaged(p.name, err)
}

// sharedTexts are the texts that cells share, many in one string: their number may be large.
type sharedTexts struct {
	pages []sharedPage
	size  int
}

const pageTexts = 1024

type sharedPage struct {
	text string
	ends []uint32
}

// get returns the text of that number.
func (s *sharedTexts) get(n int) (string, bool) {
	if n < 0 || n/pageTexts >= len(s.pages) || n%pageTexts >= len(s.pages[n/pageTexts].ends) {
		return "", false
	}
	p, i := &s.pages[n/pageTexts], n%pageTexts
	start := uint32(0)
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.text[start:p.ends[i]], true
}

func (s *sharedTexts) read(l *xmlLexer) error {
	var page []byte
	var ends []uint32
	keep := func() {
		s.pages = append(s.pages, sharedPage{string(page), slices.Clone(ends)})
		page, ends = page[:0], ends[:0]
	}
	for {
		err := l.next()
		if isEnd(err) {
			keep()
			return nil
		}
		if err != nil {
			return err
		}
		if !l.starts("si") {
			continue
		}
		before := len(page)
		if page, err = l.appendText(page, "si"); err != nil {
			return err
		}
		ends = append(ends, uint32(len(page)))
		if s.size += len(page) - before + 4; s.size > maxShared {
			return &bombError{fmt.Sprintf("the texts of the workbook are more than %d MiB: save it as CSV UTF-8 and import that", maxShared>>20)}
		}
		if len(ends) == pageTexts {
			keep()
		}
	}
}

// appendText reads to the end of an element and appends the texts in its "t" elements, without those that say how others are pronounced.
func (l *xmlLexer) appendText(dst []byte, element string) ([]byte, error) {
	inText, phonetic := false, false
	depth := l.depth
	begin := len(dst)
	start := begin // of the run under way
	for !l.ends(element) || l.depth != depth-1 {
		if err := l.next(); err != nil {
			return dst, cutOff(err)
		}
		switch {
		case l.kind == xmlText && inText && !phonetic:
			if dst = append(dst, l.text...); len(dst)-begin > maxRecord {
				return dst, errors.New("a text in it is too long")
			}
		case l.starts("t") || l.ends("t"):
			if l.ends("t") && inText && !phonetic {
				dst = dst[:start+len(unescape(dst[start:]))]
				start = len(dst)
			}
			inText = l.kind == xmlStart
		case l.starts("rPh") || l.ends("rPh"):
			phonetic = l.kind == xmlStart
		}
	}
	return dst, nil
}
