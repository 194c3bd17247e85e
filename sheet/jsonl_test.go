package sheet

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

func TestJSONLWriter(t *testing.T) {
	row := lead.Row{Base: lead.Base{lead.UUID: "=1", lead.Name: "a\"b\r\n🚢 </>"},
		Dynamic: []lead.Cell{{Column: "attributes.é\"", Value: "7"}, {Column: "extra.x", Value: "[1]"}}}
	all := `{"uuid":"=1","name":"a\"b\r\n🚢 </>","email":"","dialCode":"","phone":"","status":"","tags":"","notes":"","picture":"",` +
		`"agentId":"","city":"","country":"","gender":"","type":"","createdAt":"","updatedAt":"","lastSeenAt":"","isOnline":"",` +
		`"websiteVisits":"","lastMessageAt":"","lastMessageBy":"","lastMessageText":"","id":"","attributes.é\"":"7","extra.x":"[1]"}` + "\n"
	for _, tt := range []struct {
		name    string
		columns []string
		want    string
	}{
		{"all that a row has", nil, all},
		{"exactly these", []string{"extra.x", "uuid", "attributes.none"}, `{"extra.x":"[1]","uuid":"=1","attributes.none":""}` + "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, write(t, JSONL, WriterOptions{Columns: tt.columns}, []lead.Row{row})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONLWriterRefusesBrokenText(t *testing.T) {
	w, err := NewWriter(io.Discard, JSONL, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Write([]lead.Row{{}, {Base: lead.Base{lead.City: "Z\xfcrich"}}})
	if err == nil || !strings.Contains(err.Error(), `row 2: column "city" is not UTF-8`) {
		t.Errorf("got %v", err)
	}
}

// Such a line would come back as a record of the server's.
func TestJSONLWriterRefusesRecordID(t *testing.T) {
	t.Parallel()
	w, err := NewWriter(io.Discard, JSONL, WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write([]lead.Row{{Dynamic: []lead.Cell{{Column: "_id", Value: "1"}}}}); !errors.Is(err, errRecordID) {
		t.Errorf("got %v", err)
	}
}

func TestJSONLReader(t *testing.T) {
	dynamic := func(value string) []lead.Cell { return []lead.Cell{{Column: "x", Value: value}} }
	for _, tt := range []struct {
		name, text string
		want       lead.Row
		err        string
	}{
		{"string", `{"uuid":"u","x":"a"}`, lead.Row{Base: lead.Base{lead.UUID: "u"}, Dynamic: dynamic("a")}, ""},
		{"escapes, also in names", `{"\u0075uid":"\u00e9\"","x":"\n"}`, lead.Row{Base: lead.Base{lead.UUID: "é\""}, Dynamic: dynamic("\n")}, ""},
		{"numbers keep their digits", `{"phone":09}`, lead.Row{}, "at character 11"},
		{"numbers, byte for byte", `{"phone":12345678901234567890,"x":1.50e-3}`,
			lead.Row{Base: lead.Base{lead.Phone: "12345678901234567890"}, Dynamic: dynamic("1.50e-3")}, ""},
		{"a whole number with an exponent", `{"phone":4.90e12,"x":-1.5E+1}`, lead.Row{Base: lead.Base{lead.Phone: "4900000000000"}, Dynamic: dynamic("-15")}, ""},
		{"other numbers with an exponent", `{"phone":4.25e1,"x":0e3}`, lead.Row{Base: lead.Base{lead.Phone: "4.25e1"}, Dynamic: dynamic("0e3")}, ""},
		{"an exponent in a text", `{"phone":"4.9e12"}`, lead.Row{Base: lead.Base{lead.Phone: "4.9e12"}}, ""},
		{"bool", `{"isOnline":true,"x":false}`, lead.Row{Base: lead.Base{lead.IsOnline: "true"}, Dynamic: dynamic("false")}, ""},
		{"null and empty are nothing", `{"name":null,"x":null,"y":""}`, lead.Row{}, ""},
		{"nested, byte for byte", `{"tags":["a", "b"],"x":[["k", 1]]}`, lead.Row{Base: lead.Base{lead.Tags: `["a", "b"]`}, Dynamic: dynamic(`[["k", 1]]`)}, ""},
		{"not guarded", `{"uuid":"'=1"}`, lead.Row{Base: lead.Base{lead.UUID: "'=1"}}, ""},
		{"spaces around", " \t{ } \r", lead.Row{}, ""},
		{"duplicate", `{"x":1,"x":2}`, lead.Row{}, `a member stands twice in this line ("x"): remove one`},
		{"duplicate, spelled otherwise", `{"x":1,"\u0078":2}`, lead.Row{}, `a member stands twice in this line ("x"): remove one`},
		{"torn", `{"x":"a`, lead.Row{}, "the line ends within its JSON object"},
		{"array", `["x"]`, lead.Row{}, "this is not a JSON object"},
		{"text", `uuid,name`, lead.Row{}, "this is not a JSON object"},
		{"two objects", `{} {}`, lead.Row{}, "something follows the JSON object"},
		{"broken", `{"x" 1}`, lead.Row{}, "at character 6"},
		{"broken text", "{\"x\":\"\xff\"}", lead.Row{}, "at character 7"},
		{"lone surrogate", `{"x":"\ud83d"}`, lead.Row{}, "the JSON is broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := read(t, JSONL, ReaderOptions{}, "\ufeff"+tt.text+"\n")
			if len(rows) != 1 {
				t.Fatalf("%d rows", len(rows))
			}
			if diff := cmp.Diff(tt.want, rows[0].Row); diff != "" {
				t.Error(diff)
			}
			if err := rows[0].Err; (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

func TestJSONLReaderPlaces(t *testing.T) {
	text := "\n{\"uuid\":\"a\"}\r\n \n[\n" + `{"uuid":"` + strings.Repeat("x", 32<<20) + "\"}\n" + `{"uuid":"b"}`
	want := []place{{2, 2, "a", ""}, {4, 4, "", errNoObject.Error()}, {5, 5, "", "the line is longer than 32 MiB"},
		{6, 6, "b", ""}}
	if diff := cmp.Diff(want, places(read(t, JSONL, ReaderOptions{}, text))); diff != "" {
		t.Error(diff)
	}
}

func TestJSONLReaderEmpty(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{JSONL, Raw} {
		for _, text := range []string{"", "\ufeff", "\n", " \r\n\t\n "} {
			if err := readError(strings.NewReader(text), f); !errors.Is(err, ErrEmpty) {
				t.Errorf("%v %q: %v", f, text, err)
			}
		}
	}
}

func TestJSONLReaderManyNames(t *testing.T) {
	var b strings.Builder
	for i := range maxNames + 10 {
		b.WriteString(`{"uuid":"u","` + ColumnLetters(i) + `":"` + ColumnLetters(i) + "\"}\n")
	}
	for i, row := range leads(t, read(t, JSONL, ReaderOptions{}, b.String())) {
		want := lead.Row{Base: lead.Base{lead.UUID: "u"}, Dynamic: []lead.Cell{{Column: ColumnLetters(i), Value: ColumnLetters(i)}}}
		if diff := cmp.Diff(want, row); diff != "" {
			t.Fatal(diff)
		}
	}
}
