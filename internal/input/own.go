package input

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/sheet"
)

// kind is what a file of the program itself is.
type kind string

const (
	aPlan     kind = "the plan of an import"
	aSummary  kind = "the summary of a run"
	aManifest kind = "the manifest of a snapshot"
	aNote     kind = "the note of an export"
)

// IsPlan reports whether a file is the plan of an import, which can be carried out. What is no ordinary
// file is not read: that could not be done twice.
func IsPlan(name string) bool { return fileKind(name) == aPlan }

func fileKind(name string) kind {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	file, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer file.Close() //nolint:errcheck // it was only read
	return kindOf(file)
}

// kindOf knows the program's own files by the first members of their first object, "" for any other.
func kindOf(from io.Reader) kind {
	const most = 64 << 10 // bytes; the members stand before the first list
	text, _ := io.ReadAll(io.LimitReader(from, most))
	in := jsontext.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if first, err := in.ReadToken(); err != nil || first.Kind() != '{' {
		return ""
	}
	var members []string
	for len(members) < 2 {
		name, err := in.ReadToken()
		if err != nil || name.Kind() != '"' {
			break
		}
		member := name.String()
		value, err := in.ReadValue()
		if err != nil {
			break
		}
		if member == "plan" {
			member += "=" + string(value)
		}
		members = append(members, member)
	}
	for own, begins := range map[kind]string{
		aPlan: `plan="leadferry plan" version`, aSummary: "schema command", aManifest: "schema snapshot", aNote: "schema file",
	} {
		if strings.Join(members, " ") == begins {
			return own
		}
	}
	return ""
}

// refuseOwn refuses a file that holds no leads, but what the program wrote of a run.
func refuseOwn(in *source.Input) error {
	if in.Format != sheet.JSONL && in.Format != sheet.Raw {
		return nil
	}
	file, err := in.Open()
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	unpacked, err := sheet.NewDecompressor(bufio.NewReader(file), in.Compression)
	if err != nil {
		return nil // who reads it says so, and more
	}
	defer unpacked.Close() //nolint:errcheck // it was only read
	return misplaced(in.Name, kindOf(unpacked))
}

// refuseReport refuses a file of a report by its name, whatever was made of it. Only the rejects are rows.
func refuseReport(name string) error {
	folder, base := filepath.Split(name)
	known := base == importer.JournalFile || base != importer.RejectsFile && slices.Contains(report.Files(), base)
	if !known || fileKind(filepath.Join(folder, importer.SummaryFile)) != aSummary {
		return nil
	}
	if base == importer.PlanFile || base == importer.TableFile {
		return misplaced(name, aPlan)
	}
	return misplaced(name, aSummary)
}

// misplaced says what a file is, and which command is for it.
func misplaced(name string, what kind) error {
	beside := func(file string) string { return filepath.Join(filepath.Dir(name), file) }
	fix := ""
	switch what {
	case "":
		return nil
	case aPlan:
		fix = "apply it with: " + shell.Command("leadferry", "import", beside(importer.PlanFile))
	case aManifest:
		fix = "restore the snapshot with: " + shell.Command("leadferry", "backup", "restore", filepath.Dir(name))
	case aSummary:
		if _, err := os.Stat(beside(importer.RejectsFile)); err == nil {
			fix = "the rows to fix are in rejects.csv: " + shell.Command("leadferry", "import", beside(importer.RejectsFile))
		}
	}
	return problem.Usage(source.Title(name)+" contains no leads: it is "+string(what), cmp.Or(fix, "name a file of leads"))
}
