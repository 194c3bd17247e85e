package xlsx

import (
	"bytes"
	"errors"
)

// readStart reads the name and the attributes of an element.
func (l *lexer) readStart() (err error) {
	if err := l.closeQuotes(); err != nil {
		return err
	}
	rest := l.tag[:len(l.tag)-1]
	if n := len(rest); n > 0 && rest[n-1] == '/' {
		rest, l.empty = rest[:n-1], true
	}
	l.kind = startToken
	n := bytes.IndexAny(rest, " \t\r\n")
	if n < 0 {
		n = len(rest)
	}
	l.name = localName(rest[:n])
	if err := l.push(rest[:n]); err != nil {
		return err
	}
	return l.readAttributes(rest[n:])
}

// closeQuotes extends the tag while the ">" at its end stands inside an attribute.
func (l *lexer) closeQuotes() (err error) {
	var open byte
	for read := 0; ; {
		for _, c := range l.tag[read:] {
			switch {
			case open == 0 && (c == '"' || c == '\''):
				open = c
			case c == open:
				open = 0
			}
		}
		if open == 0 {
			return nil
		}
		read = len(l.tag)
		if l.tag, err = l.readTo(l.tag, '>'); err != nil {
			return cutOff(err)
		}
	}
}

func (l *lexer) readAttributes(rest []byte) error {
	l.attrs = l.attrs[:0]
	rest = bytes.TrimSpace(rest)
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

// readInstruction reads what begins with "<?", such as the XML declaration.
func (l *lexer) readInstruction() error {
	if err := l.readUntil("?>"); err != nil {
		return err
	}
	const start = "?xml "
	if !bytes.HasPrefix(l.tag, []byte(start)) {
		return nil
	}
	if err := l.readAttributes(l.tag[len(start) : len(l.tag)-len("?>")]); err != nil {
		return err
	}
	return checkEncoding(string(l.attr("encoding")))
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
