package columns

import (
	"fmt"
	"testing"

	"github.com/leadferry/leadferry/lead"
)

// kindJudge notes what a row says of its phones.
type kindJudge struct{ said []string }

func (j *kindJudge) IsBlank(*Column, string) bool   { return false }
func (j *kindJudge) Suits(_ *Column, c string) bool { return c != "bad" }
func (j *kindJudge) Take(*Column)                   {}
func (j *kindJudge) Leave(*Column, string, string)  {}
func (j *kindJudge) Prefer(c *Column, kinds string) {
	j.said = append(j.said, c.Header+" by "+kinds)
}

func (j *kindJudge) Refuse(c *Column, _, cell string) { j.said = append(j.said, c.Header+" not "+cell) }

// TestKinds: of several phones the mobile one is taken, as the cells beside them say, and never a fax machine.
func TestKinds(t *testing.T) {
	t.Parallel()
	google := []string{"First Name", "Phone 1 - Label", "Phone 1 - Value", "Phone 2 - Label", "Phone 2 - Value"}
	german := []string{"Vorname", "Telefon 1 – Label", "Telefon 1 – Wert", "Telefon 2 – Label", "Telefon 2 – Wert"}
	for _, c := range []struct {
		header, cells []string
		assignment    string
		phone, said   string
	}{
		{google, []string{"Ann", "Work", "111", "Mobile", "222"}, "", "222", "[Phone 2 - Value by Phone 2 - Label]"},
		{google, []string{"Ann", "* Mobile", "111", "Work", "222"}, "", "111", "[]"},
		{google, []string{"Ann", "Work Fax", "111", "Home", "222"}, "", "222", "[Phone 1 - Value not 111]"},
		{google, []string{"Ann", "Work", "111", "Mobile", "bad"}, "", "111", "[]"},
		{google, []string{"Ann", "Work Fax", "111", "", ""}, "", "", "[Phone 1 - Value not 111]"},
		{google, []string{"Ann", "", "111", "", "222"}, "", "111", "[]"},
		{german, []string{"Ann", "Arbeit", "111", "Mobil", "222"}, "", "222", "[Telefon 2 – Wert by Telefon 2 – Label]"},
		{[]string{"Phone Type", "Phone", "Phone 2 Type", "Phone 2"}, []string{"Work", "111", "Mobile", "222"}, "Phone,Phone 2=phone", "222", "[Phone 2 by Phone 2 Type]"},
		{[]string{"Phone Type", "Phone", "Phone 2"}, []string{"Work", "111", "222"}, "Phone,Phone 2=phone", "111", "[]"},
		{[]string{"TEL;TYPE", "TEL"}, []string{"fax", "111"}, "", "", "[TEL not 111]"},
		{[]string{"Telefontyp", "Telefon"}, []string{"Fax", "111"}, "", "111", "[]"}, // no word of its own
		{[]string{"Phone type", "Phone number", "Mobile"}, []string{"Home", "111", "222"}, "Phone number,Mobile=phone", "222", "[Mobile by Phone type]"},
		{[]string{"Phone type", "Phone number", "Mobile"}, []string{"", "111", "222"}, "Phone number,Mobile=phone", "111", "[]"},
		{[]string{"電話 1 - ラベル", "電話 1 - 値", "電話 2 - ラベル", "電話 2 - 値"}, []string{"自宅", "111", "携帯", "222"}, "電話 1 - 値,電話 2 - 値=phone", "222", "[電話 2 - 値 by 電話 2 - ラベル]"},
	} {
		var assignments []string
		if c.assignment != "" {
			assignments = []string{c.assignment}
		}
		m, err := Map(c.header, assignments)
		if err != nil {
			t.Errorf("%v: %v", c.header, err)
			continue
		}
		var in lead.Row
		for i, cell := range c.cells {
			in.Dynamic = append(in.Dynamic, lead.Cell{Column: c.header[i], Value: cell})
		}
		var j kindJudge
		out := m.Row(&in, &j)
		if got := fmt.Sprint(j.said); out.Base[lead.Phone] != c.phone || got != c.said {
			t.Errorf("%v %v: %q, %s", c.header, c.cells, out.Base[lead.Phone], got)
		}
		left := 0
		for _, cell := range out.Dynamic {
			if cell.Value == "111" || cell.Value == "222" || cell.Value == "bad" {
				left++
			}
		}
		numbers := 0
		for _, cell := range c.cells {
			if cell == "111" || cell == "222" || cell == "bad" {
				numbers++
			}
		}
		if taken := min(len(c.phone), 1); left+taken != numbers {
			t.Errorf("%v %v: lost: %+v", c.header, c.cells, out)
		}
	}
}
