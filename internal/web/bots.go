package web

import (
	"cmp"
	"context"
	"net"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/sandbox"
)

// rehearsal is the name of the simulated bot.
const rehearsal = "sandbox"

// bot is a bot that a person can choose.
type bot struct {
	Name      string
	Rehearsal bool // it is simulated
}

// bots are those of the profiles, the one of the settings without any, and the simulated one.
type bots struct {
	o     *Options
	stop  context.CancelFunc
	ended chan struct{}
	addr  string // of the simulated platform, "" for none
}

// newBots starts the simulated platform, if it is wanted. close ends it.
func newBots(ctx context.Context, o *Options) (*bots, error) {
	b := &bots{o: o, stop: func() {}, ended: make(chan struct{})}
	if !o.Sandbox {
		close(b.ended)
		return b, nil
	}
	platform, err := settings.Rehearsal(o.Around.Rehearsal)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b.addr = "http://" + listener.Addr().String()
	var inner context.Context
	inner, b.stop = context.WithCancel(context.WithoutCancel(ctx)) // it goes last: jobs still clean up
	go func() {
		defer close(b.ended)
		_ = problem.Caught("simulating", func() error { return sandbox.Serve(inner, listener, platform) })()
	}()
	return b, nil
}

func (b *bots) close() {
	b.stop()
	<-b.ended
}

// all lists the bots. why says what is wrong with the config file.
func (b *bots) all() (all []bot, why error) {
	_, profiles, why := settings.Known(b.o.Flags, b.o.Around)
	for i := range profiles {
		all = append(all, bot{Name: profiles[i].Name})
	}
	if b.o.Around.Getenv("CONVERTALK_BOT_ID") != "" {
		all = append(all, bot{}) // the settings of the terminal
	}
	if b.addr != "" {
		all = append(all, bot{Name: rehearsal, Rehearsal: true})
	}
	return all, why
}

// named returns the bot with that key.
func (b *bots) named(key string) (bot, error) {
	all, err := b.all()
	for _, one := range all {
		if one.Key() == key {
			return one, nil
		}
	}
	if err == nil {
		err = problem.Usage("choose a bot", "set one up with: leadferry init, or rehearse with: leadferry ui --sandbox")
	}
	return bot{}, err
}

// connection finds out how to reach a bot of the list.
func (b *bots) connection(of bot) (*settings.Connection, error) {
	flags, around := b.o.Flags, b.o.Around
	typed := flags.Given
	switch {
	case of.Rehearsal:
		if b.addr == "" {
			return nil, problem.Usage("there is no simulated bot here", "start with: leadferry ui --sandbox")
		}
		flags.BaseURL, flags.BotID, flags.CustomerID = b.addr, sandbox.DefaultBotID, sandbox.DefaultCustomerID
		flags.Given = func(flag string) bool {
			return flag == "base-url" || flag == "bot-id" || flag == "customer-id" || typed(flag)
		}
		around.Getenv = func(variable string) string {
			return map[string]string{"CONVERTALK_TOKEN": sandbox.DefaultToken}[variable]
		}
		around.ConfigFolder = ""
	case of.Name != "":
		flags.Profile = of.Name
		flags.Given = func(flag string) bool { return flag == "profile" || typed(flag) }
		around = around.Alone()
	}
	return settings.Resolve(flags, around)
}

// Key is what a form calls the bot.
func (b bot) Key() string {
	if b.Rehearsal {
		return "simulated"
	}
	return "profile:" + b.Name
}

// Label names the bot in lists.
func (b bot) Label() string {
	if b.Rehearsal {
		return "sandbox (simulated, to rehearse with)"
	}
	return cmp.Or(b.Name, "default bot")
}
