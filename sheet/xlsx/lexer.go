package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxToken limits one tag or text of a workbook's XML, and the text of a cell in many. A full cell of Excel takes a twentieth of
// it.
const maxToken = 4 << 20

// lexer reads the XML of workbooks: elements, attributes and texts, names without their namespace.
// It holds one token of limited size, where encoding/xml would hold a text of any length. It
// refuses document types, and with them entities.
type lexer struct {
	in    *bufio.Reader
	kind  tokenKind
	name  []byte // of the element; like all below, valid until the next call of next
	attrs []attribute
	text  []byte // of a textToken
	tag   []byte
	inTag bool // "<" has been read
	empty bool // the element ends where it begins
	elements
}

type tokenKind uint8

const (
	textToken tokenKind = iota
	startToken
	endToken
)

type attribute struct{ name, value []byte }

func newLexer(r io.Reader) *lexer { return &lexer{in: newText(r)} }

// next reads the next token. It returns io.EOF at a clean end.
func (l *lexer) next() error {
	if l.empty {
		l.empty, l.kind = false, endToken
		l.drop()
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

// readText reads the text before the next tag.
func (l *lexer) readText() (err error) {
	l.kind = textToken
	l.text, err = l.readTo(l.text[:0], '<')
	if errors.Is(err, io.EOF) && l.depth() > 0 {
		return cutOff(err)
	}
	text := bytes.TrimSuffix(l.text, []byte("<"))
	if outside := l.checkOutside(text); outside != nil {
		return outside
	}
	if err != nil {
		return err
	}
	l.inTag = true
	l.text, err = unescapeEntities(text)
	return err
}

// readTo appends everything up to and including end.
func (l *lexer) readTo(dst []byte, end byte) ([]byte, error) {
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

// readMarkup reads what begins with "<". found is false if it is no token, such as a comment.
func (l *lexer) readMarkup() (found bool, err error) {
	l.tag, err = l.readTo(l.tag[:0], '>')
	if err != nil {
		return false, cutOff(err)
	}
	switch {
	case l.tag[0] == '?':
		return false, l.readInstruction()
	case bytes.HasPrefix(l.tag, []byte("!--")):
		return false, l.readUntil("-->")
	case bytes.HasPrefix(l.tag, []byte("![CDATA[")):
		return true, l.readCDATA()
	case l.tag[0] == '!':
		return false, errors.New("it holds a document type, which no workbook has")
	case l.tag[0] == '/':
		name := bytes.TrimSpace(l.tag[1 : len(l.tag)-1])
		l.kind, l.name = endToken, localName(name)
		return true, l.pop(name)
	}
	return true, l.readStart()
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("it ends in the middle")
	}
	return err
}

// readUntil extends the tag until it ends with end.
func (l *lexer) readUntil(end string) (err error) {
	for !bytes.HasSuffix(l.tag, []byte(end)) {
		if l.tag, err = l.readTo(l.tag, '>'); err != nil {
			return cutOff(err)
		}
	}
	return nil
}

func (l *lexer) readCDATA() error {
	if err := l.readUntil("]]>"); err != nil {
		return err
	}
	l.kind = textToken
	l.text = foldLineEnds(append(l.text[:0], l.tag[len("![CDATA["):len(l.tag)-len("]]>")]...))
	return l.checkOutside(l.text)
}

// each reads to the end and calls element at every start tag.
func (l *lexer) each(element func() error) error {
	for {
		switch err := l.next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if l.kind == startToken {
			if err := element(); err != nil {
				return err
			}
		}
	}
}
