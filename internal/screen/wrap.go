package screen

import (
	"runtime"
	"strings"
	"unicode/utf8"
)

// wrap breaks the lines of a text between words, so that a terminal of that width does not break them
// within one. What continues a line is indented further than its beginning.
func wrap(text string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		body := strings.TrimLeft(line, " ")
		w := wrapped{Builder: &b, most: width - 1}
		w.add(line[:len(line)-len(body)])
		w.indent = min(w.used+2, width/2)
		w.words(body)
	}
	return b.String()
}

// wrapped is a line that is being wrapped.
type wrapped struct {
	*strings.Builder
	most, indent int  // of characters
	used         int  // on the last line so far
	command      bool // the words are those of a command
}

func (w *wrapped) add(text string) {
	w.WriteString(text)
	w.used += utf8.RuneCountInString(text)
}

// words adds the words of a line, each with the blanks before it.
func (w *wrapped) words(line string) {
	last := ":"
	for line != "" {
		word := strings.TrimLeft(line, " ")
		blanks := line[:len(line)-len(word)]
		within := w.command && !strings.HasSuffix(last, ";") && len(blanks) < 2
		w.command = within || strings.HasSuffix(last, ":") && strings.HasPrefix(word, "leadferry ")
		word = word[:wordEnd(word, w.command)]
		if line = line[len(blanks)+len(word):]; blanks != "" && word != "" && w.full(blanks+word) {
			w.breakLine(within)
			blanks = ""
		}
		w.add(blanks + word)
		last = word
	}
}

// full reports whether a text is too much for the line. Within a command it leaves room for the
// backslash of a break; shells of Windows have no such sign, so there a command stays in one line.
func (w *wrapped) full(text string) bool {
	n := w.used + utf8.RuneCountInString(strings.TrimSuffix(text, "\n"))
	if w.command {
		return n+len(` \`) > w.most && runtime.GOOS != "windows"
	}
	return n > w.most
}

// breakLine begins the next line. A shell takes on into it what is broken within a command, if that ends in a
// backslash.
func (w *wrapped) breakLine(within bool) {
	if within {
		w.WriteString(` \`)
	}
	w.WriteString("\n" + strings.Repeat(" ", w.indent))
	w.used = w.indent
}

// wordEnd is where the first word of a line ends. Quotes keep a word of a command together.
func wordEnd(line string, command bool) int {
	quote, escaped := rune(0), false
	for i, r := range line {
		switch {
		case escaped:
			escaped = false
		case command && r == '\\' && quote == 0:
			escaped = true
		case r == quote:
			quote = 0
		case quote != 0:
		case command && (r == '"' || r == '\''):
			quote = r
		case r == ' ':
			return i
		}
	}
	return len(line)
}
