package main

import (
	"bufio"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/leadferry/leadferry/sandbox"
)

// terminal opens a pseudo-terminal: what a person types and sees, and what the program has.
func terminal(t *testing.T) (person, program *os.File) {
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

// TestQuestion: on a terminal the import shows what it would do and asks; only yes sends.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct{ code, leads int }{"y\n": {0, 1}, "yes\n": {0, 1}, "n\n": {130, 0}, "\n": {130, 0}, "\x04": {130, 0}} {
		server, env := account(t, sandbox.Options{})
		person, program := terminal(t)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "leads.csv"), []byte("uuid,Full Name\n"+uuid(1)+",Ann\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "leadferry", "import", "leads.csv")
		cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, append(env, "TERM=xterm"), program, program, program
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		program.Close()
		screen := make(chan string, 1)
		go func() { screen <- readUntil(person, "[y/N] ") }()
		select {
		case shown := <-screen:
			if !strings.Contains(shown, "Full Name -> name") || !strings.Contains(shown, "Send 1 row to bot "+sandbox.DefaultBotID) {
				t.Errorf("the question is %q", shown)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("no question came")
		}
		for _, e := range server.Ledger() {
			if e.Method == "PUT" {
				t.Error("something was sent before the answer")
			}
		}
		if _, err := person.WriteString(answer); err != nil {
			t.Fatal(err)
		}
		go readUntil(person, "\x00never\x00") // or else the program waits for room on the screen
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != want.code || server.Count("lead") != want.leads {
			t.Errorf("%q: exit code %d, %d leads", answer, code, server.Count("lead"))
		}
		_, err := os.Stat(filepath.Join(dir, "leads.csv.report"))
		if there := err == nil; there != (want.leads > 0) {
			t.Errorf("%q: report folder there: %v", answer, there)
		}
	}
}

// readUntil reads until a text comes or nothing more does.
func readUntil(f *os.File, text string) string {
	var b strings.Builder
	in := bufio.NewReader(f)
	for !strings.Contains(b.String(), text) {
		c, err := in.ReadByte()
		if err != nil {
			break
		}
		b.WriteByte(c)
	}
	return b.String()
}

// TestInitAsks: on a terminal init asks for what it needs, and the token that is typed is not to be seen.
func TestInitAsks(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{Leads: 5})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	person, program := terminal(t)
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "leadferry", "init", "--base-url", web.URL)
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	program.Close()
	shown := readUntil(person, "embed script: ")
	for _, step := range []struct{ typed, until string }{
		{"<script src=\"https://cdn.convertalk.com/Convertalk.js\"\ndefer>" + sandbox.DefaultBotID + "," + sandbox.DefaultCustomerID + "</script>\n", "not shown): "}, {sandbox.DefaultToken + "\n", "next: leadferry export leads.csv"},
	} {
		if _, err := person.WriteString(step.typed); err != nil {
			t.Fatal(err)
		}
		shown += readUntil(person, step.until)
	}
	go readUntil(person, "\x00never\x00") // or else the program waits for room on the screen
	if err := cmd.Wait(); err != nil || strings.Contains(shown, sandbox.DefaultToken) {
		t.Errorf("%v, and on the screen stood\n%s", err, shown)
	}
	token, err := os.ReadFile(filepath.Join(dir, ".config", "leadferry", "main.token"))
	if err != nil || strings.TrimSpace(string(token)) != sandbox.DefaultToken {
		t.Errorf("the token file holds %q, %v", token, err)
	}
}
