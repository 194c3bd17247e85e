package xlsx

import (
	"bytes"
	"errors"
)

// readStart reads the name and the attributes of an element.
func (l *lexer) readStart() (err error) {
	for quotesOpen(l.tag) {
		if l.tag, err = l.readTo(l.tag, '>'); err != nil {
			return cutOff(err)
		}
	}
	rest := l.tag[:len(l.tag)-1]
	if n := len(rest); n > 0 && rest[n-1] == '/' {
		rest, l.empty = rest[:n-1], true
	}
	l.kind, l.attrs = startToken, l.attrs[:0]
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
		value, err := unescapeEntities(after[1 : 1+end])
		if err != nil {
			return err
		}
		l.attrs = append(l.attrs, attribute{localName(bytes.TrimSpace(name)), value})
		rest = bytes.TrimLeft(after[end+2:], " \t\r\n")
	}
	return nil
}

// quotesOpen reports whether the ">" at the end of a tag is inside an attribute.
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

// attr returns the value of an attribute, or nil.
func (l *lexer) attr(name string) []byte {
	for i := range l.attrs {
		if string(l.attrs[i].name) == name {
			return l.attrs[i].value
		}
	}
	return nil
}

func (l *lexer) starts(name string) bool { return l.kind == startToken && string(l.name) == name }

func (l *lexer) ends(name string) bool { return l.kind == endToken && string(l.name) == name }
