package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
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
		return &usageError{"the ping URL is not a web address", "give the address that the monitoring service shows, https://..."}
	}
	a.ping(ctx, http.MethodGet, base.JoinPath("start"), "")
	finished := false
	defer func() {
		if !finished { // a panic, which goes on
			a.ping(ctx, http.MethodPost, base.JoinPath("fail"), "leadferry ran into a fault of its own")
		}
	}()
	summary, err := run()
	finished = true
	if err == nil {
		a.ping(ctx, http.MethodPost, base, summary)
		return nil
	}
	code := exitCode(err)
	a.ping(ctx, http.MethodPost, base.JoinPath(strconv.Itoa(code)), fmt.Sprintf("exit code %d: %s", code, strings.TrimSpace(summary+" "+err.Error())))
	return err
}

// ping makes one request, even when the run was stopped.
func (a *app) ping(ctx context.Context, method string, to *url.URL, body string) {
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(body))
	if err != nil {
		a.say("warning: the monitoring service could not be told: its address is no good")
		return
	}
	request.Header.Set("User-Agent", "leadferry/"+version())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		a.say("warning: the monitoring service could not be told: it was not reached") // err holds the address
		return
	}
	answer.Body.Close() //nolint:errcheck // nothing in it matters
	if answer.StatusCode >= 300 {
		a.say("warning: the monitoring service could not be told: it answered %d", answer.StatusCode)
	}
}
