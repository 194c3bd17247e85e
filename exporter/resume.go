package exporter

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// schema is the number of the spool's form. It changes with the form, and when the same answers would lead to other questions.
const schema = 3

// Header says what a spool is of. What only matters when the file is written is not in it.
type Header struct {
	Schema int         `json:"schema"`
	Host   string      `json:"host"`
	BotID  string      `json:"botId"`
	Types  []lead.Type `json:"types"`
	Raw    bool        `json:"raw"` // the server's own records, not rows
	Passes int         `json:"passes"`
	Began  time.Time   `json:"began"`
	Key    key         `json:"key"`
}

func (o *Options) header() Header {
	return Header{
		Schema: schema, Host: o.Host, BotID: o.BotID, Types: o.Types, Raw: o.Format == sheet.Raw, Passes: o.Passes,
		Began: time.Now().UTC().Truncate(time.Second), Key: newKey(),
	}
}

// Differences names what is other than those options would have it, so that Run cannot go on with the spool.
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
		{"the version of this program", h.Schema == now.Schema},
	} {
		if !d.same {
			names = append(names, d.name)
		}
	}
	return names
}

// ReadHeader reads what a spool is of; nil if there is nothing in it, or not even a whole header. The error is a *DamagedError or one of file.
func ReadHeader(file io.ReadWriteSeeker) (*Header, error) {
	h, _, err := newSpool(file).readHeader()
	return h, err
}

func (s *spool) readHeader() (*Header, *bufio.Reader, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("read the spool: %w", err)
	}
	r := bufio.NewReaderSize(s.file, 256<<10)
	_, text, err := s.next(r, 0)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, errCut): // it is written before anything else
		return nil, nil, nil
	case errors.Is(err, errBroken):
		return nil, nil, &DamagedError{}
	case err != nil:
		return nil, nil, err
	}
	h := new(Header)
	if err := json.Unmarshal(text, h); err != nil {
		return nil, nil, &DamagedError{}
	}
	s.written = int64(headSize + len(text))
	s.key, s.parts[0].start = h.Key, s.written
	return h, r, nil
}

// openSpool opens a spool to go on from there, or to begin.
func openSpool(file io.ReadWriteSeeker, o *Options, from Cursor) (*spool, error) {
	s := newSpool(file)
	if from == 0 {
		return s, s.create(o)
	}
	h, r, err := s.readHeader()
	switch {
	case err != nil:
		return nil, err
	case h == nil && from == Rest:
		return s, s.create(o)
	case h == nil:
		return nil, &DamagedError{}
	}
	if names := h.Differences(o); len(names) > 0 {
		return nil, fmt.Errorf("this is not the export that the spool is of: %s changed since", strings.Join(names, ", "))
	}
	s.old, s.until = r, from
	return s, nil
}

func (s *spool) create(o *Options) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	h := o.header()
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := s.end(append(s.begin(), text...), 0); err != nil {
		return err
	}
	s.key, s.parts[0].start = h.Key, s.written
	return s.flush()
}

// recall returns the next answer that an earlier turn got; nil when there is none, and the spool is ready for a new one.
func (s *spool) recall(ctx context.Context) (*answer, error) {
	if s.old == nil || ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if s.until > 0 && s.written >= int64(s.until) {
		return nil, s.goOn()
	}
	first, second, err := s.next(s.old, s.written)
	ended := errors.Is(err, io.EOF) && s.until == Rest
	if errors.Is(err, errBroken) && s.until == Rest {
		if ended, err = s.torn(s.written); err == nil {
			err = errBroken
		}
	}
	switch {
	case ended:
		return nil, s.goOn()
	case errors.Is(err, errBroken), errors.Is(err, io.EOF):
		return nil, &DamagedError{s.written}
	case err != nil:
		return nil, err
	}
	if s.written += int64(headSize + len(first) + len(second)); s.until > 0 && s.written > int64(s.until) {
		return nil, &DamagedError{int64(s.until)}
	}
	a := readAnswer(first, second)
	s.rows += a.rows
	s.columns.Overflow += a.overflow
	for _, name := range a.columns {
		s.columns.Number(name)
	}
	return a, nil
}

// goOn makes the spool ready for new answers. What stands behind is cut off, if the file can do that: it could be taken for theirs one day.
func (s *spool) goOn() error {
	s.old = nil
	if f, ok := s.file.(interface{ Truncate(size int64) error }); ok {
		if err := f.Truncate(s.written); err != nil {
			return fmt.Errorf("cut the spool: %w", err)
		}
	}
	if _, err := s.file.Seek(s.written, io.SeekStart); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	return nil
}
