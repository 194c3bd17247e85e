package web

import (
	"path/filepath"
	"regexp"
	"slices"
)

// counted is what browsers put into the name of a file that they download twice.
var counted = regexp.MustCompile(` ?\(\d+\)(\.\w+)$`)

// mended finds the work whose rows a person has mended in a file: the one with that ID, else the newest
// one of the bot whose rejects file has the name. It is nil if there is none.
func (s *works) mended(id, name string, b bot) *work {
	if w := s.of(id); w != nil {
		return w
	}
	name = counted.ReplaceAllString(name, "$1")
	all := s.list()
	i := slices.IndexFunc(all, func(w *work) bool {
		rejects := w.file("rejects")
		return w.Bot == b && rejects != "" && filepath.Base(rejects) == name
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// rowChoices are the choices of a work that hold for its rows in another file, too: not where they stand in it.
// Those of a restore say which leads of a snapshot are restored.
func (w *work) rowChoices() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Kind != "import" {
		return nil
	}
	return without(w.words, "format", "encoding", "delimiter", "quotes", "sheet", "header-row", "no-header")
}
