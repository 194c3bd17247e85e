package e2e

import (
	"bytes"
	"os"
	"path/filepath"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
)

// keepHistory writes the history of a profile's lane for the replay tests, if LEADFERRY_UPDATE is set.
func (s *stage) keepHistory(profile, file string) {
	s.t.Helper()
	if os.Getenv("LEADFERRY_UPDATE") == "" {
		return
	}
	var h history.History
	events := s.engine.client(s.t).GetWorkflowHistory(s.t.Context(), s.lanes[profile], "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			s.t.Fatal(err)
		}
		h.Events = append(h.Events, e)
	}
	text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(&h)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(filepath.Join("..", "lane", "testdata", file), string(text))
}

// wantNoToken fails if a token stands in the engine's database, which holds the name of a profile.
func (s *stage) wantNoToken() {
	s.t.Helper()
	files, err := filepath.Glob(s.engine.database + "*")
	if err != nil {
		s.t.Fatal(err)
	}
	var all []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, text...)
	}
	if !bytes.Contains(all, []byte(s.profiles[0])) {
		s.t.Error("the database does not hold what was looked for")
	}
	for _, bot := range s.platform.Bots() {
		if bytes.Contains(all, []byte(bot.Token)) {
			s.t.Error("the engine's database holds a token")
		}
	}
}
