package xlsx

import (
	"errors"
	"fmt"
	"slices"
)

// sharedTexts are the texts that cells refer to by number. There may be millions, so many share one
// string.
type sharedTexts struct {
	pages []textPage
	size  int
}

// A page ends with that many texts, or bytes of them.
const (
	pageTexts = 1024
	pageBytes = 1 << 20
)

type textPage struct {
	first int // the number of its first text
	text  string
	ends  []uint32
}

func (s *sharedTexts) get(n int) (string, bool) {
	at, _ := slices.BinarySearchFunc(s.pages, n, func(p textPage, n int) int { return p.first + len(p.ends) - 1 - n })
	if n < 0 || at == len(s.pages) {
		return "", false
	}
	p, i := &s.pages[at], n-s.pages[at].first
	start := uint32(0)
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.text[start:p.ends[i]], true
}

func (s *sharedTexts) read(l *lexer) error {
	var text []byte
	var ends []uint32
	count := 0 // texts of the pages so far
	endPage := func() {
		if len(ends) > 0 {
			s.pages = append(s.pages, textPage{count, string(text), slices.Clone(ends)})
			count += len(ends)
		}
		text, ends = text[:0], ends[:0]
	}
	err := l.each(func() (err error) {
		if string(l.name) != "si" {
			return nil
		}
		before := len(text)
		if text, err = l.appendText(text, "si"); err != nil {
			return err
		}
		ends = append(ends, uint32(len(text)))
		if s.size += len(text) - before + 4; s.size > maxShared {
			return &tooLargeError{fmt.Sprintf("the texts of the workbook are more than %d MiB", maxShared>>20)}
		}
		if len(ends) == pageTexts || len(text) > pageBytes {
			endPage()
		}
		return nil
	})
	endPage()
	return err
}

// appendText reads to the end of an element and appends the texts of its "t" elements, but for
// phonetic ones, which repeat others.
func (l *lexer) appendText(dst []byte, element string) ([]byte, error) {
	inText, phonetic := false, false
	depth := l.depth()
	begin := len(dst)
	start := begin // of the current run
	for !l.ends(element) || l.depth() != depth-1 {
		if err := l.next(); err != nil {
			return dst, cutOff(err)
		}
		switch {
		case l.kind == textToken && inText && !phonetic:
			if dst = append(dst, l.text...); len(dst)-begin > maxToken {
				return dst, errors.New("a text in it is too long")
			}
		case l.starts("t") || l.ends("t"):
			if l.ends("t") && inText && !phonetic {
				dst = dst[:start+len(unescape(dst[start:]))]
				start = len(dst)
			}
			inText = l.kind == startToken
		case l.starts("rPh") || l.ends("rPh"):
			phonetic = l.kind == startToken
		}
	}
	return dst, nil
}
