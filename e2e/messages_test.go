package e2e

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// message is a text of the program that people may read.
type message struct {
	place string // file:line
	text  string
}

// TestMessages reads all texts of the program, in its source and its help, and looks for words that
// the house does not use. make messages prints them, for a fresh pair of eyes.
func TestMessages(t *testing.T) {
	t.Parallel()
	all := messages(t)
	if len(all) < 500 {
		t.Fatalf("only %d messages were found", len(all))
	}
	for _, m := range all {
		if os.Getenv("LEADFERRY_MESSAGES") != "" {
			fmt.Printf("%s: %s\n", m.place, m.text)
		}
		if word := unwanted.FindString(m.text); word != "" {
			t.Errorf("%s: %q: there is a plainer word for %q", m.place, m.text, word)
		}
		if counted.MatchString(m.text) {
			t.Errorf("%s: %q: there may be one; screen.Count knows, and an engine says (%%d)", m.place, m.text)
		}
	}
}

// unwanted are words for which CONTRIBUTING.md has others, and some that sound translated.
var unwanted = regexp.MustCompile(`(?i)\b(` + strings.Join([]string{
	"mend(ed|ing)?", "somebody", "nobody", "persons", "pass(ed)? over", "go(ing|es)? on with", "put aside", "throw[ns]? away", "at work on",
	"say it with", "ta(ke|kes|ken|king)( it| them| the changes)? back", "take back the", "carr(y|ied) out", "are done", "needs? you", "is in$", "otherwise$", "hangs on", "not well", "dial tcp",
}, "|") + `)\b`)

// markup is what people do not see of a page.
var markup = regexp.MustCompile(`\{\{[^}]*\}\}|<[^>]*>`)

// counted are numbers of what there may be one of.
var counted = regexp.MustCompile(`%[ds] (leads|chats|rows that|fields that)\b|%d of [^%]*%d (leads|chats|rows)\b`)

// messages are the texts of all packages of the program.
func messages(t *testing.T) (all []message) {
	t.Helper()
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slices.Contains([]string{"bench", "e2e", "sandbox", "testdata", "samples"}, d.Name()) || strings.HasPrefix(d.Name(), ".") && path != ".."):
			return filepath.SkipDir
		case strings.HasSuffix(path, "_test.go"):
		case strings.HasSuffix(path, ".go"):
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool { return collect(n, files, &all) })
		case slices.Contains([]string{"help", "templates"}, filepath.Base(filepath.Dir(path))):
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for i, line := range strings.Split(string(text), "\n") {
				add(&all, fmt.Sprintf("%s:%d", path, i+1), markup.ReplaceAllString(line, " "))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// collect takes the texts that a piece of source holds, and reports whether to look into it.
func collect(n ast.Node, files *token.FileSet, all *[]message) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field: // a path, and perhaps a tag
		_, isImport := n.(*ast.ImportSpec)
		return !isImport && n.(*ast.Field).Tag == nil
	case ast.Expr:
		if text, ok := written(n); ok {
			add(all, files.Position(n.Pos()).String(), text)
			return false
		}
	}
	return true
}

// written is the text of a literal, or of several with values between them, each shown as an ellipsis.
func written(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		left, isLeft := written(e.X)
		right, isRight := written(e.Y)
		if e.Op == token.ADD && (isLeft || isRight) {
			return orDots(left, isLeft) + orDots(right, isRight), true
		}
	}
	return "", false
}

func orDots(text string, ok bool) string {
	if !ok {
		return "…"
	}
	return text
}

var words = regexp.MustCompile(`\pL[\pL,.:;'’-]* +\pL`)

// add keeps a text that has words.
func add(all *[]message, place, text string) {
	if words.MatchString(text) {
		*all = append(*all, message{place, strings.TrimSpace(text)})
	}
}
