package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestCreateOptions(t *testing.T) {
	t.Setenv(pingVariable, "https://ping.example/id")
	one, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key := one.Recipient().String()
	var o createOptions
	if _, err := parse(t, "--age-recipient "+key+" --age-recipient "+key+" --lock-wait 5m --all-profiles --allow-shrink", o.flags); err != nil {
		t.Fatal(err)
	}
	if err := o.Check(); err != nil || len(o.recipients) != 2 || o.lockWait != 5*time.Minute || !o.bots.Every || !o.shrink || o.pingURL != "https://ping.example/id" || o.All != "--all-profiles" {
		t.Errorf("%+v, %v", o, err)
	}
	_, err = parse(t, "--age-recipient "+key+" --age-recipient "+one.String(), new(createOptions).flags)
	if known := flagError(nil, err); err == nil || !strings.Contains(known.Error(), "number 2") || strings.Contains(known.Error()+problem.Remedy(known), one.String()) {
		t.Errorf("%v: the second one is a secret key, which must not be shown", known)
	}
	r := run(t, "backup", "create", "--help")
	if r.code != 0 || strings.Contains(r.out, "ping.example") {
		t.Errorf("the help shows a secret: %+v", r)
	}
}

// TestBackups makes snapshots of the sandbox and runs every command over them.
func TestBackups(t *testing.T) {
	alone(t)
	keyFile := "key.txt"
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, []byte(key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, "backup", "list", "b"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
	r := run(t, "backup", "create", "b", "--sandbox", "--rate", "0", "--json")
	o := r.object(t)
	snapshot := o["snapshot"].(map[string]any)
	if r.code != 0 || o["command"] != "backup create" || snapshot["state"] != "good" || o["exitCode"] != 0.0 {
		t.Fatalf("%+v", r)
	}
	r = run(t, "backup", "create", "b", "--sandbox", "--rate", "0", "--age-recipient", key.Recipient().String(), "--keep-last", "5")
	if r.code != 0 || !strings.Contains(r.err, "backed up to b") || !strings.Contains(r.err, "Verified complete") {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "backup", "list", "b"); r.code != 0 || !strings.HasPrefix(r.out, "SNAPSHOT") || strings.Count(r.out, "good") != 2 || !strings.Contains(r.out, "good, encrypted") {
		t.Errorf("%+v", r)
	}
	list := run(t, "backup", "list", "b", "--json").object(t)["snapshots"].([]any)
	if len(list) != 2 {
		t.Fatal(list)
	}
	if r := run(t, "backup", "status", "b", "--max-age", "1h"); r.code != 0 || !strings.HasPrefix(r.out, "The newest good snapshot is") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "status", "b", "--max-age", "1ns", "--json"); r.code != 1 || r.object(t)["fresh"] != false || !strings.Contains(r.err, "more than 1 s") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "check", "b"); r.code != 0 || !strings.Contains(r.out, "add --age-identity") || !strings.Contains(r.out, "records readable") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "check", "b", "--age-identity", keyFile, "--json", "-q"); r.code != 0 || r.err != "" || r.object(t)["damaged"] != 0.0 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "diff", "b"); r.code != problem.ExitUsage || !strings.Contains(r.err, "--age-identity") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "diff", "b", "--age-identity", keyFile); r.code != 0 || !strings.Contains(r.out, "0 added, 0 removed, 0 changed") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "diff", "b", "--age-identity", "none"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "prune", "b", "--keep-last", "1", "-n"); r.code != 0 || !strings.HasPrefix(r.out, "delete") || !strings.Contains(r.out, "\nkeep") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "prune", "b", "--keep-last", "1"); r.code != 0 || r.err != "1 snapshot deleted, 1 kept\n" {
		t.Errorf("%+v", r)
	}
	damage(t, "b")
	if r := run(t, "backup", "check", "b", "--json"); r.code != 1 || r.object(t)["damaged"] != 1.0 || !strings.Contains(r.err, "is damaged") {
		t.Errorf("%+v", r)
	}
}

// damage changes one byte of a file of a snapshot.
func damage(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*", "leads*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.Chmod(files[0], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[0], text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAllProfiles: a profile that fails does not stop the next one, and the worst exit code counts.
func TestAllProfiles(t *testing.T) {
	folder := alone(t)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	config := "[profile.one]\nbot_id = \"b\"\ntoken_file = \"t\"\n[profile.two]\nbase_url = \"http://127.0.0.1:1\"\nbot_id = \"b\"\ncustomer_id = \"c\"\n"
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, "backup", "create", "b", "--all-profiles", "--json")
	profiles := r.object(t)["profiles"].([]any)
	codes := []any{profiles[0].(map[string]any)["exitCode"], profiles[1].(map[string]any)["exitCode"]}
	if r.code != problem.ExitAuth || !slices.Equal(codes, []any{2.0, 4.0}) || !strings.Contains(r.err, "0 of 2 profiles backed up. Failed: one (exit code 2), two (exit code 4)") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "create", "b", "--all-profiles", "--profile", "one"); r.code != problem.ExitUsage || !strings.Contains(r.err, "cannot be used together") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "schedule", "cron", "b", "--", "--all-profiles"); r.code != problem.ExitUsage || r.out != "" || !strings.Contains(r.err, "profile one: there is no customer ID") {
		t.Errorf("%+v", r)
	}
}
