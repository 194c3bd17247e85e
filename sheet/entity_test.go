package sheet

import "testing"

// TestTextOfHTML reads the text of notes that are pieces of a web page, and leaves all else as it is.
func TestTextOfHTML(t *testing.T) {
	for piece, want := range map[string]string{
		"<p>Rappeler lundi</p>":                    "Rappeler lundi",
		"<p>a &amp; b</p>\n<p>c<br/>d</p>":         "a & b\nc\nd",
		"<p><br></p>":                              "",
		`<div class="x">See <i>x</i></div>`:        "See x",
		`<p>See <a href="http://x.y">x</a></p>`:    `<p>See <a href="http://x.y">x</a></p>`,
		"<ul><li>one</li><li>two&nbsp;2</li></ul>": "one\ntwo 2",
		"a < b and c > d":                          "a < b and c > d",
		"<b>bold</b>":                              "<b>bold</b>",
		"<p>x</p> <ann@x.example>":                 "<p>x</p> <ann@x.example>",
		"<script>x</script><br>":                   "<script>x</script><br>",
		`{"html":1}`:                               `{"html":1}`,
	} {
		if got, is := TextOfHTML(piece); got != want || is != (want != piece) {
			t.Errorf("%q: %q, %v", piece, got, is)
		}
	}
}
