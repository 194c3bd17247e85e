package cli

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/settings"
)

// botEnd is how one bot's part of a file ended. What follows the run hears of it when it is known whether
// there is a file.
type botEnd struct {
	outcome
	bot   *app
	hooks *hook.Hooks
	start time.Time
	err   error
}

// botEnds are those of all bots that began. Several goroutines may begin one.
type botEnds struct {
	following *flags.Following
	file      string

	mu  sync.Mutex
	all []*botEnd
}

// begin notes that a bot begins.
func (e *botEnds) begin(bot *app, p *profile.Profile) *botEnd {
	end := &botEnd{
		outcome: outcome{Run: hook.Run{File: e.file}}, bot: bot, start: time.Now(),
		hooks: bot.hooks(follower{Following: e.following, chosen: p}),
	}
	end.name(bot.command, end.hooks)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, end)
	return end
}

// tellAll tells what follows the run of every profile that none began.
func (a *app) tellAll(ctx context.Context, o *flags.Profiles, ends *botEnds, err error) {
	_, profiles, unknown := settings.Profiles(o.Flags, a.surroundings())
	if unknown != nil { // then no program is known either
		return
	}
	for i := range profiles {
		ends.begin(a.withName(profiles[i].Name), &profiles[i])
	}
	a.warn(ends.tell(ctx, err, o.Parallel))
}

// withName is the run for one bot, without a bar.
func (a *app) withName(bot string) *app {
	named := *a
	named.Screen, named.page = a.Named(bot), a.page.Named(bot)
	return &named
}

// tell tells of every bot by its own error, or by that of the file if it has none, several at once.
func (e *botEnds) tell(ctx context.Context, file error, parallel int) error {
	var bots errgroup.Group
	bots.SetLimit(parallel)
	for _, end := range e.all {
		if file != nil && (end.err == nil || isType[*saidError](end.err)) {
			end.err = file
		}
		bots.Go(problem.Caught("telling how an export ended", func() error {
			end.bot.tell(ctx, end.hooks, e.following.Metrics, &end.outcome, end.start, end.err)
			return nil
		}))
	}
	return bots.Wait()
}
