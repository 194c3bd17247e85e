package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestRaw(t *testing.T) {
	var b bytes.Buffer
	w := NewRawWriter(&b)
	for _, record := range []string{`{"a": "\n é"}`, "{\r\n \"b\":\n1}", "{}\n"} {
		if err := w.Write([]byte(record)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "{\"a\": \"\\n é\"}\n{   \"b\": 1}\n{} \n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestRawReader(t *testing.T) {
	var got []string
	for record, err := range NewRawReader(strings.NewReader("\ufeff{\"a\":1}\r\n\n \n  {}\nnonsense")).Records() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Repeat("|", record.Line)+string(record.JSON))
	}
	if want := `|{"a":1} ||||  {} |||||nonsense`; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRawErrors(t *testing.T) {
	disk := fullDisk(10)
	w := NewRawWriter(&disk)
	err := w.Write(bytes.Repeat([]byte("x\n"), bufferSize))
	if !errors.Is(err, errFull) || !errors.Is(w.Close(), errFull) {
		t.Errorf("Write says %v", err)
	}
	for text, want := range map[string]string{"\x89PNG": "a picture", "{}\n" + strings.Repeat("x", 32<<20+1): "line 2: the line is longer"} {
		var last error
		for _, err := range NewRawReader(strings.NewReader(text)).Records() {
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), want) {
			t.Errorf("got %v, want %q", last, want)
		}
	}
	broken := errors.New("cable torn")
	for _, err := range NewRawReader(failing{broken}).Records() {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}
