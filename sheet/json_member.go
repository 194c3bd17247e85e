package sheet

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// listMember returns the member of an object whose value is the list of rows: the first array of objects
// beside members that do not identify a lead. It returns "" if the text is a row, or has several objects.
func listMember(start []byte) string {
	in := newValues(bytes.NewReader(start))
	if _, err := in.ReadValue(); err == nil && len(bytes.TrimLeft(start[in.InputOffset():], blanks)) > 0 {
		return "" // one object a line
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
	top := dialect.Top{Words: columns.NewWords(), Rows: []dialect.TopRow{{Cells: names}}}
	_, isColumn := lead.ColumnOf(list)
	if _, found := top.Identifies(); found || isColumn || slices.Contains(names, recordID) || slices.Contains(names, recordProfile) {
		return ""
	}
	return list
}

// open goes to the first object.
func (a *jsonArray) open() error {
	if a.member != "" {
		if _, err := a.values.ReadToken(); err != nil {
			return err
		}
		if _, err := a.pass(a.member); err != nil {
			return err
		}
	}
	_, err := a.values.ReadToken()
	return err
}

// leave goes to the end of the object that holds the array.
func (a *jsonArray) leave() error {
	name, err := a.pass("")
	if err != nil {
		return err
	}
	if name != "" {
		return fmt.Errorf("the JSON holds two lists of objects, %q and %q: save one of them as a file of its own", a.member, name)
	}
	_, err = a.values.ReadToken()
	return err
}

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
		a.others = append(a.others, name)
	}
	return "", nil
}

// notes says where in the JSON the rows stand.
func (a *jsonArray) notes() []string {
	switch {
	case a == nil || a.member == "":
		return nil
	case len(a.others) == 0:
		return []string{fmt.Sprintf("the rows are the objects of %q", a.member)}
	}
	return []string{fmt.Sprintf("the rows are the objects of %q; what stands beside it is left out: %s", a.member, strings.Join(a.others, ", "))}
}
