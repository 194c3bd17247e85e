package dialect

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// recipient is a person of a list that was copied from a mail program.
type recipient struct{ name, address string }

// parseRecipients parses a line such as
//
//	Anna Berg <anna@x.example>; "Müller, Hans" <hans@x.example>, lena@x.example
//
// ok is false if a part of it has no address.
func parseRecipients(line string) (people []recipient, ok bool) {
	name, cut := "", ""
	for _, part := range splitRecipients(line) {
		cut = part
		name = strings.TrimSpace(name + part)
		if name == "" || name == "," || name == ";" {
			name, cut = "", ""
			continue
		}
		if p, is := parseRecipient(strings.TrimRight(name, ",; ")); is {
			people, name, cut = append(people, p), "", ""
		} else if strings.HasSuffix(part, ";") {
			return nil, false
		}
	}
	return people, cut == "" && len(people) > 0
}

// splitRecipients splits a line behind the signs that may end an entry, outside quotes and angle brackets.
func splitRecipients(line string) (parts []string) {
	start, inQuotes, inBrackets := 0, false, false
	for i, r := range line {
		switch {
		case r == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case r == '<' || r == '>':
			inBrackets = r == '<'
		case (r == ',' || r == ';') && !inBrackets:
			parts = append(parts, line[start:i+1])
			start = i + 1
		}
	}
	return append(parts, line[start:])
}

// parseRecipient parses one entry. An address need not be a good one: that is checked with all others.
func parseRecipient(text string) (p recipient, ok bool) {
	p.address = strings.TrimSpace(text)
	if before, inside, is := strings.Cut(p.address, "<"); is {
		address, behind, closed := strings.Cut(inside, ">")
		if !closed || strings.TrimSpace(behind) != "" {
			return p, false
		}
		p.name, p.address = unquoted(strings.TrimSpace(before)), strings.TrimPrefix(strings.TrimSpace(address), "mailto:")
	}
	local, host, is := strings.Cut(p.address, "@")
	if strings.EqualFold(p.name, p.address) {
		p.name = ""
	}
	return p, is && local != "" && host != "" && !strings.ContainsAny(p.address, " \t<>\"()[],;:") && !strings.Contains(host, "@") && !strings.ContainsAny(p.name, "@:")
}

// unquoted takes off the quotes around a name, and the backslashes before those inside.
func unquoted(name string) string {
	for _, q := range []string{`"`, "'"} {
		if inside, is := strings.CutPrefix(name, q); is && len(name) > 1 && strings.HasSuffix(inside, q) {
			return strings.ReplaceAll(strings.TrimSuffix(inside, q), `\`+q, q)
		}
	}
	return name
}

// findRecipients recognises a list of recipients: each line is one or several of them, and some have a name beside the address.
// A text most of whose lines are such is refused.
func (e *examination) findRecipients(sample []byte) error {
	start := linesOf(sample)
	named, plain, first := 0, 0, ""
	headed := false // the first line has no address: it is a title
	for _, line := range start {
		people, ok := parseRecipients(line)
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case first == "":
			first, headed = line, !strings.Contains(line, "@")
		}
		if ok && (strings.Contains(line, "<") || len(people) > 2) {
			named++
		} else if !ok {
			plain++
		}
	}
	if named == 0 || plain > named || columns.FieldsOf([]string{first}) != nil || columns.FieldsOf(strings.FieldsFunc(first, isDelimiter)) != nil {
		return nil
	}
	odd, at, n := "", 0, 0
	err := e.eachLine(func(line string, number int) bool {
		people, ok := parseRecipients(line)
		n += len(people)
		isTitle := headed && at == 0 && line == first
		if at = number; !ok && !isTitle {
			odd = line
		}
		return odd == ""
	})
	if err != nil {
		return err
	}
	if odd != "" {
		return &problem.Problem{
			Text: fmt.Sprintf("this is a list of recipients as mail programs write it, but line %d is none: %s", at, quoteCells([]string{odd})),
			Fix:  "delete or correct such lines in a text editor; or make a table of the list, with a line name,email above it and a person a line",
		}
	}
	e.found.Delimiter = addresses
	e.found.Head = Head{Names: []string{lead.Name.String(), lead.Email.String()}}
	note := fmt.Sprintf("read as a list of recipients, as mail programs write it: %d, each with its name, if it has one, and its address", n)
	if headed {
		note += "; the line above it is left out: " + quoteCells([]string{first})
	}
	e.found.remarks = append(e.found.remarks, note)
	return nil
}

func isDelimiter(r rune) bool { return r < 0x80 && strings.ContainsRune(string(Delimiters()), r) }
