package input

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// write makes a file and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, format string
		want         sheet.Format
		packed       sheet.Compression
	}{
		{"a.csv", "", sheet.CSV, sheet.None},
		{"a.tsv.gz", "", sheet.TSV, sheet.Gzip},
		{"a.xlsx", "", sheet.XLSX, sheet.None},
		{"a.xlsm", "", sheet.XLSX, sheet.None},
		{"A.XLTX", "", sheet.XLSX, sheet.None},
		{"a.json.gz", "", sheet.JSONL, sheet.Gzip},
		{"a.jsonl.zst", "", sheet.JSONL, sheet.Zstd},
		{"a.txt", "csv", sheet.CSV, sheet.None},
		{"a.jsonl", "raw", sheet.Raw, sheet.None},
	} {
		o := importer.Options{Format: tt.format}
		o.Input.Name = write(t, tt.name, "x")
		if err := Find(&o, ""); err != nil || o.Input.Format != tt.want || o.Input.Compression != tt.packed {
			t.Errorf("%+v: %v, %v, %v", tt, o.Input.Format, o.Input.Compression, err)
		}
	}
	o := importer.Options{Format: "csv", Input: source.Input{Name: "-"}}
	if err := Find(&o, ""); err != nil || o.Input.Format != sheet.CSV {
		t.Errorf("%v, %v", o.Input.Format, err)
	}
}

func TestFindRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, format, tokenFile string
		change                        func(in *source.Input)
		want                          string
	}{
		{name: "-", want: "standard input has no name"},
		{name: "-", format: "csv", tokenFile: "-", want: "cannot both come from standard input"},
		{name: "-", format: "odd", want: "odd"},
		{name: "none", want: "does not exist"},
		{name: "a.doc", text: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", want: "a.doc"},
		{name: "a.text", text: "a,b", want: "a.text"},
		{name: "a.xlsx.gz", text: "x", want: "compressed"},
		{name: "a.csv", text: "x", format: "odd", want: "odd"},
		{name: "a.csv", text: "x", change: func(in *source.Input) { in.Sheet = "Leads" }, want: "--sheet is for workbooks"},
		{name: "a.jsonl", text: "x", change: func(in *source.Input) { in.Dialect.Delimiter = ';' }, want: "--delimiter has no effect"},
	} {
		o := importer.Options{Format: tt.format, Input: source.Input{Name: tt.name}}
		if tt.text != "" {
			o.Input.Name = write(t, tt.name, tt.text)
		}
		if tt.change != nil {
			tt.change(&o.Input)
		}
		if err := Find(&o, tt.tokenFile); problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), tt.want) || problem.Remedy(err) == "" {
			t.Errorf("%s: %v, want %q and a fix", tt.name, err, tt.want)
		}
	}
	o := importer.Options{Input: source.Input{Name: t.TempDir()}}
	if err := Find(&o, ""); problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), "is a folder") {
		t.Error(err)
	}
}

// opened reads the input twice, which must hold the same.
func opened(t *testing.T, in *source.Input) string {
	t.Helper()
	var texts [2]string
	for i := range texts {
		from, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err := errors.Join(err, from.Close()); err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	if texts[0] != texts[1] {
		t.Errorf("%q, and then %q", texts[0], texts[1])
	}
	return texts[0]
}

func TestOpen(t *testing.T) {
	t.Parallel()
	made := 0
	temp := func() (row.TempFile, error) {
		made++
		return os.Create(filepath.Join(t.TempDir(), "temp"))
	}
	in := source.Input{Name: write(t, "a.csv", "text")}
	if err := Open(t.Context(), &in, nil, temp); err != nil || opened(t, &in) != "text" || made != 0 {
		t.Errorf("%v, %d copies of a file", err, made)
	}
	in = source.Input{Name: "-"}
	if err := Open(t.Context(), &in, strings.NewReader("piped"), temp); err != nil || opened(t, &in) != "piped" || made != 1 {
		t.Errorf("%v, %d copies of a pipe", err, made)
	}
	in = source.Input{Name: filepath.Join(t.TempDir(), "none")}
	if err := Open(t.Context(), &in, nil, temp); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	in = source.Input{Name: "-"}
	full := func() (row.TempFile, error) { return nil, os.ErrPermission }
	if err := Open(t.Context(), &in, strings.NewReader("piped"), full); !errors.Is(err, os.ErrPermission) {
		t.Error(err)
	}
}

// TestOpenIsInterrupted: a pipe that brings nothing does not hold the run.
func TestOpenIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	silent, open := io.Pipe()
	defer open.Close()
	in := source.Input{Name: "-"}
	temp := func() (row.TempFile, error) {
		cancel(cause)
		return os.Create(filepath.Join(t.TempDir(), "temp"))
	}
	if err := Open(ctx, &in, silent, temp); !errors.Is(err, cause) {
		t.Errorf("%v, want %v", err, cause)
	}
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	var in source.Input
	s := &backup.Snapshot{}
	if err := Snapshot(t.Context(), &in, s, lead.TypeLead, nil); err != nil || in.Format != sheet.Raw || in.Open == nil {
		t.Errorf("%+v, %v", in, err)
	}
	s.Manifest.Encrypted = true
	if err := Snapshot(t.Context(), &in, s, lead.TypeLead, nil); problem.ExitCode(err) != problem.ExitUsage || problem.Remedy(err) != "add --age-identity FILE" {
		t.Error(err)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	in := source.Input{Name: "a.csv", Format: sheet.CSV}
	in.Open = func() (io.ReadCloser, error) {
		return section{bytes.NewReader([]byte("uuid,name\n1,Ann\n"))}, nil
	}
	from := &source.Source{Input: in}
	open := Rows(t.Context(), from)
	for range 2 {
		rows, closer, err := open()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range rows.Rows() {
			if n++; err != nil {
				t.Error(err)
			}
		}
		if err := closer.Close(); err != nil || n != 1 {
			t.Errorf("%d rows, %v", n, err)
		}
	}
	from.Open = func() (io.ReadCloser, error) { return nil, os.ErrPermission }
	if _, _, err := open(); !errors.Is(err, os.ErrPermission) {
		t.Error(err)
	}
}

// section is an input in memory.
type section struct{ *bytes.Reader }

func (section) Close() error { return nil }
