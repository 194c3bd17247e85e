package codec_test

import (
	"bytes"
	"encoding/binary"
	"slices"
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

// TestReaderStaysBad: on any bytes a Reader gives what encoding/binary gives, and nothing more once
// something did not fit.
func TestReaderStaysBad(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		left := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		r, bad := codec.NewReader(left), false
		take := func(n uint64, ok bool) []byte {
			if !ok || n > uint64(len(left)) {
				left, bad = nil, true
				return nil
			}
			b := left[:n]
			left = left[n:]
			return b
		}
		number := func() (uint64, bool) {
			n, size := binary.Uvarint(left)
			take(uint64(max(size, 0)), size > 0)
			return n, size > 0
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if r.Whole() != (!bad && len(left) == 0) {
					t.Fatalf("whole: %v, bad: %v, %d bytes left", r.Whole(), bad, len(left))
				}
			},
			"long": func(t *rapid.T) {
				if want, ok := number(); r.Long() != want && ok {
					t.Fatal("another number")
				}
			},
			"text": func(t *rapid.T) {
				if want := take(number()); !bytes.Equal(r.Text(), want) {
					t.Fatal("another text")
				}
			},
			"byte": func(t *rapid.T) {
				if want := take(1, true); r.Byte() != append(slices.Clip(want), 0)[0] {
					t.Fatal("another byte")
				}
			},
			"bytes": func(t *rapid.T) {
				n := rapid.IntRange(-1, 12).Draw(t, "n")
				if want := take(uint64(n), n >= 0); !bytes.Equal(r.Bytes(n), want) {
					t.Fatal("other bytes")
				}
			},
		})
		if !bytes.Equal(r.Rest(), left) {
			t.Fatal("another rest")
		}
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
		if r.Whole() {
			t.Errorf("%s is taken for a number", name)
		}
	}
}
