package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

func TestValue(t *testing.T) {
	for _, tc := range []struct {
		in   string
		kind jsonscan.Kind // None: not JSON
	}{
		{`"a"`, jsonscan.String}, {`"a\n"`, jsonscan.Escaped}, {`-0.5e+10`, jsonscan.Number}, {`1e400`, jsonscan.Number},
		{`true`, jsonscan.Bool}, {`false`, jsonscan.Bool}, {`null`, jsonscan.Null}, {` {"a":[1,{}],"a":2} `, jsonscan.Object},
		{`[[],[1,2]]`, jsonscan.Array}, {`"` + strings.Repeat("x", 30) + `"`, jsonscan.String},
		{``, jsonscan.None}, {`{`, jsonscan.None}, {`[1,]`, jsonscan.None}, {`{"a":1,}`, jsonscan.None}, {`{"a" 1}`, jsonscan.None},
		{`[1 2]`, jsonscan.None}, {`01`, jsonscan.None}, {`1.`, jsonscan.None}, {`-`, jsonscan.None}, {`1e`, jsonscan.None},
		{`tru`, jsonscan.None}, {`"a`, jsonscan.None}, {"\"a\tb\"", jsonscan.None}, {`"\x"`, jsonscan.None}, {`"\u12G4"`, jsonscan.None},
		{`1 2`, jsonscan.None}, {"1\x00", jsonscan.None}, {`{1:2}`, jsonscan.None}, {`[,1]`, jsonscan.None},
		{strings.Repeat("[", 513) + strings.Repeat("]", 513), jsonscan.None},
		{strings.Repeat("[", 512) + strings.Repeat("]", 512), jsonscan.Array},
	} {
		s := jsonscan.New([]byte(tc.in))
		v := s.Value()
		err := s.End()
		if (err == nil) != (tc.kind != jsonscan.None) || err == nil && (v.Kind != tc.kind || string(v.Text) != strings.TrimSpace(tc.in)) {
			t.Errorf("%.40q: kind %d text %.40q err %v, want kind %d", tc.in, v.Kind, v.Text, err, tc.kind)
		}
	}
}

func TestWalk(t *testing.T) {
	s := jsonscan.New([]byte(` { "a" : [ 1 , "x" ] , "\u0062" : { } , "c":[[],{}], "d":[]} `))
	var got []string
	s.EnterObject()
	for {
		name, ok := s.Member()
		if !ok {
			break
		}
		got = append(got, string(name)+":")
		if s.Kind() != jsonscan.Array {
			got = append(got, string(s.Value().Text))
			continue
		}
		s.EnterArray()
		for s.Element() {
			got = append(got, string(s.Value().Text))
		}
	}
	if err := s.End(); err != nil {
		t.Fatal(err)
	}
	if want := `a: 1 "x" b: { } c: [] {} d:`; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

func TestWalkErrors(t *testing.T) {
	for _, in := range []string{`{"a":}`, `{"a":1`, `{"a":1 "b":2}`, `{"a"`, `[1]`, `{"a":[1}`, `{,}`, `x`, ``} {
		s := jsonscan.New([]byte(in))
		s.EnterObject()
		for n := 0; ; n++ {
			if _, ok := s.Member(); !ok {
				break
			}
			s.Value()
			if n > 10 {
				t.Fatalf("%q: the walk does not end", in)
			}
		}
		if s.End() == nil {
			t.Errorf("%q: no error", in)
		}
	}
}

func TestIsBlank(t *testing.T) {
	for in, want := range map[string]bool{`""`: true, `null`: true, `[]`: true, `{ }`: true, `[ ]`: true, `0`: false, `" "`: false,
		`[0]`: false, `false`: false, `{"a":null}`: false, `"\n"`: false} {
		s := jsonscan.New([]byte(in))
		if got := s.Value().IsBlank(); got != want {
			t.Errorf("%s: blank %v, want %v", in, got, want)
		}
	}
	if !(jsonscan.Value{}).IsBlank() {
		t.Error("no value is not blank")
	}
}

func TestAppendText(t *testing.T) {
	for _, tc := range []struct {
		in, want string
		replaced bool
	}{
		{`"plain"`, "plain", false}, {`"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`, "\"\\/\b\f\n\r\té😀", false},
		{`"a\ud83db"`, "a\ufffdb", true}, {`"\ud83d\u0041"`, "\ufffdA", true}, {`"\ufffd"`, "\ufffd", false},
		{"\"a\xffb\"", "a\ufffdb", true}, {"\"\xff\\n\"", "\ufffd\n", true}, {`12345678901234567890`, "12345678901234567890", false},
		{`{"a": 1}`, `{"a": 1}`, false}, {`null`, "", false}, {`true`, "true", false},
	} {
		s := jsonscan.New([]byte(tc.in))
		got, replaced := jsonscan.AppendText(nil, s.Value())
		if string(got) != tc.want || replaced != tc.replaced {
			t.Errorf("%s: got %q %v, want %q %v", tc.in, got, replaced, tc.want, tc.replaced)
		}
	}
}

// FuzzAgainstLibrary compares with the JSON library: the same texts are JSON, and strings decode to
// the same text.
func FuzzAgainstLibrary(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e-3,"x\u0041\ud83d"],"a":null}`, `"\ud83d\ude00"`, "\"\xff\"", `[[[]]]`, ` [ true , false ] `, `-0`,
		`{"success":true,"data":[{"_id":"63d9ffa77a8d152facbe2f2f","websiteVisits":9007199254740993}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if bytes.Count(in, []byte("["))+bytes.Count(in, []byte("{")) > jsonscan.MaxDepth {
			t.Skip()
		}
		s := jsonscan.New(in)
		v := s.Value()
		err := s.End()
		want := jsontext.Value(in).IsValid(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
		if (err == nil) != want {
			t.Fatalf("%q: error %v, library says valid=%v", in, err, want)
		}
		if err != nil || !v.IsString() {
			return
		}
		d := jsontext.NewDecoder(bytes.NewReader(in), jsontext.AllowInvalidUTF8(true))
		token, err := d.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := jsonscan.AppendText(nil, v); string(got) != token.String() {
			t.Fatalf("%q: text %q, library %q", in, got, token.String())
		}
	})
}

// TestIsNumber holds it against encoding/json, which allows blanks around.
func TestIsNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9+]{0,3}(\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?[ x]?`).Draw(t, "text")
		var number json.Number
		want := json.Unmarshal([]byte(text), &number) == nil && text != "" && !strings.Contains(text, " ")
		if got := jsonscan.IsNumber(text); got != want {
			t.Fatalf("%q: %v", text, got)
		}
	})
}
