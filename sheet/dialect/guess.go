package dialect

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
)

const saveAsUTF8 = "save the file again as CSV UTF-8"

func readIn(e charset.Encoding) Dialect { return Dialect{Encoding: e} }

// findByLetters finds the encoding of a text that is not UTF-8, by a sample of it, and refuses it if
// the rest does not fit.
func (e *examination) findByLetters(s *survey) error {
	guesser, sample := charset.NewGuesser(), s.odd()
	var texts []string
	for _, p := range sample {
		texts = append(texts, p.text)
	}
	guess := guesser.Guess(texts)
	switch {
	case len(sample) == 0: // words without end
		return noText(s.foreign.line)
	case 2*len(sample) <= len(s.sample):
		return s.twoOrigins(guess.Encoding)
	case guess.Encoding == "":
		return e.unclear(sample, &guess)
	}
	e.found.Encoding, e.found.Foreign = guess.Encoding, s.foreign.line
	e.found.Letters = s.letters(guess.Encoding)
	return e.refuseOdd(guesser, s)
}

// odd returns the pieces of the sample that are not UTF-8. In other encodings, few are by chance.
func (s *survey) odd() []piece {
	return slices.DeleteFunc(slices.Clone(s.sample), func(p piece) bool { return utf8.ValidString(p.text) })
}

// twoOrigins refuses a text that is UTF-8 in part.
func (s *survey) twoOrigins(other charset.Encoding) error {
	if other == "" {
		other = "windows-1252"
	}
	return &Undecided{
		Text: fmt.Sprintf("line %d holds letters in UTF-8 and line %d does not: the text is damaged, or of two origins", s.utf8.line, s.foreign.line),
		Ways: []Way{
			{If: "the rows that are not UTF-8 may be rejected", Dialect: readIn(charset.UTF8)},
			{If: "all of it is " + string(other), Dialect: readIn(other)},
		},
		Else: saveAsUTF8, Even: true,
	}
}

// noText refuses a text that reads in no encoding.
func noText(line int) error {
	return &Undecided{
		Text: fmt.Sprintf("line %d is not UTF-8, and no other encoding gives a meaning to every byte: is this a text file?", line),
		Else: "open it in the program it is from, and save it as CSV UTF-8",
	}
}

// unclear refuses a text for which no reading is certain, and shows the likely ones.
func (e *examination) unclear(sample []piece, guess *charset.Guess) error {
	if len(guess.Likely) == 0 {
		return noText(sample[0].line)
	}
	odd := sample[guess.Differs]
	var reads []string
	var ways []Way
	for _, c := range guess.Likely {
		text, _ := c.Decode(odd.text)
		text = strings.Trim(text, "|")
		reads = append(reads, fmt.Sprintf("%q in %s", text, c))
		ways = append(ways, Way{If: fmt.Sprintf("%q is right", text), Dialect: readIn(c)})
	}
	ways[0].If += ", which is likeliest"
	e.found.Encoding = guess.Likely[0]
	first, _ := e.found.Encoding.Decode(odd.text)
	return &Undecided{
		Text: fmt.Sprintf("the text is not UTF-8, and its letters do not tell for certain what it is: %s reads %s",
			e.place(odd.line, first), strings.Join(reads, ", ")),
		Ways: ways, Else: "if none reads right, " + saveAsUTF8,
	}
}

// refuseOdd refuses a text a piece of which means nothing in the encoding that was found or given.
// With a guesser, it also refuses one that reads far better in another encoding.
func (e *examination) refuseOdd(guesser *charset.Guesser, s *survey) error {
	var odd piece
	var better charset.Encoding
	d := doubts{guesser: guesser, encoding: e.found.Encoding, known: make(map[string]bool)}
	err := e.read(func(file io.Reader) error {
		p := pieces{in: bufio.NewReaderSize(file, bufferSize)}
		err := p.each(func(text []byte, line int) bool {
			odd, better = d.look(text, line)
			return odd.line == 0
		})
		if err == nil && odd.line == 0 {
			odd, better = d.endLine()
		}
		return err
	})
	switch {
	case err != nil || odd.line == 0:
		return err
	case better == charset.UTF8:
		return s.twoOrigins(e.found.Encoding)
	case better == "":
		text, _ := e.found.Encoding.Decode(odd.text)
		return &Undecided{
			Text: fmt.Sprintf("%s: the bytes % X mean nothing in %s", e.place(odd.line, text), odd.text, e.found.Encoding),
			Else: saveAsUTF8 + ", or choose another --encoding",
		}
	}
	first, _ := e.found.Encoding.Decode(s.foreign.text)
	here, _ := e.found.Encoding.Decode(odd.text)
	there, _ := better.Decode(odd.text)
	return &Undecided{
		Text: fmt.Sprintf("the text is of two origins: line %d reads %q in %s, but %s reads %q in it, and %q in %s",
			s.foreign.line, first, e.found.Encoding, e.place(odd.line, here), here, there, better),
		Ways: []Way{
			{If: fmt.Sprintf("all of it is %s", e.found.Encoding), Dialect: readIn(e.found.Encoding)}, {If: fmt.Sprintf("all of it is %s", better), Dialect: readIn(better)},
		},
		Else: "save each part as CSV UTF-8", Even: true,
	}
}

// place says where a text stands: the line and, in a table, the row and the column.
func (e *examination) place(line int, text string) string {
	where := fmt.Sprintf("line %d", line)
	table := *e
	if e.usual == 0 || table.findDelimiter() != nil {
		return where
	}
	_ = e.readText(func(in *bufio.Reader) error { // what cannot be read has no column
		records, err := table.records(in, table.found.Delimiter)
		var header []string
		for err == nil {
			var cells []string
			if cells, err = records.Next(); err != nil || records.Last < line {
				if header == nil && !IsBlank(cells) {
					header = append(header, cells...)
				}
				continue
			}
			for i, cell := range cells {
				if strings.Contains(cell, text) {
					where = fmt.Sprintf("row %d (line %d), column %d", records.Number, line, i+1)
					if i < len(header) {
						where += fmt.Sprintf(" %q", header[i])
					}
					return nil
				}
			}
			return nil
		}
		return nil
	})
	return where
}
