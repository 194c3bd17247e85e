package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
)

// work does for one profile what a command does for every one: talk is the run for this bot.
type work[T any] func(ctx context.Context, talk *app, p *profile.Profile) (T, summary.Line, error)

// everyBot does a job for every profile, several at once. One that fails does not stop the others; only
// the user does, and then no other begins. It returns those that began, and how many profiles there are.
func everyBot[T any](ctx context.Context, a *app, o *flags.Profiles, do work[T]) (done summary.Bots[T], wanted int, err error) {
	_, profiles, err := settings.Profiles(o.Flags, a.surroundings())
	if err != nil {
		return done, 0, err
	}
	crowd := a.Crowd(len(profiles))
	defer crowd.Stop()
	began := make([]*summary.Bot[T], len(profiles))
	var bots errgroup.Group
	bots.SetLimit(o.Parallel)
	runs := make([]*app, len(profiles))
	for i := range profiles {
		runs[i] = a.forBot(crowd, profiles[i].Name)
		bots.Go(func() error {
			if ctx.Err() == nil {
				began[i] = oneBot(ctx, runs[i], &profiles[i], do)
				crowd.Done()
			}
			return nil
		})
	}
	_ = bots.Wait() // each has its own error
	done.Profiles = []summary.Bot[T]{}
	for i, bot := range began {
		if a.lost = cmp.Or(a.lost, runs[i].lost); bot != nil {
			done.Profiles = append(done.Profiles, *bot)
		}
	}
	return done, len(profiles), nil
}

// oneBot does the job for one profile. Whatever happens is told and counted.
func oneBot[T any](ctx context.Context, a *app, p *profile.Profile, do work[T]) *summary.Bot[T] {
	one := &summary.Bot[T]{Profile: p.Name}
	err := problem.Caught("running for a profile", func() (err error) {
		one.Body, one.Line, err = do(ctx, a, p)
		return err
	})()
	one.ExitCode = problem.ExitCode(err)
	if err != nil && !isType[*saidError](err) {
		one.Error = fmt.Sprintf("profile %s: %v", p.Name, err)
		a.tellError(err)
	}
	return one
}

// forBot is the run for one bot: its messages carry the bot's name.
func (a *app) forBot(crowd *screen.Crowd, name string) *app {
	bot := *a
	bot.Screen, bot.page = crowd.Bot(name), a.page.Named(name)
	return &bot
}

// endBots shows the table of all bots and ends the run with the worst exit code.
func endBots[T any](a *app, bots *summary.Bots[T], wanted int, done string) (text string, err error) {
	if !a.json {
		a.Say("%s", screen.Block(bots.Table(time.Now())))
	}
	text, code := bots.Done(a, wanted, done)
	return text, end(a, bots, code)
}

// answerBots ends a command that only looks: the table is the answer, and only what failed is said.
func answerBots[T any](a *app, bots *summary.Bots[T], wanted int, done, table string) error {
	if !a.json {
		if err := a.answer(table); err != nil {
			return err
		}
	}
	_, code := bots.Done(problemsOnly{a}, wanted, done)
	return end(a, bots, code)
}

// problemsOnly says nothing of a success.
type problemsOnly struct{ *app }

// Say says nothing.
func (problemsOnly) Say(string, ...any) {}

// ofProfile returns the flags of a command for one profile, and the surroundings that they hold in: the
// environment is about no profile.
func (a *app) ofProfile(f settings.Flags, p *profile.Profile) (*settings.Connection, error) {
	f.Profile = p.Name
	return settings.Resolve(f, a.surroundings().Alone())
}
