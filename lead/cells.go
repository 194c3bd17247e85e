package lead

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// FormatTags writes tags into one cell: separated by ", ". A tag that holds a comma, a line break or a space at its edge, begins with a
// quote or is empty stands in double quotes, quotes inside doubled, as in CSV.
func FormatTags(tags []string) string {
	var cell []byte
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

// ParseTags reads a cell of tags. Every text is a list of tags, and ParseTags(FormatTags(tags)) are the same tags.
func ParseTags(cell string) []string {
	var tags []string
	rest := strings.TrimSpace(cell)
	for rest != "" {
		if text, after, ok := quoted(rest); ok && (after == "" || after[0] == ',') {
			tags = append(tags, text)
			rest = strings.TrimSpace(strings.TrimPrefix(after, ","))
			continue
		}
		text, after, _ := strings.Cut(rest, ",")
		if text = strings.TrimSpace(text); text != "" {
			tags = append(tags, text)
		}
		rest = strings.TrimSpace(after)
	}
	return tags
}

// FormatNotes writes notes into one cell, a note a line: "title: description", or the description alone. A part that would be misread
// (a line break, a space at its edge, a quote in front, ": " inside, or nothing at all) stands in double quotes as in FormatTags.
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

// breaks tells whether a text has more than one line.
func breaks(text []byte) bool {
	return bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0
}

// colon is what stands between a title and its description.
var colon = []byte(": ")

// ParseNotes reads a cell of notes. Every text is a list of notes, and ParseNotes(FormatNotes(notes)) are the same notes.
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

// firstNote reads the note that a trimmed, non-empty text begins with.
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

// description reads a description to the end of its line, or to its closing quote.
func description(text string) (desc, rest string) {
	if q, after, ok := quoted(strings.TrimLeft(text, " \t")); ok && (after == "" || after[0] == '\n') {
		return q, after
	}
	line, after, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line), after
}

// appendPart writes one part of a cell, in quotes where it must or would be misread without.
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

// spaced tells whether there is a space at an edge of a text that is not empty.
func spaced(text []byte) bool {
	first, last := text[0], text[len(text)-1]
	if ' ' < first && first < utf8.RuneSelf && ' ' < last && last < utf8.RuneSelf {
		return false
	}
	return len(bytes.TrimSpace(text)) != len(text)
}

// quoted reads the quoted part that text begins with, and what follows it without the spaces between. ok is false where there is none.
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
