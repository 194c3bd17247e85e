package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/leadferry/leadferry/sandbox"
)

// TestObjects validates what each command really prints. That of any other test is validated, too: see
// result.object.
func TestObjects(t *testing.T) {
	platform(t, sandbox.Options{Leads: 30, NonLeads: 5})
	write(t, "people.csv", "Name,Email,Status\nAnn,ann@example.org,OPEN\nBob,none,OPEN\n")
	write(t, "t.txt", sandbox.DefaultToken)
	write(t, "c.toml", "[profile.acme]\nbase_url = '"+os.Getenv("CONVERTALK_BASE_URL")+"'\nbot_id = '"+sandbox.DefaultBotID+
		"'\ncustomer_id = '"+sandbox.DefaultCustomerID+"'\ntoken_file = 't.txt'\nrate = 0\n")
	snapshot := func(n int) string {
		all, err := filepath.Glob("b/2*Z")
		if err != nil || len(all) <= n {
			t.Fatal(all, err)
		}
		return all[n]
	}
	page := "https://page.convertalk.com/" + sandbox.DefaultBotID + "/" + sandbox.DefaultCustomerID
	printed := map[string]bool{}
	for _, line := range []string{
		"export leads.csv", "export leads.jsonl --fast --where status=OPEN", "export new.csv --since-last", "export new.csv --since-last -f",
		"check people.csv", "check none.csv", "convert people.csv people.xlsx", "import people.csv --dry-run", "import people.csv --yes --verify --report r",
		"history", "undo r --yes", "backup create b", "backup create all --all-profiles --config c.toml", "export third.csv --since-snapshot b",
		"import people.csv --yes --blind --report s", "backup create b", "backup list b", "backup check b", "backup diff FIRST SECOND", "backup report b -o b.html",
		"backup status b", "backup restore FIRST --yes", "backup prune b --keep-last 1 -n", "profiles --config c.toml", "status", "status --test", "duplicates -o d.xlsx", "duplicates --tag-others twice --yes -f",
		"init " + page + " --config d.toml --profile acme", "template none.doc", "version",
	} {
		if strings.Contains(line, "FIRST") {
			line = strings.NewReplacer("FIRST", snapshot(0), "SECOND", snapshot(1)).Replace(line)
		}
		o := run(t, append(strings.Fields(line), "--json")...).object(t)
		printed[o["command"].(string)] = printed[o["command"].(string)] || o["error"] == nil
	}
	for command := range bodies {
		if !printed[command] {
			t.Errorf("no object of %s was validated", command)
		}
	}
}

// closed compiles the schemas, so that a member that they do not describe is an error.
var closed = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	c, all := jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}
	c.AssertFormat()
	files, err := filepath.Glob(filepath.Join(root, schemaFolder, "*.json"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		closeObjects(schema)
		if err := c.AddResource("schema:///"+filepath.Base(file), schema); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		name := filepath.Base(file)
		if all[name], err = c.Compile("schema:///" + name); err != nil {
			return nil, err
		}
	}
	return all, err
})

// root is the folder of this package: tests change the current one.
var root, _ = os.Getwd()

// closeObjects forbids members that a schema does not describe.
func closeObjects(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		for _, inner := range s {
			closeObjects(inner)
		}
		if _, is := s["type"].(string); is && s["properties"] != nil {
			s["additionalProperties"] = false
		}
	case []any:
		for _, inner := range s {
			closeObjects(inner)
		}
	}
}

// validate holds a JSON object against the schema of its command.
func validate(t *testing.T, text, command string) {
	t.Helper()
	name := "failure.json"
	if _, is := bodies[command]; is {
		name = schemaFile(command)
	}
	schemas, err := closed()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = schemas[name].Validate(value)
	}
	if err != nil {
		t.Errorf("docs/schema/%s: %v\n%s", name, err, text)
	}
}
