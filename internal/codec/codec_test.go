package codec_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/codec"
)

// TestReaderReadsWhatWasAppended: in any order of kinds; and whatever is cut off shows.
func TestReaderReadsWhatWasAppended(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Uint64(), 1, 20).Draw(t, "numbers")
		texts := rapid.SliceOfN(rapid.String(), len(numbers), len(numbers)).Draw(t, "texts")
		var b []byte
		for i, n := range numbers {
			b = codec.AppendText(codec.AppendNumber(b, n), texts[i])
			b = append(b, byte(i))
		}
		read := func(b []byte) (ok bool) {
			r := codec.NewReader(string(b))
			for i, n := range numbers {
				if r.Long() != n || r.Text() != texts[i] || r.Byte() != byte(i) {
					return false
				}
			}
			return r.Whole()
		}
		if !read(b) {
			t.Fatal("something came back changed")
		}
		if cut := rapid.IntRange(0, len(b)-1).Draw(t, "cut"); read(b[:cut]) {
			t.Fatalf("the first %d of %d bytes are taken for all", cut, len(b))
		}
		if read(append(b, 0)) {
			t.Fatal("a byte more is not seen")
		}
	})
}

// TestReaderStaysBad: whatever a text holds, a Reader neither panics nor loops long, and reads zeros
// once it is bad.
func TestReaderStaysBad(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := codec.NewReader(rapid.SliceOf(rapid.Byte()).Draw(t, "text"))
		bad := false
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if bad && !r.Bad() {
					t.Fatal("it has recovered")
				}
				bad = r.Bad()
			},
			"number": func(t *rapid.T) {
				if n := r.Number(); n < 0 || bad && n != 0 {
					t.Fatal(n)
				}
			},
			"count": func(t *rapid.T) {
				for range r.Count() {
					r.Byte()
				}
			},
			"text": func(t *rapid.T) {
				if text := r.Text(); bad && len(text) > 0 {
					t.Fatalf("%q", text)
				}
			},
			"byte":  func(t *rapid.T) { r.Byte() },
			"bytes": func(t *rapid.T) { r.Bytes(rapid.IntRange(-1, 12).Draw(t, "n")) },
		})
	})
}

func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":           "",
		"no end":            "\x80\x80",
		"65 bits":           "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
		"11 bytes":          "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
		"negative as int":   "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
		"more than follows": "\x02a",
	} {
		r := codec.NewReader(text)
		if name == "more than follows" {
			r.Text()
		} else {
			r.Number()
		}
		if !r.Bad() || r.Whole() {
			t.Errorf("%s is taken for a number", name)
		}
	}
}
