// Package ping tells a monitoring service (a dead man's switch) that a run begins and how it ends.
// The address is a secret, since its holder can report in the user's name: it stands in no error.
package ping

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Service is the monitoring service. The zero Service is none.
type Service struct {
	Address   string
	UserAgent string
	Warn      func(error) // is told what goes wrong; that never changes the run
}

// Around pings, runs, and pings again with the summary or the error of the run.
func (s Service) Around(ctx context.Context, run func() (summary string, err error)) error {
	if s.Address == "" {
		_, err := run()
		return err
	}
	base, err := url.Parse(s.Address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return problem.Usage("--ping-url, or ping_url in the profile, is not a web address",
			"give the address that the monitoring service shows, https://...")
	}
	s.send(ctx, http.MethodGet, base.JoinPath("start"), "", 1) // a missing start raises no alarm
	var summary string
	err = problem.Caught("running", func() (err error) {
		summary, err = run()
		return err
	})()
	if err == nil {
		s.send(ctx, http.MethodPost, base, summary, 3)
		return nil
	}
	code := problem.ExitCode(err)
	text, _, _ := strings.Cut(strings.TrimSpace(summary+" "+err.Error()), "\n") // without the stack of a fault
	s.send(ctx, http.MethodPost, base.JoinPath(strconv.Itoa(code)), fmt.Sprintf("exit code %d: %s", code, text), 3)
	return err
}

// send makes one request, even when the run was stopped, and repeats it where that may help: a
// service that does not learn of an end raises an alarm.
func (s Service) send(ctx context.Context, method string, to *url.URL, body string, attempts int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	var err error
	for n := range attempts {
		select {
		case <-time.After(time.Duration(n) * time.Second):
		case <-ctx.Done():
		}
		again := false
		if again, err = s.attempt(ctx, method, to, body); !again {
			break
		}
	}
	if err != nil {
		s.Warn(fmt.Errorf("the monitoring service could not be told: %w; check --ping-url, or ping_url in the profile", err))
	}
}

// attempt reports whether another one may go better.
func (s Service) attempt(ctx context.Context, method string, to *url.URL, body string) (again bool, err error) {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(body))
	if err != nil {
		return false, errors.New("its address is not valid")
	}
	request.Header.Set("User-Agent", s.UserAgent)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return true, errors.New("it could not be reached") // err holds the address
	}
	response.Body.Close() //nolint:errcheck // nothing in it matters
	if response.StatusCode < 300 {
		return false, nil
	}
	again = response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests
	return again, fmt.Errorf("it answered %d", response.StatusCode)
}
