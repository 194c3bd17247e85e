package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// pinged tells a monitoring service that a run begins, and how it ended. Nothing that goes wrong with that changes the run. The address
// is a secret: who knows it can report in our name.
func (a *app) pinged(ctx context.Context, address string, run func() (summary string, err error)) error {
	if address == "" {
		_, err := run()
		return err
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return problem.Usage("the ping URL is not a web address", "give the address that the monitoring service shows, https://...")
	}
	a.ping(ctx, http.MethodGet, base.JoinPath("start"), "", 1) // nobody is alarmed when it does not come
	finished := false
	defer func() {
		if !finished { // a panic, which goes on
			a.ping(ctx, http.MethodPost, base.JoinPath("fail"), "leadferry ran into a fault of its own", 3)
		}
	}()
	summary, err := run()
	finished = true
	if err == nil {
		a.ping(ctx, http.MethodPost, base, summary, 3)
		return nil
	}
	code := problem.ExitCode(err)
	a.ping(ctx, http.MethodPost, base.JoinPath(strconv.Itoa(code)), fmt.Sprintf("exit code %d: %s", code, strings.TrimSpace(summary+" "+err.Error())), 3)
	return err
}

// ping makes one request, even when the run was stopped, and tries it up to so many times where that may help: a service that does not hear
// of an end raises an alarm.
func (a *app) ping(ctx context.Context, method string, to *url.URL, body string, tries int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	var problem string
	for try := range tries {
		select {
		case <-time.After(time.Duration(try) * time.Second):
		case <-ctx.Done():
		}
		again := false
		if problem, again = pingOnce(ctx, method, to, body); !again {
			break
		}
	}
	if problem != "" {
		a.say("warning: the monitoring service could not be told: %s", problem)
	}
}

// pingOnce tells what went wrong, "" for nothing, and whether it may go better next time. The address stands in no message.
func pingOnce(ctx context.Context, method string, to *url.URL, body string) (problem string, again bool) {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(body))
	if err != nil {
		return "its address is no good", false
	}
	request.Header.Set("User-Agent", "leadferry/"+version())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		return "it was not reached", true // err holds the address
	}
	answer.Body.Close() //nolint:errcheck // nothing in it matters
	if answer.StatusCode < 300 {
		return "", false
	}
	return fmt.Sprintf("it answered %d", answer.StatusCode), answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests
}
