package shell

import (
	"os/exec"
	"strings"
	"testing"
)

// powerShellWords are words, and how they are written in a line for PowerShell.
var powerShellWords = map[string]string{
	"":                     `""`,
	"leads.csv":            "leads.csv",
	"--rate=5":             "--rate=5",
	`C:\Users\Ann\a.csv`:   `C:\Users\Ann\a.csv`,
	`C:\My leads\a.csv`:    `"C:\My leads\a.csv"`,
	"@all":                 `"@all"`,
	"50% of it":            `"50% of it"`,
	"it's":                 `"it's"`,
	"$HOME":                `'$HOME'`,
	"it's $5":              `'it''s $5'`,
	"„Ann’s“ leads":        `'„Ann’’s“ leads'`,
	"a`b":                  "'a`b'",
	"turned \u202e$around": `"turned $([char]::ConvertFromUtf32(8238))$([char]::ConvertFromUtf32(36))around"`,
}

func TestQuotePowerShell(t *testing.T) {
	t.Parallel()
	for word, want := range powerShellWords {
		if got := quotePowerShell(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

// TestPowerShellReads lets PowerShell, where there is one, read the words back.
func TestPowerShellReads(t *testing.T) {
	t.Parallel()
	pwsh, err := exec.LookPath("pwsh")
	if err != nil {
		t.Skip("pwsh is not installed")
	}
	for word := range powerShellWords {
		line := "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Write-Output -- " + quotePowerShell(word)
		out, err := exec.Command(pwsh, "-NoProfile", "-Command", line).Output()
		if got := strings.TrimRight(string(out), "\r\n"); err != nil || got != word {
			t.Errorf("%s: PowerShell reads %q: %v", line, got, err)
		}
	}
}
