package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/lead"
)

// TestXLSXMemory writes and reads 200,000 rows of 20 columns. Its peak is what the system says of
// the process.
func TestXLSXMemory(t *testing.T) {
	if os.Getenv("LEADFERRY_SOAK") == "" {
		t.Skip("LEADFERRY_SOAK is not set")
	}
	const rows = 200_000
	columns := []string{"uuid", "name", "email", "phone"}
	for i := range 16 {
		columns = append(columns, fmt.Sprintf("attributes.a%d", i))
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "leads.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w, err := NewWriter(file, XLSX, WriterOptions{Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	rowOf := func(i int) lead.Row {
		r := lead.Row{Base: lead.Base{lead.UUID: fmt.Sprint("u", i), lead.Name: "आशा", lead.Email: fmt.Sprint(i, "@example.com"), lead.Phone: fmt.Sprint("+91987654", i)}}
		for j, c := range columns[4:] {
			r.Dynamic = append(r.Dynamic, lead.Cell{Column: c, Value: fmt.Sprint("value ", i*7919%10007, " of ", j)})
		}
		return r
	}
	for i := range rows {
		if err := w.Write([]lead.Row{rowOf(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("written: %s", peak(t))
	r, err := NewReader(file, XLSX, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range r.Rows() {
		want := rowOf(n)
		if err != nil || row.Base != want.Base || fmt.Sprint(row.Dynamic) != fmt.Sprint(want.Dynamic) {
			t.Fatal(err, row)
		}
		n++
	}
	if n != rows {
		t.Errorf("%d rows came back", n)
	}
	t.Logf("read: %s", peak(t))
}

func peak(t *testing.T) string {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(line)
}
