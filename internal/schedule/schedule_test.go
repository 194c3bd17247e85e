package schedule

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestAt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at           string
		hour, minute int
		ok           bool
	}{
		{"03:17", 3, 17, true}, {"23:59", 23, 59, true}, {"3:07", 3, 7, true}, {"24:00", 0, 0, false}, {"noon", 0, 0, false},
	} {
		j, err := Job{}.At(tt.at)
		if (err == nil) != tt.ok || j.Hour != tt.hour || j.Minute != tt.minute {
			t.Errorf("%q: %+v, %v", tt.at, j, err)
		}
	}
	minutes := map[int]bool{}
	for _, key := range "abcdefghijklmnop" {
		j, err := Job{Key: string(key)}.At("")
		if err != nil || j.Hour != 3 || j.Minute < 0 || j.Minute > 59 {
			t.Errorf("%q: %+v, %v", key, j, err)
		}
		minutes[j.Minute] = true
	}
	if len(minutes) < 8 {
		t.Errorf("16 folders share %d minutes", len(minutes))
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind string
		job  Job
		want string
	}{
		{"cron", Job{Name: "n", Words: []string{"a\nb"}}, "control character"},
		{"cron", Job{Name: "../n", Words: []string{"a"}}, "--name"},
		{"launchd", Job{Name: "n", Words: []string{"a\xff"}}, "not UTF-8"},
		{"windows", Job{Name: "n", Words: []string{"a\xff"}}, "not UTF-8"},
	} {
		if _, err := tt.job.Plan(tt.kind); problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %+v: %v", tt.kind, tt.job, err)
		}
	}
}

func TestSystemd(t *testing.T) {
	t.Parallel()
	p, err := Job{Name: "n", About: "of 100%", Words: []string{"/opt/lead ferry", `a"b\c`, "50%", "$HOME"}, Hour: 2, Minute: 5}.Plan("systemd")
	if err != nil || len(p.Files) != 3 {
		t.Fatal(err, p)
	}
	for _, want := range []string{
		`ExecStart="/opt/lead ferry" "a\"b\\c" "50%%" "$$HOME"` + "\n", "OnCalendar=*-*-* 02:05:00\n", "Description=of 100%%\n",
		"OnFailure=leadferry-failed@%N.service\n", "loginctl enable-linger",
	} {
		if !strings.Contains(p.Text, want) {
			t.Errorf("%q is not in\n%s", want, p.Text)
		}
	}
}

// TestCron reads the line as cron and its shell do.
func TestCron(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[ -~ä]{0,10}`), 1, 6).Draw(t, "words")
		p, err := Job{Name: "n", Words: append([]string{"printf", `%s\n`}, words...), Hour: 3, Minute: 7}.Plan("cron")
		if err != nil {
			t.Fatal(err)
		}
		line := string(p.Files[0].Bytes)
		if !strings.HasSuffix(p.Text, "\n"+line) {
			t.Fatalf("%s", p.Text)
		}
		command, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "7 3 * * * ")
		if !ok {
			t.Fatal(line)
		}
		if i := strings.Index(strings.ReplaceAll(command, `\%`, ""), "%"); i >= 0 {
			t.Fatalf("a percent sign is not escaped: %s", command)
		}
		// Some crons remove the backslash, others leave it to the shell: both must do.
		for _, c := range []string{command, strings.ReplaceAll(command, `\%`, "%")} {
			out, err := exec.Command(shell, "-c", c).Output()
			if got, want := string(out), strings.Join(words, "\n")+"\n"; err != nil || got != want {
				t.Fatalf("%s: %q, %v, want %q", c, got, err, want)
			}
		}
	})
}

var odd = []string{`C:\Program Files\leadferry.exe`, "export", `it's 100% "a" <b> & $c\`, "", "ü", `--where=name = "x"`}

// TestGolden compares with files that were looked at: there is no Windows and no macOS to ask. The XML
// is read back by another reader.
func TestGolden(t *testing.T) {
	t.Parallel()
	job := Job{Name: "leadferry-export-acme", About: "leadferry export of acme", Words: odd, Home: "/Users/ann & bob", Hour: 3, Minute: 7}
	for kind, tag := range map[string]string{"launchd": "string", "windows": "Command"} {
		p, err := job.Plan(kind)
		if err != nil || len(p.Files) != 1 || !p.Bare {
			t.Fatal(err, p)
		}
		want, err := os.ReadFile(filepath.Join("testdata", p.Files[0].Name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), p.Text); diff != "" {
			t.Errorf("%s", diff)
		}
		if texts := elements(t, p.Text, tag); !strings.Contains(strings.Join(texts, "\n"), odd[0]) {
			t.Errorf("%s holds %q", kind, texts)
		}
	}
	p, _ := job.Plan("launchd")
	if texts := elements(t, p.Text, "string"); len(texts) < 7 || cmp.Diff(odd, texts[1:7]) != "" || texts[8] != "/Users/ann & bob/Library/Logs/leadferry-export-acme.log" {
		t.Errorf("%q", texts)
	}
	p, _ = job.Plan("windows")
	file, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(p.Files[0].Bytes)
	head, rest, _ := bytes.Cut(file, []byte("\r\n"))
	if err != nil || string(head) != `<?xml version="1.0" encoding="UTF-16"?>` || strings.ReplaceAll(string(rest), "\r\n", "\n") != p.Text {
		t.Errorf("%v: %s", err, file)
	}
	if got := split(elements(t, p.Text, "Arguments")[0]); cmp.Diff(odd[1:], got) != "" {
		t.Errorf("%q", got)
	}
}

// elements returns the texts of all elements of a name.
func elements(t *testing.T, text, name string) (all []string) {
	t.Helper()
	d, inside := xml.NewDecoder(strings.NewReader(text)), false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if inside = e.Name.Local == name; inside {
				all = append(all, "")
			}
		case xml.CharData:
			if inside {
				all[len(all)-1] += string(e)
			}
		case xml.EndElement:
			inside = false
		}
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a \\"ü]{0,8}`)).Draw(t, "words")
		var line []string
		for _, word := range words {
			line = append(line, quoted(word))
		}
		if got := split(strings.Join(line, " ")); strings.Join(got, "\n") != strings.Join(words, "\n") || len(got) != len(words) {
			t.Fatalf("%q becomes %q, which is %q", words, line, got)
		}
	})
}

// split splits a command line by the rules that Microsoft describes for CommandLineToArgvW.
func split(line string) (words []string) {
	for line = strings.TrimLeft(line, " "); line != ""; line = strings.TrimLeft(line, " ") {
		var word strings.Builder
		inQuotes := false
		for line != "" && (inQuotes || line[0] != ' ') {
			rest := strings.TrimLeft(line, `\`)
			slashes := len(line) - len(rest)
			switch {
			case slashes > 0 && strings.HasPrefix(rest, `"`):
				word.WriteString(strings.Repeat(`\`, slashes/2))
				if line = rest; slashes%2 == 1 {
					word.WriteByte('"')
					line = rest[1:]
				}
			case slashes > 0:
				word.WriteString(line[:slashes])
				line = rest
			case line[0] == '"':
				inQuotes, line = !inQuotes, line[1:]
			default:
				word.WriteByte(line[0])
				line = line[1:]
			}
		}
		words = append(words, word.String())
	}
	return words
}
