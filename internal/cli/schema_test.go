package cli

import (
	"encoding"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/filename"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

const schemaFolder = "../../docs/schema"

// bodies are the types of the JSON objects of each command, but for what all have. A command with
// several has one or another.
var bodies = map[string][]reflect.Type{
	"export": {reflect.TypeFor[summary.Export](), reflect.TypeFor[summary.Bots[*exported]]()}, "import": {reflect.TypeFor[importer.Summary](), reflect.TypeFor[declined]()},
	"undo":  {reflect.TypeFor[importer.UndoSummary](), reflect.TypeFor[declined]()},
	"check": {reflect.TypeFor[importer.CheckSummary]()}, "convert": {reflect.TypeFor[convertSummary]()},
	"history": {reflect.TypeFor[pastList]()}, "profiles": {reflect.TypeFor[profileList]()}, "status": {reflect.TypeFor[status](), reflect.TypeFor[summary.Bots[status]]()},
	"init":           {reflect.TypeFor[initSummary]()},
	"duplicates":     {reflect.TypeFor[summary.Duplicates](), reflect.TypeFor[importer.Summary](), reflect.TypeFor[declined]()},
	"backup create":  {reflect.TypeFor[summary.Backup](), reflect.TypeFor[summary.Bots[summary.Backed]]()},
	"backup restore": {reflect.TypeFor[importer.Summary](), reflect.TypeFor[declined]()},
	"backup list":    {reflect.TypeFor[summary.List](), reflect.TypeFor[summary.Bots[summary.List]]()},
	"backup check":   {reflect.TypeFor[summary.Check](), reflect.TypeFor[summary.Bots[summary.Check]]()},
	"backup diff":    {reflect.TypeFor[summary.Diff]()}, "backup prune": {reflect.TypeFor[summary.Prune](), reflect.TypeFor[summary.Bots[summary.Prune]]()},
	"backup report": {reflect.TypeFor[backupReport]()}, "backup status": {reflect.TypeFor[backupStatus](), reflect.TypeFor[summary.Bots[*backupStatus]]()},
}

// TestSchemas: docs/schema describes the JSON object of every command as its Go types are. With
// LEADFERRY_UPDATE set it is written anew; descriptions stay, and those of new fields are to be written
// by hand.
func TestSchemas(t *testing.T) {
	t.Parallel()
	all := schemas{t: t, types: map[string]reflect.Type{}}
	everyCommand((&app{Screen: new(screen.Screen)}).root(), func(cmd *cobra.Command) {
		if _, known := bodies[commandName(cmd)]; !known && cmd.Flags().Lookup("json") != nil {
			t.Errorf("there is no type for %s", cmd.CommandPath())
		}
	})
	for command, types := range bodies {
		all.write(schemaFile(command), all.command(command, types...))
	}
	all.write("failure.json", all.command(""))
	var defs members
	for len(defs) < len(all.types) { // each may name more
		defs = nil
		for _, name := range slices.Sorted(maps.Keys(all.types)) {
			defs = append(defs, member{name, all.structure(all.types[name])})
		}
	}
	all.write("types.json", members{{"$schema", draft}, {"title", "Parts of the JSON objects"}, {"$defs", defs}})
}

const draft = "https://json-schema.org/draft/2020-12/schema"

func schemaFile(command string) string { return strings.ReplaceAll(command, " ", "-") + ".json" }

// members is a JSON object whose members have an order.
type members []member

type member struct {
	name  string
	value any
}

func (m members) MarshalJSONTo(e *jsontext.Encoder) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, one := range m {
		if err := e.WriteToken(jsontext.String(one.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(e, one.value, json.Deterministic(true)); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

// set sets a member. One that is there already may be either.
func (m *members) set(name string, value any) {
	for i := range *m {
		if (*m)[i].name == name {
			if !reflect.DeepEqual((*m)[i].value, value) {
				(*m)[i].value = members{{"anyOf", []any{value, (*m)[i].value}}}
			}
			return
		}
	}
	*m = append(*m, member{name, value})
}

// schemas makes schemas of types.
type schemas struct {
	t     *testing.T
	types map[string]reflect.Type // of structs, which have a schema of their own
}

// command is the schema of the object of a command, or of any that only fails.
func (s *schemas) command(command string, bodies ...reflect.Type) members {
	title, name := "A command that fails and has no object of its own", members{{"type", "string"}}
	ends := []any{members{{"required", []string{"error"}}}}
	if command != "" {
		title, name = "leadferry "+command+" --json", members{{"const", command}}
	}
	fields := members{{"schema", members{{"const", 1}}}, {"command", name}}
	for _, body := range bodies {
		own, required := s.fields(body)
		for _, f := range own {
			if f.name != "schema" && f.name != "command" && f.name != "exitCode" {
				fields.set(f.name, f.value)
			}
		}
		ends = append(ends, members{{"required", required}})
	}
	for _, f := range []struct {
		name string
		of   reflect.Type
	}{
		{"error", reflect.TypeFor[string]()}, {"fix", reflect.TypeFor[string]()}, {"problems", reflect.TypeFor[[]row.Finding]()},
		{"exitCode", reflect.TypeFor[int]()},
	} {
		fields.set(f.name, s.of(f.of))
	}
	return members{
		{"$schema", draft}, {"title", title}, {"type", "object"}, {"properties", fields},
		{"required", []string{"schema", "command", "exitCode"}}, {"anyOf", ends},
	}
}

// fields returns the schemas of the fields of a struct, and the names of those that are always there.
func (s *schemas) fields(t reflect.Type) (all members, required []string) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case name == "" && (f.Anonymous || strings.Contains(options, "embed")):
			inner, always := f.Type, true
			if inner.Kind() == reflect.Pointer {
				inner, always = inner.Elem(), false
			}
			more, needed := s.fields(inner)
			for _, m := range more {
				all.set(m.name, m.value)
			}
			if always {
				required = append(required, needed...)
			}
		case name == "":
			s.t.Errorf("%v.%s has no name in JSON", t, f.Name)
		default:
			all.set(name, s.of(f.Type))
			if !strings.Contains(options, "omit") {
				required = append(required, name)
			}
		}
	}
	return all, required
}

// structure is the schema of a struct.
func (s *schemas) structure(t reflect.Type) members {
	all, required := s.fields(t)
	return members{{"type", "object"}, {"properties", all}, {"required", required}}
}

// of is the schema of a type.
func (s *schemas) of(t reflect.Type) members {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return members{{"type", "string"}, {"format", "date-time"}}
	case t == reflect.TypeFor[filename.Path](), t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return members{{"type", "string"}}
	}
	switch t.Kind() {
	case reflect.String:
		return members{{"type", "string"}}
	case reflect.Bool:
		return members{{"type", "boolean"}}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return members{{"type", "integer"}}
	case reflect.Float64:
		return members{{"type", "number"}}
	case reflect.Pointer:
		return members{{"anyOf", []any{s.of(t.Elem()), members{{"type", "null"}}}}}
	case reflect.Slice:
		return members{{"type", "array"}, {"items", s.of(t.Elem())}}
	case reflect.Array:
		return members{{"type", "array"}, {"items", s.of(t.Elem())}, {"minItems", t.Len()}, {"maxItems", t.Len()}}
	case reflect.Map:
		return members{{"type", "object"}, {"additionalProperties", s.of(t.Elem())}}
	case reflect.Struct:
		name := typeName(t)
		if other, taken := s.types[name]; taken && other != t {
			s.t.Errorf("two types are called %s", name)
		}
		s.types[name] = t
		return members{{"$ref", "types.json#/$defs/" + name}}
	}
	s.t.Errorf("%v has no schema", t)
	return nil
}

// typeName is what a type is called in types.json: BotOfBacked for Bot[summary.Backed].
func typeName(t reflect.Type) string {
	name, of, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !generic {
		return name
	}
	of = of[strings.LastIndexByte(of, '.')+1:]
	return name + "Of" + strings.ToUpper(of[:1]) + of[1:]
}

// write compares a schema with its file, whose descriptions it takes.
func (s *schemas) write(name string, schema members) {
	s.t.Helper()
	path := filepath.Join(schemaFolder, name)
	old, err := os.ReadFile(path)
	update := os.Getenv("LEADFERRY_UPDATE") != ""
	if err != nil && !update {
		s.t.Error(err)
	}
	var before map[string]any
	if err := json.Unmarshal(old, &before); err != nil && !update {
		s.t.Errorf("%s: %v", name, err)
	}
	text, err := json.Marshal(s.described(name, schema, before), jsontext.WithIndent("  "))
	if err != nil {
		s.t.Fatal(err)
	}
	text = append(text, '\n')
	if update {
		err = os.WriteFile(path, text, 0o600)
	} else if diff := cmp.Diff(string(old), string(text)); diff != "" {
		s.t.Errorf("%s is not what the command prints; write it anew with LEADFERRY_UPDATE=1 go test -run TestSchemas ./internal/cli, and describe new fields\n%s", path, diff)
	}
	if err != nil {
		s.t.Error(err)
	}
}

// described adds the descriptions that a schema had before to all its fields.
func (s *schemas) described(where string, schema members, before map[string]any) members {
	schema = slices.Clone(schema)
	for i, m := range schema {
		inner, is := m.value.(members)
		if !is {
			continue
		}
		old, _ := before[m.name].(map[string]any)
		inner = s.described(where+" "+m.name, inner, old)
		schema[i].value = inner
		if m.name != "properties" {
			continue
		}
		for j, field := range inner {
			was, _ := old[field.name].(map[string]any)
			text, _ := was["description"].(string)
			if text == "" {
				s.t.Errorf("%s: %s has no description", where, field.name)
			}
			inner[j].value = append(members{{"description", text}}, field.value.(members)...)
		}
	}
	return schema
}
