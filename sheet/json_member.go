package sheet

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// listMember returns the way to the list of rows in an object: the first array of objects beside members
// that do not identify a lead, else one deeper inside that has leads. There is none if the text is a row,
// or has several objects.
func listMember(start []byte) []string {
	in := newValues(bytes.NewReader(start))
	if _, err := in.ReadValue(); err == nil && len(bytes.TrimLeft(start[in.InputOffset():], blanks)) > 0 {
		return nil // one object a line
	}
	in = newValues(bytes.NewReader(start))
	_, err := in.ReadToken()
	var names []string
	list := ""
	for err == nil && in.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = in.ReadToken(); err != nil {
			break
		}
		names = append(names, name.String())
		if list == "" && in.PeekKind() == '[' && holdsObject(bytes.TrimLeft(start[in.InputOffset():], blanks+":")) {
			list = names[len(names)-1]
		}
		err = in.SkipValue() // of a long list, it fails
	}
	_, isColumn := lead.ColumnOf(list)
	switch {
	case identify(names) || isColumn || slices.Contains(names, recordID) || slices.Contains(names, recordProfile):
		return nil
	case list != "":
		return []string{list}
	}
	in = newValues(bytes.NewReader(start))
	return deeperList(in, start)
}

// deeperList returns the way from an object to the first array of objects that identify leads.
func deeperList(in *jsontext.Decoder, start []byte) []string {
	_, err := in.ReadToken()
	for err == nil && in.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = in.ReadToken(); err != nil {
			return nil
		}
		step := name.String()
		switch in.PeekKind() {
		case '{':
			if way := deeperList(in, start); way != nil {
				return append([]string{step}, way...)
			}
		case '[':
			if list := bytes.TrimLeft(start[in.InputOffset():], blanks+":"); holdsObject(list) && identify(firstMembers(list)) {
				return []string{step}
			}
			err = in.SkipValue()
		default:
			err = in.SkipValue()
		}
	}
	if err == nil {
		_, _ = in.ReadToken() // the end of the object; behind it, a cut text shows
	}
	return nil
}

// firstMembers returns the names of the members of the first object of a list.
func firstMembers(list []byte) (names []string) {
	in := newValues(bytes.NewReader(list))
	_, err := in.ReadToken()
	if err == nil {
		_, err = in.ReadToken()
	}
	for err == nil && in.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = in.ReadToken(); err == nil {
			names = append(names, name.String())
			err = in.SkipValue()
		}
	}
	return names
}

// identify reports whether the names of members tell whom an object means.
func identify(names []string) bool {
	top := dialect.Top{Rows: []dialect.TopRow{{Cells: names}}}
	_, found := top.Identifies()
	return found
}

// open goes to the first object.
func (a *jsonArray) open() error {
	for _, step := range a.way {
		if _, err := a.values.ReadToken(); err != nil {
			return err
		}
		if _, err := a.pass(step); err != nil {
			return err
		}
	}
	_, err := a.values.ReadToken()
	return err
}

// leave goes to the end of the objects that hold the array.
func (a *jsonArray) leave() error {
	for range a.way {
		name, err := a.pass("")
		if err != nil {
			return err
		}
		if name != "" {
			return fmt.Errorf("the JSON holds two lists of objects, %q and %q: save one of them as a file of its own", a.member(), name)
		}
		if _, err = a.values.ReadToken(); err != nil {
			return err
		}
	}
	return nil
}

// member names the member whose value the array is, "" for none.
func (a *jsonArray) member() string { return strings.Join(a.way, ".") }

// pass skips members up to the value of that one or, for "", of another list of objects, whose name it
// returns, or the object's end.
func (a *jsonArray) pass(member string) (name string, err error) {
	for a.values.PeekKind() == '"' {
		token, err := a.values.ReadToken()
		if err != nil {
			return "", err
		}
		if name = token.String(); member != "" && name == member {
			return name, nil
		}
		value, err := a.values.ReadValue()
		if err != nil {
			return "", err
		}
		if member == "" && holdsObject(value) {
			return name, nil
		}
		if !slices.Contains(a.others, name) {
			a.others = append(a.others, name)
		}
	}
	return "", nil
}

// notes says where in the JSON the rows stand.
func (a *jsonArray) notes() []string {
	switch {
	case a == nil || a.way == nil:
		return nil
	case len(a.others) == 0:
		return []string{fmt.Sprintf("the rows are the objects of %q", a.member())}
	}
	return []string{fmt.Sprintf("the rows are the objects of %q; what stands beside it is left out: %s", a.member(), strings.Join(a.others, ", "))}
}
