package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLeadsAreReproducible: a shorter file is the beginning of a longer one, and another seed makes
// another file.
func TestLeadsAreReproducible(t *testing.T) {
	t.Parallel()
	leads := func(args ...string) string {
		name := filepath.Join(t.TempDir(), "leads.csv")
		if err := writeLeads(flag.NewFlagSet("leads", flag.PanicOnError), append(args, "-o", name)); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	long := leads("-n", "50")
	if short := leads("-n", "20"); !strings.HasPrefix(long, short) || len(short) == len(long) {
		t.Error("20 leads are not the beginning of 50")
	}
	if leads("-n", "50", "-seed", "2") == long {
		t.Error("another seed makes the same leads")
	}
	if !strings.Contains(leads("-n", "50", "-phones", "formatted"), "(") {
		t.Error("no phone number has brackets")
	}
}
