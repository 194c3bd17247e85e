// Package filename writes the names of files, which may be any bytes, into JSON, which is UTF-8.
package filename

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// Path is the name of a file or folder. In JSON it is a text, or its bytes in Base64 where those are
// not UTF-8: the file must be found again.
type Path string

type rawPath struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON writes the path.
func (p Path) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(p)) {
		return json.Marshal(string(p))
	}
	return json.Marshal(rawPath{[]byte(p)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Path) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(p))
	}
	var raw rawPath
	err := json.Unmarshal(text, &raw)
	*p = Path(raw.Bytes)
	return err
}
