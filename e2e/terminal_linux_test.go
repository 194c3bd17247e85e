package e2e

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/leadferry/leadferry/sandbox"
)

// terminal is the person's end of a pseudo-terminal.
type terminal struct {
	t    *testing.T
	keys *os.File
	in   *bufio.Reader // of the screen
}

// startOnTerminal starts leadferry on a pseudo-terminal of its own. A system without is skipped.
func (s shell) startOnTerminal(args ...string) (*process, terminal) {
	s.t.Helper()
	return s.with("TERM=xterm").startAtWidth(80, args...)
}

func (s shell) startAtWidth(columns uint16, args ...string) (*process, terminal) {
	s.t.Helper()
	person, program := openTerminal(s.t)
	if err := unix.IoctlSetWinsize(int(program.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		s.t.Fatal(err)
	}
	p := &process{Cmd: s.command(args...)}
	p.Stdin, p.Stdout, p.Stderr = program, program, program
	if err := p.Start(); err != nil {
		s.t.Fatal(err)
	}
	program.Close()
	return p, terminal{s.t, person, bufio.NewReader(person)}
}

func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

// readUntil reads the screen until it shows a text, or ends.
func (term terminal) readUntil(text string) string {
	var b strings.Builder
	for !strings.Contains(b.String(), text) {
		c, err := term.in.ReadByte()
		if err != nil {
			break
		}
		b.WriteByte(c)
	}
	return b.String()
}

// shows waits until the screen shows a text, and returns all that it showed.
func (term terminal) shows(text string) string {
	term.t.Helper()
	screen := make(chan string, 1)
	go func() { screen <- term.readUntil(text) }()
	select {
	case shown := <-screen:
		return shown
	case <-time.After(30 * time.Second):
		term.t.Fatalf("the screen never shows %q", text)
		return ""
	}
}

func (term terminal) typeKeys(keys string) {
	term.t.Helper()
	if _, err := term.keys.WriteString(keys); err != nil {
		term.t.Fatal(err)
	}
}

// drain reads the rest; a program waits when its screen is full.
func (term terminal) drain() { go term.readUntil("\x00never\x00") }

// TestQuestion: on a terminal the import shows what it would do and asks; only yes sends.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct{ code, leads int }{
		"y\n": {0, 1}, "yes\n": {0, 1}, "n\n": {0, 0}, "\n": {0, 0}, "\x04": {0, 0},
	} {
		server, sh := newShell(t, sandbox.Options{})
		sh.write("leads.csv", "uuid,Full Name\n"+uuid(1)+",Ann\n")
		p, term := sh.startOnTerminal("import", "leads.csv")
		shown := term.shows("[y/N] ")
		question := "Send 1 row to bot " + sandbox.DefaultBotID
		if !strings.Contains(shown, "Full Name  name     Ann") || !strings.Contains(shown, question) {
			t.Errorf("the question is %q", shown)
		}
		if len(puts(server)) > 0 {
			t.Error("something was sent before the answer")
		}
		term.typeKeys(answer)
		term.drain()
		p.Wait()
		if code := p.ProcessState.ExitCode(); code != want.code || server.Count("lead") != want.leads {
			t.Errorf("%q: exit code %d, %d leads", answer, code, server.Count("lead"))
		}
		if reported := len(sh.find("leads.csv.report")) > 0; reported != (want.leads > 0) {
			t.Errorf("%q: there is a report folder: %v", answer, reported)
		}
	}
}

// TestInitAsks: on a terminal init asks for what it needs, and does not show the token that is typed.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	_, url := serve(t, sandbox.Options{Leads: 5})
	dir := t.TempDir()
	sh := shell{t, dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}}
	p, term := sh.startOnTerminal("init", "--base-url", url)
	script := fmt.Sprintf("<script src=\"https://cdn.convertalk.com/Convertalk.js\"\ndefer>%s,%s</script>\n",
		sandbox.DefaultBotID, sandbox.DefaultCustomerID)
	shown := term.shows("embed script: ")
	term.typeKeys(script)
	shown += term.shows("not shown): ")
	term.typeKeys(sandbox.DefaultToken + "\n")
	shown += term.shows("[plain]: ")
	term.typeKeys("\n")
	shown += term.shows("leadferry export leads.csv")
	term.drain()
	if err := p.Wait(); err != nil || strings.Contains(shown, sandbox.DefaultToken) {
		t.Errorf("%v, and the screen showed\n%s", err, shown)
	}
	token := string(sh.read(".config/leadferry/main.token"))
	if strings.TrimSpace(token) != sandbox.DefaultToken {
		t.Errorf("the token file holds %q", token)
	}
}

// TestBarNeverScrolls runs on terminals of several widths with a server that fails and refuses: what is
// drawn over again never reaches the last column, and a terminal that cannot go back gets lines.
func TestBarNeverScrolls(t *testing.T) {
	t.Parallel()
	rows := "uuid,Full Name\n"
	for n := range 30 {
		rows += uuid(n) + ",Ann\n"
	}
	for _, columns := range []int{40, 60, 80, 120} {
		t.Run(strconv.Itoa(columns), func(t *testing.T) {
			t.Parallel()
			_, sh := newShell(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: "503", Percent: 20}}, Limit: sandbox.Limit{Rate: 20, Burst: 3}})
			sh.write("leads.csv", rows)
			p, term := sh.with("TERM=xterm").startAtWidth(uint16(columns), "import", "leads.csv", "--blind", "--yes", "--rate", "0")
			shown := term.readUntil("Import finished")
			term.drain()
			p.Wait()
			drawn := 0
			for _, over := range strings.Split(shown, "\r")[1:] {
				if strings.HasPrefix(over, "\n") {
					continue // a line of its own
				}
				line, _, _ := strings.Cut(strings.TrimSuffix(control.ReplaceAllString(over, ""), "Import finished"), "\n")
				if drawn++; utf8.RuneCountInString(line) >= columns {
					t.Errorf("the line is as long as the terminal is wide: %q", line)
				}
			}
			if drawn < 4 {
				t.Errorf("nothing was drawn over again: %q", shown)
			}
		})
	}
	t.Run("dumb", func(t *testing.T) {
		t.Parallel()
		_, sh := newShell(t, sandbox.Options{Latency: 50 * time.Millisecond})
		sh.write("leads.csv", rows)
		p, term := sh.with("TERM=dumb").startAtWidth(80, "import", "leads.csv", "--blind", "--yes", "--rate", "10")
		shown := term.readUntil("Import finished")
		term.drain()
		p.Wait()
		if !strings.Contains(shown, " % of 30 rows done: ") || strings.ContainsRune(strings.ReplaceAll(shown, "\r\n", "\n"), '\r') || strings.Contains(shown, "\x1b") {
			t.Errorf("a dumb terminal shows %q", shown)
		}
	})
}

// TestColor: a terminal that can gets colours, on both streams; one that cannot, or a person who does
// not want them, gets none.
func TestColor(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{})
	sh.write("leads.csv", "uuid,name,email\n"+uuid(1)+",Ann,\n"+uuid(2)+",Bob,broken\n")
	for _, tt := range []struct {
		env     string
		colours bool
	}{{"TERM=xterm", true}, {"TERM=dumb", false}, {"NO_COLOR=1", false}} {
		p, term := sh.with("TERM=xterm", tt.env).startAtWidth(80, "import", "leads.csv", "--dry-run", "--rate", "0", "--report", tt.env)
		shown := term.readUntil("rejected + ")
		term.drain()
		p.Wait()
		for text, color := range map[string]string{"  + 1 to create": "\x1b[32m", "  ! 1 not sent": "\x1b[33m", "  next:": "\x1b[1m"} {
			if !strings.Contains(shown, text) || strings.Contains(shown, color+text+"\x1b[0m") != tt.colours {
				t.Errorf("%s: %q is not as wanted in %q", tt.env, text, shown)
			}
		}
	}
	p, term := sh.with("TERM=xterm").startAtWidth(80, "check", "nothing.csv")
	shown := term.readUntil("check the name")
	term.drain()
	p.Wait()
	if !strings.Contains(shown, "\x1b[1;31merror:\x1b[0m") {
		t.Errorf("an error without a colour: %q", shown)
	}
}

var control = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// TestLinesFitTerminal: on a terminal no line is wider than it is, so none breaks within a word; in a pipe
// lines stay whole.
func TestLinesFitTerminal(t *testing.T) {
	t.Parallel()
	_, sh := newShell(t, sandbox.Options{Leads: 20})
	sh = sh.with("XDG_STATE_HOME=" + t.TempDir())
	sh.write("leads.csv", "Full Name,E-mail,Mobile,Country\nAnn Smith,ann@example.org,4.91512E+11,Germany\nBob,bob@example.org,,India\nCyd,broken,,\n")
	for _, columns := range []int{40, 60, 80, 120} {
		for _, args := range [][]string{{"import", "leads.csv", "--dry-run", "--rate", "0"}, {"history"}, {"check", "leads.csv"}, {"undo"}} {
			p, term := sh.with("TERM=xterm").startAtWidth(uint16(columns), args...)
			shown := term.readUntil("\x00")
			p.Wait()
			for _, line := range strings.FieldsFunc(control.ReplaceAllString(shown, ""), func(r rune) bool { return r == '\r' || r == '\n' }) {
				if utf8.RuneCountInString(line) >= columns {
					t.Errorf("%s: a line of %d characters at %d columns: %q", args, utf8.RuneCountInString(line), columns, line)
				}
			}
		}
	}
	if piped := sh.ok("history"); !strings.Contains(piped, "plan  leads.csv  "+sandbox.DefaultBotID+"  would be: 1 created, 2 rejected") {
		t.Errorf("in a pipe the history is\n%s", piped)
	}
}

// TestEarlyAnswer: what was typed before the question is shown does not answer it.
func TestEarlyAnswer(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{})
	sh.write("leads.csv", "uuid,Full Name\n"+uuid(1)+",Ann\n")
	p, term := sh.startOnTerminal("import", "leads.csv")
	term.typeKeys("y\ny\n")
	term.shows("[y/N] ")
	term.typeKeys("n\n")
	term.drain()
	p.Wait()
	if n := server.Count("lead"); n > 0 {
		t.Errorf("%d leads were sent", n)
	}
}
