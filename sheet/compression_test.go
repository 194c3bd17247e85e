package sheet

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

var compressions = []Compression{None, Gzip, Zstd}

func pack(t *testing.T, c Compression, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewCompressor(&b, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unpack(packed []byte, c Compression) (string, error) {
	r, err := NewDecompressor(bytes.NewReader(packed), c)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	return string(text), r.Close()
}

func TestCompression(t *testing.T) {
	text := strings.Repeat("uuid,name\n", 100000)
	for _, c := range compressions {
		for _, want := range []string{"", text} {
			packed := pack(t, c, want)
			if got, err := unpack(packed, c); err != nil || got != want {
				t.Errorf("%v: %d bytes came back as %d, %v", c, len(want), len(got), err)
			}
			if c != None && len(packed) > len(want)/10+40 {
				t.Errorf("%v: %d bytes packed into %d", c, len(want), len(packed))
			}
		}
	}
}

func TestDecompressorRefuses(t *testing.T) {
	text := strings.Repeat("uuid,name\n", 100000)
	for _, c := range []Compression{Gzip, Zstd} {
		packed := pack(t, c, text)
		for _, bad := range [][]byte{[]byte("uuid,name\n1,2\n"), packed[:len(packed)/2], packed[:len(packed)-1]} {
			_, err := unpack(bad, c)
			if err == nil || !strings.Contains(err.Error(), "not a "+c.String()+" file, or a damaged") {
				t.Errorf("%v of %d bytes: %v", c, len(bad), err)
			}
		}
	}
}

func TestUnknownCompression(t *testing.T) {
	if _, err := NewCompressor(io.Discard, 9); err == nil {
		t.Error("no error from NewCompressor")
	}
	if _, err := NewDecompressor(strings.NewReader(""), 9); err == nil {
		t.Error("no error from NewDecompressor")
	}
}

// What is packed is looked at too: a workbook in a .csv.gz is still none.
func TestBinaryFilesAreNamedWhenUnpacked(t *testing.T) {
	t.Parallel()
	r, err := NewDecompressor(bytes.NewReader(pack(t, Gzip, "PK\x03\x04"+strings.Repeat("\x00", 26)+"xl/workbook.xml")), Gzip)
	if err != nil {
		t.Fatal(err)
	}
	if err := readError(r, CSV); err == nil || !strings.Contains(err.Error(), "an Excel workbook") {
		t.Errorf("got %v", err)
	}
}

// TestBombs: what unpacks to far more than files of leads do is refused, before it is read to its end.
func TestBombs(t *testing.T) {
	for _, c := range []Compression{Gzip, Zstd} {
		packed := pack(t, c, strings.Repeat("\n", 4*ratioFrom))
		r, err := NewDecompressor(bytes.NewReader(packed), c)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err == nil || !strings.Contains(err.Error(), "more than 200 times its size") || n > ratioFrom+(4<<20) {
			t.Errorf("%v: %d bytes were unpacked, %v", c, n, err)
		}
	}
}
