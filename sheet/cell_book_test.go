package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// TestCellBookMarks: the marked cells, and no others, have the coloured style, filled or not.
func TestCellBookMarks(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	b, err := NewCellBook(&out, []BookColumn{{Name: "name"}, {Name: "email"}})
	if err == nil {
		err = b.Write([]string{"Ann", "bad"}, 1)
	}
	if err == nil {
		err = b.Write([]string{"", "good"}, 0)
	}
	if err == nil {
		err = b.Close(nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	file, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `<c r="B2" s="3" `) || !strings.Contains(string(text), `<c r="A3" s="3"/>`) || strings.Count(string(text), `s="3"`) != 2 {
		t.Errorf("%s", text)
	}
}
