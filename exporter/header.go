package exporter

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// schema is the number of the spool's form. It changes with the form, and when the same answers would
// lead to other questions.
const schema = 7

// Header says what a spool is of. It leaves out what only matters when the file is written.
type Header struct {
	Schema int         `json:"schema"`
	Host   string      `json:"host"`
	BotID  string      `json:"botId"`
	Types  []lead.Type `json:"types"`
	Raw    bool        `json:"raw"` // the server's own records, not rows
	Passes int         `json:"passes"`
	Lag    string      `json:"lag"`
	Began  time.Time   `json:"began"`
	Key    listing.Key `json:"key"`
}

func (o *Options) header() Header {
	return Header{
		Schema: schema, Host: o.Host, BotID: o.BotID, Types: o.Types, Raw: o.Format == sheet.Raw, Passes: o.Passes, Lag: o.Lag.String(),
		Began: time.Now().UTC().Truncate(time.Second), Key: listing.NewKey(),
	}
}

// Differences names what the options would have otherwise, so that Turn cannot resume the spool.
func (h *Header) Differences(o *Options) (names []string) {
	now := o.header()
	for _, d := range []struct {
		name string
		same bool
	}{
		{"the server", h.Host == now.Host},
		{"the bot", h.BotID == now.BotID},
		{"--type", slices.Equal(h.Types, now.Types)},
		{"--format raw", h.Raw == now.Raw},
		{"--verify-passes", h.Passes == now.Passes},
		{"--lag", h.Lag == now.Lag},
		{"the version of this program", h.Schema == now.Schema},
	} {
		if !d.same {
			names = append(names, d.name)
		}
	}
	return names
}

// ReadHeader reads what a spool is of; nil if it is empty, or holds not even a whole header. The error
// is a *DamagedError or one of file.
func ReadHeader(file File) (*Header, error) {
	h, _, err := newSpool(file).readHeader(codec.End)
	return h, err
}

// readHeader returns a Scanner of what follows the header, up to a position.
func (s *spool) readHeader(until int64) (*Header, *codec.Scanner, error) {
	scan := s.frames.Scan(0, until)
	_, text, err := scan.Next()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, codec.ErrCut): // it is written before anything else
		return nil, nil, nil
	case err != nil:
		return nil, nil, damaged(err, 0)
	}
	h := new(Header)
	if err := json.Unmarshal(text, h); err != nil {
		return nil, nil, &DamagedError{}
	}
	s.frames.Key = h.Key
	return h, scan, nil
}

// openSpool opens a spool, to resume it from a cursor or to begin it.
func openSpool(file File, o *Options, from Cursor) (*spool, error) {
	s := newSpool(file)
	if from == 0 {
		return s.create(o)
	}
	s.until = int64(from)
	h, scan, err := s.readHeader(s.until)
	switch {
	case err != nil:
		return nil, err
	case h == nil && from == Rest:
		return s.create(o)
	case h == nil:
		return nil, &DamagedError{}
	}
	if names := h.Differences(o); len(names) > 0 {
		return nil, fmt.Errorf("the temporary file is of another export: %s changed since", strings.Join(names, ", "))
	}
	s.old = scan
	return s, nil
}

func (s *spool) create(o *Options) (*spool, error) {
	h := o.header()
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	err = errors.Join(s.frames.Cut(0), s.frames.End(append(s.frames.Begin(), text...), 0), s.frames.Flush())
	s.frames.Key = h.Key
	return s, err
}
