package web

import (
	"net/http"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
)

// profiles shows the bots that are set up, and never a token.
func (s *Site) profiles(rw http.ResponseWriter, r *http.Request) { s.showProfiles(rw, r, nil) }

// tested is how the test of a token ended.
type tested struct {
	Name, Text, Fix string
	Good            bool
}

func (s *Site) showProfiles(rw http.ResponseWriter, r *http.Request, t *tested) {
	path, all, err := settings.Known(s.o.Flags, s.o.Around)
	var why *failure
	if err != nil {
		why = failed(err)
	}
	s.show(rw, r, "profiles.html", "Profiles", "leadferry profiles", struct {
		Path   string
		All    []settings.KnownProfile
		Why    *failure
		Tested *tested
	}{path, all, why, t})
}

// testProfile reads one page of a bot's leads.
func (s *Site) testProfile(rw http.ResponseWriter, r *http.Request) {
	name := r.PostForm.Get("profile")
	t := &tested{Name: name}
	c, err := s.bots.connection(bot{Name: name})
	n := 0
	if err == nil {
		n, err = c.Try(r.Context())
	}
	if err != nil {
		f := failed(err)
		t.Text, t.Fix = f.Text, f.Fix
	} else {
		t.Good, t.Text = true, "The token works: the first page shows "+screen.Count(n, "lead")+"."
	}
	s.showProfiles(rw, r, t)
}
