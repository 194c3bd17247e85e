package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// nowhere discards the answer, so that only the platform is measured.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}

func BenchmarkPage(b *testing.B) {
	s, err := sandbox.New(sandbox.Options{Leads: 100_000, NoLedger: true})
	if err != nil {
		b.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://h"+chatsURL("lead", 777), http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("x-bot-token", sandbox.DefaultToken)
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(nowhere{http.Header{}}, r)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := sandbox.New(sandbox.Options{Leads: 100_000}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBump(b *testing.B) {
	s, err := sandbox.New(sandbox.Options{Leads: 20_000, Order: "updated"})
	if err != nil {
		b.Fatal(err)
	}
	uuid := s.Insert()
	for b.Loop() {
		s.Bump(uuid)
		s.Delete(s.Insert())
	}
}
