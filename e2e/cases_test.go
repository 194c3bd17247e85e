package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/cli"
	"github.com/leadferry/leadferry/sandbox"
)

// A fileCase is a file as people have them, and what must become of it. What convert writes and what the
// platform then holds stand in testdata/cases_want. Python's csv module reads the same cells from the files.
type fileCase struct {
	file    string
	check   int      // exit code of check, of its --json, and of an import
	convert int      // exit code of convert
	says    []string // what check tells, as text
	way     []string // flags that end the problem, as check names them
	chosen  bool     // the way is a choice that check does not name to the letter
	then    int      // exit code of check and import in that way
}

// TestFilesAsPeopleHaveThem takes each file of testdata/cases through check, convert and import. They run
// in this process: a process for each would take longer than all that they do.
func TestFilesAsPeopleHaveThem(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, c := range fileCases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, c.file)
			c.checkFile(t, d)
			wantStored, wantConverted := c.want(t)
			if got := c.convertFile(t, d); got != wantConverted {
				t.Errorf("convert writes\n%s\nwant\n%s", got, wantConverted)
			}
			if got := c.importFile(t, d); got != wantStored {
				t.Errorf("the platform holds\n%s\nwant\n%s", got, wantStored)
			}
		})
	}
}

// want reads what must come out: leads as JSON objects, a line each; a blank line; what convert writes.
func (c *fileCase) want(t *testing.T) (stored, converted string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "cases_want", c.file+".want"))
	if err != nil {
		t.Fatal(err)
	}
	stored, converted, _ = strings.Cut("\n"+string(text), "\n\n")
	return strings.TrimSpace(stored), converted
}

// verdict is what the JSON objects of check, import and convert have in common.
type verdict struct {
	Error, Fix string
	Encoding   string
	Notes      []string
	Proposals  []struct{ Map string }
	Problems   []struct{ Text, Fix string }
}

// texts are what is to be told of a file.
func (v *verdict) texts() []string {
	all := slices.Clone(v.Notes)
	for _, p := range v.Problems {
		all = append(append(all, p.Text), strings.Split(p.Fix, "\n")...)
	}
	return append(all, v.Error)
}

// checkFile wants the same from check for people and for scripts, and that the way it names works.
func (c *fileCase) checkFile(t *testing.T, d *desk) {
	t.Helper()
	checked := d.run(t, c.check, "check", d.file)
	said := checked.out + checked.said
	for _, text := range c.says {
		if !strings.Contains(said, text) {
			t.Errorf("check does not tell %q:\n%s", text, said)
		}
	}
	object := d.run(t, c.check, "check", d.file, "--json", "-q").verdict(t)
	for _, text := range object.texts() {
		if !strings.Contains(said, text) {
			t.Errorf("check --json tells %q, and check does not:\n%s", text, said)
		}
	}
	if c.way == nil {
		return
	}
	told := flagsIn(said)
	for pair := range slices.Chunk(c.way, 2) {
		if !c.chosen && !slices.ContainsFunc(told, func(t []string) bool { return slices.Equal(t, pair) }) {
			t.Errorf("check does not name the way %q:\n%s", pair, said)
		}
	}
	d.run(t, c.then, append([]string{"check", d.file}, c.way...)...)
}

// flagsIn finds flags with their values in a text for people, as a shell reads them.
func flagsIn(text string) (all [][]string) {
	for _, m := range regexp.MustCompile(`(--[a-z-]+) (?:"([^"]*)"|([^\s;,)]+))`).FindAllStringSubmatch(text, -1) {
		all = append(all, []string{m[1], m[2] + m[3]})
	}
	return all
}

// convertFile returns what convert writes. It wants the notes of check that concern the file itself.
func (c *fileCase) convertFile(t *testing.T, d *desk) string {
	t.Helper()
	out := filepath.Join(filepath.Dir(d.file), "converted.csv")
	r := d.run(t, c.convert, "convert", d.file, out, "--json")
	checked := d.run(t, c.check, "check", d.file, "--json", "-q").verdict(t)
	v := r.verdict(t)
	if v.Error == "" && checked.Error == "" && v.Encoding != checked.Encoding {
		t.Errorf("convert reads %s, check %s", v.Encoding, checked.Encoding)
	}
	for _, note := range checked.Notes {
		if v.Error == "" && (!slices.Contains(v.Notes, note) || !strings.Contains(r.said, note)) {
			t.Errorf("convert does not tell %q:\n%s", note, r.said)
		}
	}
	text, err := os.ReadFile(out)
	if written := err == nil; written != (c.convert == 0) {
		t.Errorf("convert: a file is written: %v, exit code %d", written, c.convert)
	}
	return string(text)
}

// importFile imports the file, in the way that the words name if there is one, and returns what the
// platform then holds.
func (c *fileCase) importFile(t *testing.T, d *desk) string {
	t.Helper()
	args := append([]string{"import", d.file, "--yes", "--json", "--report", filepath.Join(filepath.Dir(d.file), "sent")}, d.connection...)
	if c.check == 2 {
		if d.run(t, 2, args...); len(puts(d.server)) > 0 {
			t.Error("import has sent something, and its exit code says not")
		}
	}
	code := c.check
	if c.way != nil {
		args, code = append(args, c.way...), c.then
	}
	if code == 2 {
		return ""
	}
	r := d.run(t, code, args...)
	report, err := os.ReadFile(filepath.Join(filepath.Dir(d.file), "sent", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var reported verdict
	if err := json.Unmarshal(report, &reported); err != nil {
		t.Fatal(err)
	}
	checked := d.run(t, code, append([]string{"check", d.file, "--json", "-q"}, c.way...)...).verdict(t)
	for _, text := range checked.texts() {
		if v := r.verdict(t); !slices.Contains(v.texts(), text) || !slices.Contains(reported.texts(), text) {
			t.Errorf("import or its report does not tell %q:\n%s\n%s", text, r.out, report)
		}
	}
	return d.held(t)
}

// TestOneCommand: the one command that check names for all that is wrong ends it: what is left needs a person.
// Where flags are needed in a refusal, and none is a choice between several, there is such a command.
func TestOneCommand(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, c := range fileCases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, c.file)
			first := d.run(t, c.check, "check", d.file)
			command := oneCommand(first)
			if command == "" {
				return
			}
			out, err := exec.Command("sh", "-c", `printf '%s\0' `+command).Output()
			if err != nil {
				t.Fatal(err)
			}
			words := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			code := 0
			said := first.out + first.said
			if strings.Contains(said, "empty the cell") || strings.Contains(said, "--on-several first: ") { // which a person must do, or say
				code = c.then
			}
			if again := oneCommand(d.run(t, code, words[1:]...)); again != "" {
				t.Errorf("%s\nends in another command: %s", command, again)
			}
		})
	}
}

// oneCommand returns the command that ends all that is wrong, "" if none is named.
func oneCommand(o *outcome) string {
	_, command, _ := strings.Cut(o.out+o.said, "in one command: ")
	command, _, _ = strings.Cut(command, "\n")
	return command
}

// desk is a file of testdata/cases in a folder of its own, with a platform to send it to.
type desk struct {
	file       string
	server     *sandbox.Server
	connection []string // flags
}

func newDesk(t *testing.T, file string) *desk {
	t.Helper()
	server, url := serve(t, sandbox.Options{Seed: 1})
	folder := t.TempDir()
	d := &desk{filepath.Join(folder, filepath.Base(file)), server, []string{
		"--rate", "0", "--base-url", url, "--bot-id", sandbox.DefaultBotID, "--customer-id", sandbox.DefaultCustomerID,
		"--token-file", filepath.Join(folder, "token"),
	}}
	text, err := os.ReadFile(filepath.Join("testdata", "cases", file))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{d.file: text, filepath.Join(folder, "token"): []byte(sandbox.DefaultToken)} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// outcome is what a run left.
type outcome struct{ out, said string }

// run runs a command line in this process.
func (d *desk) run(t *testing.T, want int, args ...string) *outcome {
	t.Helper()
	o := new(outcome)
	var files [3]*os.File
	for i := range files {
		file, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close() // what was written is read by its name
		files[i] = file
	}
	code := cli.Main(context.Background(), args, cli.Streams{In: files[0], Out: files[1], Err: files[2]})
	for i, to := range []*string{&o.out, &o.said} {
		text, err := os.ReadFile(files[i+1].Name())
		if err != nil {
			t.Fatal(err)
		}
		*to = string(text)
	}
	if code != want {
		t.Errorf("%s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, want, o.out, o.said)
	}
	return o
}

func (o *outcome) verdict(t *testing.T) (v verdict) {
	t.Helper()
	if err := json.Unmarshal([]byte(o.out), &v); err != nil {
		t.Errorf("%v: %s", err, o.out)
	}
	return v
}

// held returns the leads of the platform without their uuids and times, a line each, in order.
func (d *desk) held(t *testing.T) string {
	t.Helper()
	var lines []string
	for _, raw := range d.server.All("lead") {
		var record struct {
			Status  string
			Agent   string `json:"_agentAssigned"`
			Profile struct {
				Notes       []struct{ Title, Description string }
				UserDetails struct {
					Name, Picture string
					Contact       struct {
						Email string
						Phone struct{ Number, Prefix string }
					}
					Tags       []string
					Attributes []struct {
						Key   string
						Value any
					}
				}
			}
		}
		if err := json.Unmarshal(raw, &record); err != nil {
			t.Fatal(err)
		}
		u, lead := &record.Profile.UserDetails, map[string]any{}
		for key, value := range map[string]string{
			"name": u.Name, "picture": u.Picture, "email": u.Contact.Email, "status": record.Status, "agent": record.Agent,
			"phone": strings.TrimSpace(u.Contact.Phone.Prefix + " " + u.Contact.Phone.Number),
		} {
			if value != "" {
				lead[key] = value
			}
		}
		for _, a := range u.Attributes {
			lead["attributes."+a.Key] = a.Value
		}
		if len(u.Tags) > 0 {
			lead["tags"] = u.Tags
		}
		if notes := record.Profile.Notes; len(notes) > 0 {
			lead["notes"] = notes
		}
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(lead); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSpace(line.String()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestEveryFileHasACase holds the folders and the table together.
func TestEveryFileHasACase(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, c := range fileCases {
		listed = append(listed, c.file)
	}
	slices.Sort(listed)
	for folder, end := range map[string]string{"cases": "", "cases_want": ".want"} {
		var files []string
		err := fs.WalkDir(os.DirFS(filepath.Join("testdata", folder)), ".", func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				files = append(files, strings.TrimSuffix(path, end))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(files); !slices.Equal(files, listed) {
			t.Errorf("the table and the folder %s differ:\n%q\n%q", folder, listed, files)
		}
	}
}
