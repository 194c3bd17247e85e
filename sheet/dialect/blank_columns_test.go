package dialect

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestBlankColumns reads columns with blanks between them, and refuses those of which a text may go over into the next.
func TestBlankColumns(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want [][]string // nil if it is refused
	}{
		"to the left": {
			"Name        E-mail\nAnn Berg    ann@x.example\n            bob@x.example\n",
			[][]string{{"Name", "E-mail"}, {"Ann Berg", "ann@x.example"}, {"", "bob@x.example"}},
		},
		"to the right": {
			"Name           Phone  City\nAnn     +49151234567  Ulm\nBob      +4915123456  Bonn\n",
			[][]string{{"Name", "Phone", "City"}, {"Ann", "+49151234567", "Ulm"}, {"Bob", "+4915123456", "Bonn"}},
		},
		"below a rule": {
			"NAME EMAIL\n---- ---------------\nAnn  ann@x.example\n",
			nil, // one blank does not part names
		},
		"titles and the header once more": {
			"List   Page 1\n\nName   E-mail\nAnn    ann@x.example\nList   Page 2\nName   E-mail\nBob    bob@x.example\n",
			[][]string{{"Name", "E-mail"}, {"Ann", "ann@x.example"}, {"Bob", "bob@x.example"}},
		},
		"a text goes over":       {"Name   E-mail\nAnn Berg Lund ann@x.example\nBob    bob@x.example\n", nil},
		"parts to the right":     {"Name         Phone\nAnn     0151 23456\nBob     0151 34567\n", nil},
		"nothing below the rest": {"E-Mail  (work)\na@b.co\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Examine(',', Dialect{}, Head{}, opener(tt.text))
			u, offered := errors.AsType[*Undecided](err)
			if offered = offered && u.Ways[0].Dialect.Delimiter == blanks; offered != (tt.want != nil) {
				t.Fatalf("%v, fix: %s", err, problem.Remedy(err))
			}
			if !offered {
				return
			}
			if _, err := Examine(',', Dialect{Delimiter: blanks}, Head{}, opener(tt.text)); err != nil {
				t.Fatal(err)
			}
			in, err := NewReader(strings.NewReader(tt.text), "")
			if err != nil {
				t.Fatal(err)
			}
			records, err := NewRecords(in, ',', Dialect{Delimiter: blanks})
			var got [][]string
			for err == nil {
				var cells []string
				if cells, err = records.Next(); err == nil {
					got = append(got, append([]string(nil), cells...))
				}
			}
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBlanksTold refuses a line beyond those that were looked at that does not fit.
func TestBlanksTold(t *testing.T) {
	text := "Name      E-mail\n" + strings.Repeat("Ann       ann@x.example\n", bufferSize/20) + "Anna Maria Lund ann@x.example\n"
	if _, err := Examine(',', Dialect{Delimiter: blanks}, Head{}, opener(text)); err == nil || !strings.Contains(err.Error(), "has no blanks where") {
		t.Error(err)
	}
}
