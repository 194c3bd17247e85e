package lead

import (
	"bytes"
	"strings"
)

// FormatTags writes tags into one cell, separated by ", ". As in CSV, a tag is put in double
// quotes, with quotes inside doubled, if it has a comma, a line break or a space at its edge,
// begins with a quote, or is empty.
func FormatTags(tags []string) string {
	var room [128]byte
	cell := room[:0]
	for i, tag := range tags {
		cell = appendTag(cell, []byte(tag), i == 0)
	}
	return string(cell)
}

func appendTag(cell, tag []byte, first bool) []byte {
	if !first {
		cell = append(cell, ", "...)
	}
	return appendPart(cell, tag, bytes.IndexByte(tag, ',') >= 0 || breaks(tag))
}

// ParseTags parses a cell of tags. Every text is a list of tags, and ParseTags reverses FormatTags.
func ParseTags(cell string) []string {
	rest := strings.TrimSpace(cell)
	if rest == "" {
		return nil
	}
	tags := make([]string, 0, 1+strings.Count(rest, ","))
	for tag, rest, ok := NextTag(rest); ok; tag, rest, ok = NextTag(rest) {
		tags = append(tags, tag)
	}
	return tags
}

// NextTag returns the first tag of a cell, and the cell of the others; ok is false if there is none. It
// allocates only for a tag with quotes in it.
func NextTag(cell string) (tag, rest string, ok bool) {
	for rest = strings.TrimSpace(cell); rest != ""; {
		if text, after, ok := quoted(rest); ok && (after == "" || after[0] == ',') {
			return text, strings.TrimPrefix(after, ","), true
		}
		tag, rest, _ = strings.Cut(rest, ",")
		if tag = strings.TrimSpace(tag); tag != "" {
			return tag, rest, true
		}
		rest = strings.TrimSpace(rest)
	}
	return "", "", false
}

// FormatNotes writes notes into one cell, a note a line: "title: description", or the description
// alone. A part that would be misread (with a line break, a space at its edge, a quote at its
// beginning, ": " inside, or empty) is put in double quotes as in FormatTags.
func FormatNotes(notes []Note) string {
	var cell []byte
	for i, n := range notes {
		cell = appendNote(cell, []byte(n.Title), []byte(n.Description), i == 0)
	}
	return string(cell)
}

func appendNote(cell, title, description []byte, first bool) []byte {
	if !first {
		cell = append(cell, '\n')
	}
	if len(title) > 0 {
		must := breaks(title) || bytes.Contains(title, colon) || title[len(title)-1] == ':'
		cell = append(appendPart(cell, title, must), colon...)
	}
	return appendPart(cell, description, breaks(description) || len(title) == 0 && bytes.Contains(description, colon))
}

// breaks reports whether a text has more than one line.
func breaks(text []byte) bool {
	return bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0
}

// colon separates a title and its description.
var colon = []byte(": ")

// ParseNotes parses a cell of notes. Every text is a list of notes, and ParseNotes reverses
// FormatNotes.
func ParseNotes(cell string) []Note {
	var notes []Note
	rest := strings.TrimSpace(cell)
	for rest != "" {
		var n Note
		n, rest = firstNote(rest)
		notes = append(notes, n)
		rest = strings.TrimSpace(rest)
	}
	return notes
}

// firstNote parses the first note of a trimmed text that is not empty.
func firstNote(text string) (n Note, rest string) {
	first, after, ok := quoted(text)
	switch {
	case ok && strings.HasPrefix(after, ": "):
		n.Title = first
		n.Description, rest = description(after[2:])
		return n, rest
	case ok && (after == "" || after[0] == '\n'):
		return Note{Description: first}, after
	}
	line, after, _ := strings.Cut(text, "\n")
	title, _, titled := strings.Cut(line, ": ")
	if !titled {
		return Note{Description: strings.TrimSpace(line)}, after
	}
	n.Title = strings.TrimSpace(title)
	n.Description, rest = description(text[len(title)+2:])
	return n, rest
}

// description parses a description, up to the end of its line or its closing quote.
func description(text string) (desc, rest string) {
	if q, after, ok := quoted(strings.TrimLeft(text, " \t")); ok && (after == "" || after[0] == '\n') {
		return q, after
	}
	line, after, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line), after
}

// appendPart appends one part of a cell, in quotes if must is set or if it would be misread.
func appendPart(cell, text []byte, must bool) []byte {
	if !must && len(text) > 0 && text[0] != '"' && !spaced(text) {
		return append(cell, text...)
	}
	cell = append(cell, '"')
	for _, c := range text {
		if c == '"' {
			cell = append(cell, '"')
		}
		cell = append(cell, c)
	}
	return append(cell, '"')
}

// spaced reports whether a text that is not empty begins or ends with a space.
func spaced(text []byte) bool {
	return len(bytes.TrimSpace(text)) != len(text)
}

// quoted parses the quoted part at the beginning of text; after is what follows, without leading
// spaces. ok is false if text begins with no quoted part.
func quoted(text string) (part, after string, ok bool) {
	if text == "" || text[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		return strings.ReplaceAll(text[1:i], `""`, `"`), strings.TrimLeft(text[i+1:], " \t\r"), true
	}
	return "", "", false
}
