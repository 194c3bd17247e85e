package compound

import (
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// Names reads names that are objects of JSON, with the parts as members. The zero value is ready, and it is safe for
// concurrent use.
type Names struct {
	shapes sync.Map // the *columns.Mapping of each set of members: it takes a while to find
}

// Join joins the parts of a name that an object has; ok is false for anything else.
func (n *Names) Join(cell string) (name string, ok bool) {
	var parts map[string]string
	if json.Unmarshal([]byte(cell), &parts) != nil {
		return "", false
	}
	var in lead.Row
	var header []string
	for key, text := range parts {
		header = append(header, memberHeader(key))
		in.Dynamic = append(in.Dynamic, lead.Cell{Column: memberHeader(key), Value: text})
	}
	slices.Sort(header)
	shape := strings.Join(header, "\x00")
	m, known := n.shapes.Load(shape)
	if !known {
		mapping, err := columns.Map(header, nil)
		if err != nil {
			return "", false
		}
		m, _ = n.shapes.LoadOrStore(shape, mapping)
	}
	name = m.(*columns.Mapping).Row(&in, nil).Base[lead.Name]
	return name, name != ""
}

// memberHeader returns a member of a name as the header of a column would say it.
func memberHeader(key string) string {
	if slices.Contains([]string{"first", "given", "middle", "last", "family"}, strings.ToLower(key)) {
		return key + " name"
	}
	return key
}
