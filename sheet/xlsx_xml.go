package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// maxToken is how long one tag or one text of a workbook's XML may be; a full cell of Excel is a twentieth of it.
const maxToken = 4 << 20

// xmlLexer reads the XML of workbooks: elements, their attributes and texts, names without their namespace. It keeps one token in memory,
// and that is why it is not encoding/xml, which would keep a text of any length. Document types, and so entities, are refused.
type xmlLexer struct {
	in    *bufio.Reader
	kind  xmlKind
	name  []byte // of the element that begins or ends
	attrs []xmlAttribute
	text  []byte // of kind xmlText; valid until the next call, as the name and the attributes are
	tag   []byte
	inTag bool // the "<" has been read
	empty bool // the element that begins ends at once
	depth int
}

type xmlKind uint8

const (
	xmlText xmlKind = iota
	xmlStart
	xmlEnd
)

type xmlAttribute struct{ name, value []byte }

func newXMLLexer(r io.Reader) *xmlLexer {
	l := &xmlLexer{in: bufio.NewReaderSize(r, 64<<10)}
	if start, _ := l.in.Peek(3); bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) { // an error comes again with the next read
		l.in.Discard(3) //nolint:errcheck // they are in the buffer
	}
	return l
}

// next reads the next token; io.EOF stands for a clean end.
func (l *xmlLexer) next() error {
	if l.empty {
		l.empty, l.kind = false, xmlEnd
		l.depth--
		return nil
	}
	for {
		if !l.inTag {
			if err := l.readText(); err != nil || len(l.text) > 0 {
				return err
			}
		}
		l.inTag = false
		found, err := l.readMarkup()
		if err != nil || found {
			return err
		}
	}
}

// readText reads up to the next tag.
func (l *xmlLexer) readText() (err error) {
	l.kind = xmlText
	l.text, err = l.readTo(l.text[:0], '<')
	if err != nil {
		if isEnd(err) && (l.depth > 0 || len(bytes.TrimSpace(l.text)) > 0) {
			return errors.New("it ends in the middle")
		}
		return err
	}
	l.inTag = true
	l.text, err = unescapeXML(l.text[:len(l.text)-1])
	return err
}

// readTo appends everything up to and with a character.
func (l *xmlLexer) readTo(dst []byte, end byte) ([]byte, error) {
	for {
		part, err := l.in.ReadSlice(end)
		if len(dst)+len(part) > maxToken {
			return dst, errors.New("a text in it is too long")
		}
		dst = append(dst, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return dst, err
		}
	}
}

// readMarkup reads what begins with "<". found is false for what is nobody's business, such as comments.
func (l *xmlLexer) readMarkup() (found bool, err error) {
	l.tag, err = l.readTo(l.tag[:0], '>')
	if err != nil {
		return false, cutOff(err)
	}
	switch {
	case l.tag[0] == '?':
		return false, l.readUntil("?>")
	case bytes.HasPrefix(l.tag, []byte("!--")):
		return false, l.readUntil("-->")
	case bytes.HasPrefix(l.tag, []byte("![CDATA[")):
		if err := l.readUntil("]]>"); err != nil {
			return false, err
		}
		l.kind = xmlText
		l.text = foldLineEnds(append(l.text[:0], l.tag[len("![CDATA["):len(l.tag)-len("]]>")]...))
		return true, nil
	case l.tag[0] == '!':
		return false, errors.New("it holds a document type, which no workbook has")
	case l.tag[0] == '/':
		l.kind, l.name = xmlEnd, localName(bytes.TrimSpace(l.tag[1:len(l.tag)-1]))
		if l.depth--; l.depth < 0 {
			return false, errors.New("an element ends that has not begun")
		}
		return true, nil
	}
	return true, l.readStart()
}

func cutOff(err error) error {
	if isEnd(err) {
		return errors.New("it ends in the middle")
	}
	return err
}

// readUntil reads on until the tag ends so.
func (l *xmlLexer) readUntil(end string) (err error) {
	for !bytes.HasSuffix(l.tag, []byte(end)) {
		if l.tag, err = l.readTo(l.tag, '>'); err != nil {
			return cutOff(err)
		}
	}
	return nil
}

// readStart reads the name and the attributes of an element.
func (l *xmlLexer) readStart() (err error) {
	for quotesOpen(l.tag) {
		if l.tag, err = l.readTo(l.tag, '>'); err != nil {
			return cutOff(err)
		}
	}
	rest := l.tag[:len(l.tag)-1]
	if n := len(rest); n > 0 && rest[n-1] == '/' {
		rest, l.empty = rest[:n-1], true
	}
	l.kind, l.attrs = xmlStart, l.attrs[:0]
	l.depth++
	n := bytes.IndexAny(rest, " \t\r\n")
	if n < 0 {
		n = len(rest)
	}
	l.name, rest = localName(rest[:n]), bytes.TrimSpace(rest[n:])
	for len(rest) > 0 {
		name, after, ok := bytes.Cut(rest, []byte("="))
		after = bytes.TrimLeft(after, " \t\r\n")
		if !ok || len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			return errors.New("an attribute has no value")
		}
		end := bytes.IndexByte(after[1:], after[0])
		if end < 0 {
			return errors.New("an attribute has no end")
		}
		value, err := unescapeXML(after[1 : 1+end])
		if err != nil {
			return err
		}
		l.attrs = append(l.attrs, xmlAttribute{localName(bytes.TrimSpace(name)), value})
		rest = bytes.TrimLeft(after[end+2:], " \t\r\n")
	}
	return nil
}

// quotesOpen tells whether the ">" that a tag ends with stands in an attribute.
func quotesOpen(tag []byte) bool {
	var open byte
	for _, c := range tag {
		switch {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	return open != 0
}

func localName(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// attr returns an attribute's value, nil if there is none.
func (l *xmlLexer) attr(name string) []byte {
	for i := range l.attrs {
		if string(l.attrs[i].name) == name {
			return l.attrs[i].value
		}
	}
	return nil
}

func (l *xmlLexer) starts(name string) bool { return l.kind == xmlStart && string(l.name) == name }
func (l *xmlLexer) ends(name string) bool   { return l.kind == xmlEnd && string(l.name) == name }

// each reads on to the end and passes on every element that begins.
func (l *xmlLexer) each(element func() error) error {
	for {
		switch err := l.next(); {
		case isEnd(err):
			return nil
		case err != nil:
			return err
		}
		if l.kind == xmlStart {
			if err := element(); err != nil {
				return err
			}
		}
	}
}

// unescapeXML reads entities and folds line ends, in place.
func unescapeXML(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("it holds bytes that are not UTF-8 text")
	}
	if text = foldLineEnds(text); bytes.IndexByte(text, '&') < 0 {
		return text, nil
	}
	out := text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] != '&' {
			out = append(out, text[i])
			continue
		}
		n := bytes.IndexByte(text[i:min(len(text), i+12)], ';')
		if n < 0 {
			return nil, errors.New(`a "&" in it begins nothing`)
		}
		c, err := entity(string(text[i+1 : i+n]))
		if err != nil {
			return nil, err
		}
		out = utf8.AppendRune(out, c) // never longer than the entity
		i += n
	}
	return out, nil
}

func entity(name string) (rune, error) {
	switch name {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	digits, base := "", 10
	switch {
	case len(name) > 2 && name[:2] == "#x":
		digits, base = name[2:], 16
	case len(name) > 1 && name[0] == '#':
		digits = name[1:]
	}
	c, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(c)) {
		return 0, fmt.Errorf("it holds the unknown character &%s;", name)
	}
	return rune(c), nil
}

// foldLineEnds makes a line feed of CR LF and of CR, as XML wants it.
func foldLineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	out := text[:0]
	for i, c := range text {
		switch {
		case c != '\r':
			out = append(out, c)
		case i+1 == len(text) || text[i+1] != '\n':
			out = append(out, '\n')
		}
	}
	return out
}
