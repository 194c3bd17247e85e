package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/internal/problem"
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
	names, list, holdsLeads := []string(nil), "", false
	in = newValues(bytes.NewReader(start))
	eachMember(in, func(name string) bool {
		names = append(names, name)
		if text := listNext(in, start); list == "" && text != nil {
			list, holdsLeads = name, dialect.TellWhom(firstMembers(text))
		}
		return false
	})
	_, isColumn := lead.ColumnOf(list)
	isRow := dialect.TellWhom(names) || isColumn || slices.Contains(names, RecordID) || slices.Contains(names, RecordProfile)
	if isRow || !holdsLeads && dialect.TellWhom(memberNames(start)) {
		return nil
	}
	if !holdsLeads {
		if way := deeperList(newValues(bytes.NewReader(start)), start); way != nil {
			return way
		}
	}
	if list == "" {
		return nil
	}
	return []string{list}
}

// eachMember reads an object, whose members each is called with. It reports by its answer whether it has read the
// value. What is cut off ends the object.
func eachMember(in *jsontext.Decoder, each func(name string) bool) {
	_, err := in.ReadToken()
	for err == nil && in.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = in.ReadToken(); err == nil && !each(name.String()) {
			err = in.SkipValue() // of a long list, it fails
		}
	}
	if err == nil {
		_, _ = in.ReadToken() // the end of the object; behind it, a cut text shows
	}
}

// listNext returns the text from an array of objects on, nil if another value comes next.
func listNext(in *jsontext.Decoder, start []byte) []byte {
	if in.PeekKind() != '[' {
		return nil
	}
	if list := bytes.TrimLeft(start[in.InputOffset():], blanks+":"); holdsObject(list) {
		return list
	}
	return nil
}

// deeperList returns the way from an object to the first array of objects that identify leads.
func deeperList(in *jsontext.Decoder, start []byte) (way []string) {
	eachMember(in, func(name string) bool {
		if way != nil {
			return false
		}
		if in.PeekKind() == '{' {
			if further := deeperList(in, start); further != nil {
				way = append([]string{name}, further...)
			}
			return true
		}
		if list := listNext(in, start); list != nil && dialect.TellWhom(firstMembers(list)) {
			way = []string{name}
		}
		return false
	})
	return way
}

// firstMembers returns the names of the fields of the first object of a list.
func firstMembers(list []byte) []string {
	return memberNames(bytes.TrimLeft(list[1:], blanks))
}

// memberNames returns the names of the fields of an object, those in a wrapper among them.
func memberNames(object []byte) (names []string) {
	in := newValues(bytes.NewReader(object))
	eachMember(in, func(name string) bool {
		names = append(names, name)
		if !IsWrapper(name) {
			return false
		}
		value, _ := in.ReadValue() // of one that is cut off, nothing is known
		fields, _ := fieldsIn(&lead.Cell{Column: name, Value: string(value)})
		names = append(names, slices.Collect(maps.Keys(fields))...)
		return true
	})
	return names
}

// open goes to the first object.
func (a *Array) open() error {
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
func (a *Array) leave() error {
	for range a.way {
		name, err := a.pass("")
		if err != nil {
			return err
		}
		if name != "" {
			return problem.With(fmt.Errorf("the JSON holds two lists of objects, %q and %q", a.member(), name), "save one of them as a file of its own")
		}
		if _, err = a.values.ReadToken(); err != nil {
			return err
		}
	}
	return nil
}

// member names the member whose value the array is, "" for none.
func (a *Array) member() string { return strings.Join(a.way, ".") }

// pass skips members up to the value of that one or, for "", of another list of objects, whose name it
// returns, or the object's end.
func (a *Array) pass(member string) (name string, err error) {
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
		if member == "" && name != included && holdsLists(value) {
			return name, nil
		}
		if !slices.Contains(a.others, name) {
			a.others = append(a.others, name)
		}
	}
	return "", nil
}

// included is the member of answers after JSON:API that holds what their rows refer to.
const included = "included"

// holdsLists reports whether a value is a list of objects, or one of leads stands within it.
func holdsLists(value jsontext.Value) bool {
	return holdsObject(value) || value.Kind() == '{' && deeperList(newValues(bytes.NewReader(value)), value) != nil
}

// Notes says where in the JSON the rows stand.
func (a *Array) Notes() []string {
	switch {
	case a.way == nil:
		return nil
	case len(a.others) == 0:
		return []string{fmt.Sprintf("the rows are the objects of %q", a.member())}
	}
	return []string{fmt.Sprintf("the rows are the objects of %q; what stands beside it is left out: %s", a.member(), strings.Join(a.others, ", "))}
}
