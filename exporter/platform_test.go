package exporter_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seeds returns how many seeds to try a property with: a few, or LEADFERRY_SOAK of them.
func seeds(t *testing.T, few int) uint64 {
	t.Helper()
	if text := os.Getenv("LEADFERRY_SOAK"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return uint64(n)
	}
	return uint64(few)
}

// later lies years after the beginning of the fake clock, and after the sandbox's leads were made.
func later() time.Time { return time.Now().Add(27 * 366 * 24 * time.Hour) }

// platform connects a client to a simulated platform.
func platform(t *testing.T, o sandbox.Options) (*sandbox.Server, *convertalk.Client) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(ratelimit.Options{Workers: 8}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, c
}

// truth returns all leads of the platform, one a line.
func truth(s *sandbox.Server) string {
	var b bytes.Buffer
	for _, record := range s.All("lead") {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.String()
}

// pages is a Lister over pages of JSON records; each page takes a while that is its own.
type pages struct {
	records  [][]string
	delay    func(page int) time.Duration
	fail     func(page int) error
	requests atomic.Int64
}

func (p *pages) Chats(ctx context.Context, _ lead.Type, number int) (*convertalk.Page, error) {
	p.requests.Add(1)
	if p.delay != nil {
		select {
		case <-time.After(p.delay(number)):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if p.fail != nil {
		if err := p.fail(number); err != nil {
			return nil, err
		}
	}
	page := &convertalk.Page{Date: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	if number < 1 || number > len(p.records) {
		return page, nil
	}
	for _, text := range p.records[number-1] {
		r, err := lead.Parse([]byte(text))
		if err != nil {
			return nil, err
		}
		page.Records = append(page.Records, r)
	}
	return page, nil
}

// numbered makes pages of leads u1, u2, ..., each with an attribute that only some have.
func numbered(count, size int) *pages {
	p := &pages{}
	n := 0
	for range count {
		var page []string
		for range size {
			n++
			page = append(page, fmt.Sprintf(`{"_id":"64f1c0ff%016x","uuid":"u%d","updatedAt":"2025-02-02T06:46:34.119Z",`+
				`"profile":{"userDetails":{"attributes":[{"key":"k%d","value":"v%d"}]}}}`, n, n, n%7, n))
		}
		p.records = append(p.records, page)
	}
	return p
}

func spoolFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(t.TempDir() + "/spool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// memory is a spool that needs no disk.
type memory struct{ data []byte }

func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	m.data = append(m.data[:at], p...)
	return len(p), nil
}

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	return bytes.NewReader(m.data).ReadAt(p, at)
}

func (m *memory) Truncate(size int64) error {
	m.data = m.data[:size]
	return nil
}

// fast is one pass in CSV.
func fast(workers int) exporter.Options {
	return exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: workers, Format: sheet.CSV, Fast: true}
}

// proving is a proved export in CSV.
func proving(types ...lead.Type) exporter.Options {
	return exporter.Options{Types: types, Workers: 8}
}
